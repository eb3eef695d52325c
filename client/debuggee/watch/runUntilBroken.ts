/**
 * Runs a program on until a rule no longer holds.
 *
 * The fast way has the program look for itself, at breakpoints on all lines of the files that it stands in; whether a rule
 * is really violated where it then stops is asked of whoever checks rules. Where that way is not open it steps, and has
 * the rules checked after each step. Either way it ends: by its budget, by being cancelled, or with the program.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { RuleId } from '../../../server/protocol';
import type { RewindPort, Standing } from '../rewind/rewindPort';
import type { LastHeld, Operand, Watcher } from './watcher';

export interface Violation {
  readonly rule: RuleId;
  readonly name: string;
  /** A sentence. */
  readonly message: string;
}

/** The breakpoints of the sources are the user's again when it is released. */
export interface TemporaryBreakpoints {
  set(source: Dap.Source, breakpoints: readonly { readonly line: number; readonly condition: string }[]): Promise<void>;
  /** Aborted when somebody else sets breakpoints of such a source. */
  readonly disturbed: AbortSignal;
}

export interface Run {
  /** What is violated where the program stands. */
  readonly check: (standing: Standing) => Promise<readonly Violation[]>;
  readonly milliseconds: number;
  /** Stops of the program, each of which is a step where it steps. */
  readonly stops: number;
  readonly signal: AbortSignal;
  readonly onProgress?: (stops: number) => void;
}

export interface Watching {
  readonly watcher: Watcher;
  readonly breakpoints: TemporaryBreakpoints;
}

export interface Place {
  readonly source: string;
  readonly line: number;
}

export type Found =
  | {
      readonly kind: 'broken';
      readonly violations: readonly Violation[];
      readonly standing: Standing;
      readonly stops: number;
      /** The line after which the first of them no longer holds: before it ran, it did. Absent where it never did. */
      readonly after?: Place;
      readonly before: readonly Operand[];
      readonly now: readonly Operand[];
    }
  | { readonly kind: 'ended'; readonly stops: number }
  | {
      readonly kind: 'given-up';
      readonly why: 'cancelled' | 'stops' | 'time' | 'breakpoints-changed' | 'stopped';
      readonly stops: number;
      readonly standing?: Standing;
    }
  | { readonly kind: 'failed'; readonly reason: string; readonly stops: number };

/** How long a program may take to pause when it is asked to, in milliseconds. */
const PATIENCE = 3_000;

/** A source as the adapter names it, and its path. */
export interface WatchedSource {
  readonly source: Dap.Source;
  readonly path: string;
}

/** The most breakpoints that are set at a time. */
export const MOST_LINES = 3_000;

/**
 * Sets breakpoints on all lines of the sources; false where there are too many of them, or none that a rule is for. The line
 * that the program stands in is looked at here: no breakpoint stops it there any more.
 */
export async function watchLines(
  { watcher, breakpoints }: Watching,
  { stack: [top] }: Standing,
  sources: readonly WatchedSource[],
): Promise<boolean> {
  if (top === undefined) return false;
  const { id: frameId, line: first } = top;
  const found: { source: Dap.Source; conditions: { line: number; condition: string }[] }[] = [];
  for (const { source, path } of sources) {
    const conditions = (await watcher.lines(frameId, source, path)).flatMap((line) => {
      const condition = watcher.condition(path, line);
      return condition === undefined ? [] : [{ line, condition }];
    });
    found.push({ source, conditions });
  }
  const count = found.reduce((sum, { conditions }) => sum + conditions.length, 0);
  if (count === 0 || count > MOST_LINES) return false;
  for (const { source, conditions } of found) await breakpoints.set(source, conditions);
  const present = sources.find(({ source }) => source.path === top.source?.path);
  if (present !== undefined) await watcher.look(frameId, present.path, first);
  return true;
}

export async function runUntilBroken(port: RewindPort, from: Standing, run: Run, watching?: Watching): Promise<Found> {
  const end = performance.now() + run.milliseconds;
  let stops = 0;
  let before = placeOf(from);
  let standing = from;
  for (;;) {
    const givenUp = whyNotOn(run, watching, stops, end);
    if (givenUp !== undefined) return { kind: 'given-up', why: givenUp, stops, standing };
    const { threadId } = standing;
    const pausing = pauseWhen(port, threadId, run, watching, end);
    const arrival = await port.move(
      watching === undefined ? 'stepIn' : 'continue',
      { threadId },
      end - performance.now() + PATIENCE,
    );
    pausing.dispose();
    stops++;
    run.onProgress?.(stops);
    if (arrival.kind === 'ended') return { kind: 'ended', stops };
    if (arrival.kind === 'refused') return { kind: 'failed', reason: arrival.message, stops };
    if (arrival.kind === 'running')
      return { kind: 'given-up', why: whyNotOn(run, watching, stops, end) ?? 'time', stops };
    standing = arrival;
    const violations = await run.check(standing);
    const [first] = violations;
    if (first !== undefined) return broken(violations, first, standing, stops, before, watching);
    // A person pauses what takes too long, and so do the budget and the one who cancels.
    if (standing.reason === 'pause')
      return { kind: 'given-up', why: whyNotOn(run, watching, 0, end) ?? 'stopped', stops, standing };
    before = placeOf(standing);
  }
}

function whyNotOn(run: Run, watching: Watching | undefined, stops: number, end: number) {
  if (run.signal.aborted) return 'cancelled';
  if (watching?.breakpoints.disturbed.aborted === true) return 'breakpoints-changed';
  if (performance.now() >= end) return 'time';
  return stops >= run.stops ? 'stops' : undefined;
}

/** Has the program pause when time is up, or somebody wants it to. */
function pauseWhen(
  port: RewindPort,
  threadId: number,
  { signal }: Run,
  watching: Watching | undefined,
  end: number,
): { dispose(): void } {
  const pause = (): void => {
    // It may stand already.
    port.request('pause', { threadId }).catch(() => undefined);
  };
  const signals = [signal, ...(watching === undefined ? [] : [watching.breakpoints.disturbed])];
  for (const one of signals) one.addEventListener('abort', pause, { once: true });
  const timer = setTimeout(pause, Math.max(0, end - performance.now()));
  return {
    dispose: () => {
      clearTimeout(timer);
      for (const one of signals) one.removeEventListener('abort', pause);
    },
  };
}

async function broken(
  violations: readonly Violation[],
  first: Violation,
  standing: Standing,
  stops: number,
  stepped: Place | undefined,
  watching: Watching | undefined,
): Promise<Found> {
  const frameId = standing.stack[0]?.id;
  if (watching === undefined || frameId === undefined) {
    const after = stepped === undefined ? {} : { after: stepped };
    return { kind: 'broken', violations, standing, stops, ...after, before: [], now: [] };
  }
  const { watcher } = watching;
  const held: LastHeld | undefined = (await watcher.lastHeld(frameId)).find(({ rule }) => rule === first.rule);
  const now = await watcher.operands(frameId, first.rule);
  const after = held === undefined ? {} : { after: { source: held.source, line: held.line } };
  return { kind: 'broken', violations, standing, stops, ...after, before: held?.operands ?? [], now };
}

function placeOf({ stack: [top] }: Standing): Place | undefined {
  return top?.source?.path === undefined ? undefined : { source: top.source.path, line: top.line };
}
