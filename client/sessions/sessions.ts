/** The debug sessions that Savepoint can work with: each one that has stopped once and has not ended. */
import * as vscode from 'vscode';
import type { InvariantResult, SessionState } from '../apiTypes';
import { debuggeeFor } from '../debuggee/debuggeeFor';
import { languageOf } from '../debuggee/language';
import type { SessionView } from '../../server/protocol';
import { rewindWay } from '../debuggee/rewind/way';
import type { Consents } from '../ruleConsents';
import { SavepointError } from '../savepointError';
import type { Restart } from '../serverConnection';
import type { StoreClient } from '../storeClient';
import type { AdapterCapabilities } from './adapterCapabilities';
import type { BreakpointRequests } from './breakpointRequests';
import type { OutsideRequests } from './outsideRequests';
import { SessionInspector } from './sessionInspector';
import { SessionOperations } from './sessionOperations';
import { takesAutoSavepoint } from './autoSavepoints';
import { autoSavepointMode, autoSavepointsKept, checksAtEveryStop } from './settings';
import type { ShownVariables } from './shownVariables';
import { sourceOf } from './stack';
import type { Stop, Stops } from './stops';

interface Tracked {
  readonly session: vscode.DebugSession;
  readonly inspector: SessionInspector;
  operations: SessionOperations;
  /** Settles when the server knows the session. */
  opened: Promise<void>;
}

export interface Checked {
  readonly session: vscode.DebugSession;
  readonly stop: Stop;
  readonly results: readonly InvariantResult[];
}

/** The workspace's invariants, as far as a session needs to know of them. */
export interface RuleSources {
  /** Whether there are any. */
  readonly exist: boolean;
  /** Looks for them in a file that the program stands in. */
  see(source: string): Promise<void>;
}

export class Sessions implements vscode.Disposable {
  readonly #tracked = new Map<string, Tracked>();
  /** The ids of the sessions that have ended. */
  readonly #over = new Set<string>();
  readonly #changed = new vscode.EventEmitter<SessionState>();
  readonly #ended = new vscode.EventEmitter<vscode.DebugSession>();
  readonly #closed = new vscode.EventEmitter<void>();
  readonly #checked = new vscode.EventEmitter<Checked>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidChangeState = this.#changed.event;
  readonly onDidEndSession = this.#ended.event;
  /** The server knows that a session is over. */
  readonly onDidCloseSession = this.#closed.event;
  /** A session was looked at where it stopped, and the invariants checked if they are to be without being asked for. */
  readonly onDidCheck = this.#checked.event;

  constructor(
    private readonly stops: Pick<Stops, 'stopOf' | 'onDidStop' | 'onDidResume' | 'onDidEnd'>,
    private readonly shown: Pick<ShownVariables, 'correct' | 'askAgain' | 'forget'>,
    private readonly outside: Pick<OutsideRequests, 'portOf' | 'count' | 'onMayHaveWritten'>,
    private readonly capabilities: Pick<AdapterCapabilities, 'of'>,
    private readonly breakpoints: Pick<BreakpointRequests, 'lend'>,
    private readonly consents: Consents,
    private readonly store: StoreClient,
    private readonly rules: RuleSources,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#disposables = [
      stops.onDidStop(({ session, stop }) => this.#stopped(session, stop)),
      stops.onDidResume((session) => this.#resumed(session)),
      stops.onDidEnd((session) => this.#forget(session)),
      outside.onMayHaveWritten((session) => void this.#writtenOutside(session)),
      store.onDidChangeView(({ session }) => this.#fire(session)),
      store.onDidRestart((restart) => this.#restarted(restart)),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('savepoint.autoSavepoint') && autoSavepointMode() !== 'off')
          this.#markPresent();
      }),
      this.#changed,
      this.#ended,
      this.#closed,
      this.#checked,
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  all(): readonly SessionState[] {
    return [...this.#tracked.values()].flatMap(({ session }) => this.#state(session.id) ?? []);
  }

  /** The operations of the session that is meant: the given one, the active one, or the only one that is paused. */
  async operations(given: vscode.DebugSession | undefined): Promise<SessionOperations> {
    const { operations, opened } = this.#meant(given);
    await opened;
    return operations;
  }

  async state(given: vscode.DebugSession | undefined): Promise<SessionState> {
    const { session, opened } = this.#meant(given);
    await opened;
    const state = this.#state(session.id);
    if (state === undefined) throw ended(session);
    return state;
  }

  /** Takes the probes out of the debuggees. */
  async leaveAll(): Promise<void> {
    await Promise.allSettled([...this.#tracked.values()].map(({ operations }) => operations.leave()));
    for (const { inspector } of this.#tracked.values()) inspector.dispose();
  }

  #meant(given: vscode.DebugSession | undefined): Tracked {
    const tracked = [...this.#tracked.values()];
    const wanted = given ?? this.#active();
    const itself = wanted && this.#tracked.get(wanted.id);
    if (itself !== undefined) return itself;
    const children = tracked.filter(({ session }) => session.parentSession?.id === wanted?.id);
    const candidates = given === undefined && children.length === 0 ? tracked : children;
    const paused = candidates.filter(({ session }) => this.stops.stopOf(session) !== undefined);
    const [only, ...others] = paused.length > 0 ? paused : candidates;
    if (only === undefined) throw given === undefined ? noSession(wanted) : ended(given);
    if (others.length === 0) return only;
    const names = [only, ...others].map(({ session }) => `'${session.name}'`).join(', ');
    throw new SavepointError(
      'several-sessions',
      `Several debug sessions could be meant (${names}): select one in the Call Stack view.`,
    );
  }

  /** VS Code may go on calling a session the active one after its end. */
  #active(): vscode.DebugSession | undefined {
    const active = vscode.debug.activeDebugSession;
    return active === undefined || this.#over.has(active.id) ? undefined : active;
  }

  #state(id: string): SessionState | undefined {
    const tracked = this.#tracked.get(id);
    const view = this.store.view(id);
    if (tracked === undefined || view === undefined) return undefined;
    const { session } = tracked;
    return {
      session,
      status: this.stops.stopOf(session) === undefined ? 'running' : 'paused',
      version: view.version,
      savepoints: view.savepoints,
      autoSavepoints: view.autoSavepoints,
      ...(view.stepBack !== undefined && { stepBack: view.stepBack }),
      rewind: rewindWay(this.capabilities.of(session)),
      changes: view.changes,
      ...(view.undo !== undefined && { undo: view.undo }),
      ...(view.redo !== undefined && { redo: view.redo }),
      branches: view.branches,
      drift: view.drift,
      invariants: view.invariants,
      ...(view.notDurable !== undefined && { notDurable: view.notDurable }),
    };
  }

  #fire(id: string): void {
    const state = this.#state(id);
    if (state !== undefined) this.#changed.fire(state);
  }

  #stopped(session: vscode.DebugSession, stop: Stop): void {
    const tracked = this.#tracked.get(session.id) ?? this.#track(session);
    if (!tracked.operations.isHunting) void this.#lookAround(tracked, stop);
    this.#fire(session.id);
  }

  #resumed(session: vscode.DebugSession): void {
    this.shown.forget(session);
    this.#fire(session.id);
    const { invariants = [], autoSavepoints = [] } = this.store.view(session.id) ?? {};
    if (invariants.length + autoSavepoints.length === 0) return;
    this.store.resumed(session.id).catch((error: unknown) => {
      this.log.warn(`'${session.name}' went on: ${kindOf(error)}`);
    });
  }

  async #lookAround({ session, operations, opened }: Tracked, stop: Stop): Promise<void> {
    try {
      await opened;
      await operations.followStep(stop);
      const [top] = (await stop.stack) ?? [];
      const source = top === undefined ? undefined : sourceOf(top).source;
      if (source !== undefined) await this.rules.see(source);
      if (this.stops.stopOf(session) !== stop) return;
      const checks = this.#checksRules();
      const results = checks ? await operations.lookAround('check') : [];
      if (await takesAutoSavepoint(autoSavepointMode(), stop)) await operations.autoSavepoint(autoSavepointsKept());
      else if (!checks && this.#hasSavepoints(session)) await operations.lookAround('observe');
      if (this.stops.stopOf(session) === stop) this.#checked.fire({ session, stop, results });
    } catch (error) {
      if (this.stops.stopOf(session) === stop) this.log.warn(`At a stop of '${session.name}': ${kindOf(error)}`);
    }
  }

  /** So that drift is told at once, and not only when something else has Savepoint look. */
  async #writtenOutside(session: vscode.DebugSession): Promise<void> {
    const tracked = this.#tracked.get(session.id);
    const stop = this.stops.stopOf(session);
    if (tracked === undefined || stop === undefined || !this.#hasSavepoints(session)) return;
    try {
      await tracked.operations.lookForDrift();
    } catch (error) {
      if (this.stops.stopOf(session) === stop) this.log.warn(`After an edit in '${session.name}': ${kindOf(error)}`);
    }
  }

  #hasSavepoints({ id }: vscode.DebugSession): boolean {
    return (this.store.view(id)?.savepoints.length ?? 0) > 0;
  }

  /** Whoever turns automatic savepoints on while a program stands wants to be able to come back there. */
  #markPresent(): void {
    for (const { session, operations, opened } of this.#tracked.values()) {
      if (this.stops.stopOf(session) === undefined) continue;
      opened
        .then(() => operations.autoSavepoint(autoSavepointsKept()))
        .catch((error: unknown) => this.log.warn(`Marking where '${session.name}' stands: ${kindOf(error)}`));
    }
  }

  #checksRules(): boolean {
    return checksAtEveryStop() && this.rules.exist;
  }

  #track(session: vscode.DebugSession): Tracked {
    const inspector = new SessionInspector(session, this.stops, this.log);
    const operations = this.#operationsOf(session, inspector);
    const tracked = { session, inspector, operations, opened: this.#open(session) };
    this.#tracked.set(session.id, tracked);
    return tracked;
  }

  #operationsOf(session: vscode.DebugSession, inspector: SessionInspector): SessionOperations {
    const port = this.outside.portOf(session);
    const debuggee = debuggeeFor(session.type, port, () => this.capabilities.of(session), inspector);
    return new SessionOperations(
      session,
      port,
      debuggee,
      this.store,
      this.stops,
      this.shown,
      () => this.outside.count(session),
      () => vscode.workspace.isTrusted,
      () => this.#checksRules(),
      this.log,
      () => this.capabilities.of(session),
      this.breakpoints,
      this.consents,
    );
  }

  async #open(session: vscode.DebugSession): Promise<void> {
    await this.store.openSession(session.id, session.name, languageOf(session.type));
  }

  /** The server ended, and another goes on; sessions that it has no journal of begin anew. */
  #restarted({ lost, recovered, notes }: Restart): void {
    for (const note of notes) this.log.warn(note);
    for (const { session: id } of lost) {
      const tracked = this.#tracked.get(id);
      if (tracked !== undefined) tracked.operations = this.#operationsOf(tracked.session, tracked.inspector);
    }
    void vscode.window.showWarningMessage([restartSentence(lost, recovered), ...notes].join(' '));
    for (const { session: id } of recovered) void this.#checkAnew(id);
  }

  /** What the last check found went with the server. */
  async #checkAnew(id: string): Promise<void> {
    const tracked = this.#tracked.get(id);
    const stop = tracked && this.stops.stopOf(tracked.session);
    if (tracked === undefined || stop === undefined || !this.#checksRules()) return;
    try {
      await tracked.operations.lookAround('check');
    } catch (error) {
      if (this.stops.stopOf(tracked.session) === stop)
        this.log.warn(`Checking '${tracked.session.name}' anew: ${kindOf(error)}`);
    }
  }

  async #close(session: vscode.DebugSession): Promise<void> {
    try {
      await this.store.closeSession(session.id);
      this.#closed.fire();
    } catch (error) {
      this.log.warn(`Closing '${session.name}': ${kindOf(error)}`);
    }
  }

  #forget(session: vscode.DebugSession): void {
    this.#over.add(session.id);
    this.shown.forget(session);
    const tracked = this.#tracked.get(session.id);
    if (tracked === undefined) return;
    this.#tracked.delete(session.id);
    tracked.inspector.dispose();
    void this.#close(session);
    this.#ended.fire(session);
  }
}

function noSession(active: vscode.DebugSession | undefined): SavepointError {
  return new SavepointError(
    active === undefined ? 'no-session' : 'not-paused',
    active === undefined
      ? 'No debug session is active: start one and pause it.'
      : `'${active.name}' has not been paused yet: pause it first.`,
  );
}

function ended({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError('session-ended', `The debug session '${name}' has ended; its savepoints are gone.`);
}

function restartSentence(lost: readonly SessionView[], recovered: readonly SessionView[]): string {
  const [gone, back] = [savepointsOf(lost), savepointsOf(recovered)];
  if (gone !== '') return `Savepoint's server stopped and was started again: the savepoints (${gone}) are lost.`;
  if (back !== '') return `Savepoint's server stopped and was started again: the savepoints (${back}) are back.`;
  return "Savepoint's server stopped and was started again: no savepoints were lost.";
}

/** `2 of 'bank', 1 of 'shop'`; empty where there are none. */
function savepointsOf(views: readonly SessionView[]): string {
  return views
    .flatMap(({ name, savepoints }) => (savepoints.length === 0 ? [] : [`${savepoints.length} of '${name}'`]))
    .join(', ');
}

/** What the log may tell of a failure: its message may quote what the program holds. */
function kindOf(error: unknown): string {
  if (error instanceof SavepointError) return error.code;
  return error instanceof Error ? error.name : typeof error;
}
