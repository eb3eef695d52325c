/**
 * Whether anybody but Savepoint had a debug adapter do what may change the program: VS Code's own views, a watch
 * expression, the debug console, another extension. All requests pass a tracker, ours among them, so ours are noted first.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { DapRequests } from '../debuggee/dap';
import type { DapPort } from '../debuggee/debuggee';

export class OutsideRequests implements vscode.Disposable {
  /** By session: the requests that were seen and are not ours. */
  readonly #counts = new Map<string, number>();
  /** By session: references to getters, which are run when somebody asks what is behind them. */
  readonly #lazy = new Map<string, Set<number>>();
  /** How many of our requests that may change something have not been seen yet, by session and what they ask. */
  readonly #ours = new Map<string, number>();
  /** By session: the requests for scopes that were seen, less those that were ours. */
  readonly #scopes = new Map<string, number>();
  /** The writing requests of others that are not answered yet, by session and number. */
  readonly #writing = new Set<string>();
  readonly #written = new vscode.EventEmitter<vscode.DebugSession>();
  readonly #disposables: readonly vscode.Disposable[];

  /**
   * Somebody else's Set Value or Debug Console expression was answered, by an error or not: it may have written. Watches and
   * hovers are not told: they are evaluated at each stop, and to write there is nobody's habit.
   */
  readonly onMayHaveWritten = this.#written.event;

  constructor() {
    this.#disposables = [
      this.#written,
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onWillReceiveMessage: (message: Dap.ProtocolMessage) => this.#request(session, message),
          onDidSendMessage: (message: Dap.ProtocolMessage) => this.#message(session, message),
        }),
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.#forget(session)),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** As long as this number stays the same, nobody else asked for what may change the program. */
  count(session: vscode.DebugSession): number {
    return this.#counts.get(session.id) ?? 0;
  }

  /** What is asked through it is ours. */
  portOf(session: vscode.DebugSession): DapPort {
    const ours = (command: string, args: unknown): void => {
      if (!LOOKING.has(command)) this.#addOurs(session, wordsOf(command, args), 1);
      if (command === 'scopes') this.#addScopes(session, -1);
    };
    return {
      scopesOfOthers: () => this.#scopes.get(session.id) ?? 0,
      async request<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']) {
        ours(command, args);
        return (await session.customRequest(command, args)) as DapRequests[C]['response'];
      },
    };
  }

  #request(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'request') return;
    const { command, seq, arguments: args } = message as Omit<Dap.Request, 'arguments'> & { arguments: unknown };
    if (command === 'scopes') this.#addScopes(session, 1);
    if (LOOKING.has(command)) {
      const reference = command === 'variables' ? (args as Dap.VariablesArguments).variablesReference : undefined;
      if (reference !== undefined && this.#lazy.get(session.id)?.has(reference) === true) this.#count(session);
    } else if (!this.#isOurs(session, wordsOf(command, args))) {
      this.#count(session);
      const isOfPerson = command !== 'evaluate' || (args as Dap.EvaluateArguments).context === 'repl';
      if (WRITING.has(command) && isOfPerson) this.#writing.add(`${session.id}/${seq}`);
    }
  }

  /** Whose of two that ask the same comes first is all the same: one of them is somebody else's. */
  #isOurs(session: vscode.DebugSession, words: string): boolean {
    const isOurs = (this.#ours.get(`${session.id}/${words}`) ?? 0) > 0;
    if (isOurs) this.#addOurs(session, words, -1);
    return isOurs;
  }

  #message(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'response') return;
    const { command, request_seq, success, body } = message as Omit<Dap.Response, 'body'> & { body: unknown };
    if (this.#writing.delete(`${session.id}/${request_seq}`)) this.#written.fire(session);
    if (command !== 'variables' || !success) return;
    for (const { variablesReference, presentationHint } of (body as Dap.VariablesResponse['body']).variables)
      if (presentationHint?.lazy === true) this.#lazyOf(session).add(variablesReference);
  }

  #lazyOf({ id }: vscode.DebugSession): Set<number> {
    let lazy = this.#lazy.get(id);
    if (lazy === undefined) this.#lazy.set(id, (lazy = new Set()));
    return lazy;
  }

  #addOurs({ id }: vscode.DebugSession, words: string, more: number): void {
    const key = `${id}/${words}`;
    const count = (this.#ours.get(key) ?? 0) + more;
    if (count === 0) this.#ours.delete(key);
    else this.#ours.set(key, count);
  }

  #forget({ id }: vscode.DebugSession): void {
    this.#counts.delete(id);
    this.#scopes.delete(id);
    this.#lazy.delete(id);
    for (const keys of [this.#ours, this.#writing])
      for (const key of keys.keys()) if (key.startsWith(`${id}/`)) keys.delete(key);
  }

  #addScopes({ id }: vscode.DebugSession, count: number): void {
    this.#scopes.set(id, (this.#scopes.get(id) ?? 0) + count);
  }

  #count({ id }: vscode.DebugSession): void {
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + 1);
  }
}

/** What a request asks: the same for what we ask and for what the adapter gets. */
function wordsOf(command: string, args: unknown): string {
  const { context = '', expression } = (args ?? {}) as Partial<Dap.EvaluateArguments>;
  return `${command}/${context}/${expression ?? JSON.stringify(args)}`;
}

/** The requests that are there to write, or often do. */
const WRITING: ReadonlySet<string> = new Set(['setVariable', 'setExpression', 'writeMemory', 'evaluate']);

/** The requests that change nothing in the program. One that is not known may change anything. */
const LOOKING = new Set([
  'breakpointLocations',
  'completions',
  'dataBreakpointInfo',
  'disassemble',
  'exceptionInfo',
  'gotoTargets',
  'loadedSources',
  'locations',
  'modules',
  'readMemory',
  // js-debug's way of sharing its connection.
  'requestCDPProxy',
  'scopes',
  'setBreakpoints',
  'setDataBreakpoints',
  'setExceptionBreakpoints',
  'setFunctionBreakpoints',
  'setInstructionBreakpoints',
  'source',
  'stackTrace',
  'stepInTargets',
  'threads',
  'variables',
]);
