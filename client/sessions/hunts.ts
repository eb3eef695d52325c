/** Runs a session's program on until one of the workspace's rules no longer holds, and tells which line broke it. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type { InvariantResult } from '../../server/protocol';
import type { HuntReport } from '../apiTypes';
import type { DapPort } from '../debuggee/debuggee';
import type { RewindPort, Standing } from '../debuggee/rewind/rewindPort';
import {
  type Found,
  type Run,
  runUntilBroken,
  type Violation,
  type WatchedSource,
  watchLines,
  type Watching,
} from '../debuggee/watch/runUntilBroken';
import type { WatchedRule, Watcher } from '../debuggee/watch/watcher';
import { watcherFor } from '../debuggee/watch/watcherFor';
import type { Consents } from '../ruleConsents';
import type { StoreClient } from '../storeClient';
import type { BreakpointRequests } from './breakpointRequests';
import { isRunning, nothingToWatch } from './refusals';
import { rewindPort } from './rewindPort';
import { isUserCode, sourceOf } from './stack';
import { stopReason } from './stopReason';
import type { StandingPlaces } from './stops';

export interface HuntOptions extends Pick<Run, 'milliseconds' | 'stops' | 'signal' | 'onProgress'> {
  /** Whether the program looks for itself where it can, or is stepped through. */
  readonly way: 'fastest' | 'steps';
}

export class Hunts {
  readonly #port: RewindPort;
  readonly #watcher: Watcher | undefined;

  constructor(
    private readonly session: vscode.DebugSession,
    private readonly dap: DapPort,
    private readonly store: StoreClient,
    private readonly stops: StandingPlaces,
    private readonly breakpoints: Pick<BreakpointRequests, 'lend'>,
    private readonly capabilities: () => Dap.Capabilities,
    private readonly isTrusted: () => boolean,
    private readonly consents: Consents,
    /** Checks all rules where the program stands. */
    private readonly check: () => Promise<readonly InvariantResult[]>,
  ) {
    this.#port = rewindPort(session, dap, stops, () => undefined);
    this.#watcher = watcherFor(session.type, dap);
  }

  async run(options: HuntOptions): Promise<HuntReport> {
    const from = await this.#standing();
    const began = performance.now();
    const results = await this.check();
    if (violations(results).length > 0)
      return reportOf(await this.#brokenAlready(from, results), 'steps', performance.now() - began);
    if (!results.some(({ status }) => status === 'held')) throw nothingToWatch(this.session);
    const run: Run = { ...options, check: async () => violations(await this.check()) };
    const { rules: known, others } = await this.store.rulesToWatch(this.session.id);
    // What nobody has allowed is not checked on the way either, nor what could not be checked here: it may never end.
    const unchecked = new Set(results.filter(({ status }) => status === 'not-checked').map(({ rule }) => rule));
    const rules = known.filter((rule) => !unchecked.has(rule.rule) && this.consents.allows(rule));
    // What the server checks, the program cannot look at by itself; nothing of an untrusted workspace is evaluated.
    const watcher = options.way === 'steps' || others > 0 || !this.isTrusted() ? undefined : this.#watcher;
    const found = watcher === undefined ? 'not-served' : await this.#watch(watcher, rules, from, run);
    if (found !== 'not-served') return reportOf(found, 'breakpoints', performance.now() - began);
    return reportOf(await runUntilBroken(this.#port, from, run), 'steps', performance.now() - began);
  }

  async #standing(): Promise<Standing> {
    const stop = this.stops.stopOf(this.session);
    const stack = await stop?.stack;
    if (stop === undefined || stack === undefined) throw isRunning(this.session);
    return { kind: 'standing', reason: stopReason(stop), threadId: stop.threadId, stack };
  }

  #brokenAlready(standing: Standing, results: readonly InvariantResult[]): Promise<Found> {
    return Promise.resolve({
      kind: 'broken',
      violations: violations(results),
      standing,
      stops: 0,
      before: [],
      now: [],
    });
  }

  async #watch(
    watcher: Watcher,
    rules: readonly WatchedRule[],
    from: Standing,
    run: Run,
  ): Promise<Found | 'not-served'> {
    const { supportsConditionalBreakpoints } = this.capabilities();
    const frameId = from.stack[0]?.id;
    if (supportsConditionalBreakpoints !== true || frameId === undefined) return 'not-served';
    return this.breakpoints.lend(this.session, this.dap, async (breakpoints) => {
      try {
        const watched = await watcher.install(frameId, rules);
        const watching: Watching = { watcher, breakpoints };
        if (watched.length < rules.length || !(await watchLines(watching, from, sourcesOf(from)))) return 'not-served';
        return await runUntilBroken(this.#port, from, run, watching);
      } finally {
        await this.#remove(watcher);
      }
    });
  }

  /** Where the program stands now, if it does; what was in a program that has ended is gone. */
  async #remove(watcher: Watcher): Promise<void> {
    const frame = (await this.stops.stopOf(this.session)?.stack)?.[0];
    if (frame !== undefined) await watcher.dispose(frame.id).catch(() => undefined);
  }
}

function violations(results: readonly InvariantResult[]): Violation[] {
  return results
    .filter(({ status }) => status === 'violated')
    .map(({ rule, name, message }) => ({ rule, name, message }));
}

/** The files of the user's own code on the stack. */
function sourcesOf({ stack }: Standing): readonly WatchedSource[] {
  const sources = new Map<string, Dap.Source>();
  for (const frame of stack) {
    const { source } = sourceOf(frame);
    if (source !== undefined && frame.source !== undefined && isUserCode(frame)) sources.set(source, frame.source);
  }
  return [...sources].map(([path, source]) => ({ source, path }));
}

function reportOf(found: Found, way: HuntReport['way'], milliseconds: number): HuntReport {
  const { stops } = found;
  const common = { way, stops, milliseconds };
  switch (found.kind) {
    case 'broken': {
      const { after, before, now, violations: broken, standing } = found;
      const changes = now.map(({ expression, value }, index) => ({
        expression,
        before: before[index]?.value ?? null,
        now: value,
      }));
      const at = placeOf(standing);
      const line = after === undefined ? undefined : { source: plainPath(after.source), line: after.line };
      return {
        outcome: 'broken',
        ...common,
        rules: broken.map(({ name }) => name),
        message: broken[0]?.message ?? '',
        ...(at !== undefined && { at }),
        ...(line !== undefined && { after: line }),
        changes,
      };
    }
    case 'ended':
      return { outcome: 'ended', ...common };
    case 'given-up': {
      const at = found.standing === undefined ? undefined : placeOf(found.standing);
      return { outcome: 'given-up', ...common, why: found.why, ...(at !== undefined && { at }) };
    }
    case 'failed':
      return { outcome: 'failed', ...common, reason: found.reason };
  }
}

function placeOf({ stack: [top] }: Standing): { source: string; line: number } | undefined {
  const source = top === undefined ? undefined : sourceOf(top).source;
  return top === undefined || source === undefined ? undefined : { source, line: top.line };
}

function plainPath(path: string): string {
  return sourceOf({ source: { path } } as Dap.StackFrame).source ?? path;
}
