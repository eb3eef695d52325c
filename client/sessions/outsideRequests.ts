/**
 * Whether anybody but Savepoint had a debug adapter do what may change the program: VS Code's own views, a watch
 * expression, the debug console, another extension. All requests pass a tracker, ours among them.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { DapRequests } from '../debuggee/dap';
import type { DapPort } from '../debuggee/debuggee';

export class OutsideRequests implements vscode.Disposable {
  /** By session: the requests that were seen, less those that were ours. */
  readonly #counts = new Map<string, number>();
  /** By session: references to getters, which are run when somebody asks what is behind them. */
  readonly #lazy = new Map<string, Set<number>>();
  readonly #disposables: readonly vscode.Disposable[];

  constructor() {
    this.#disposables = [
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onWillReceiveMessage: (message: Dap.ProtocolMessage) => this.#request(session, message),
          onDidSendMessage: (message: Dap.ProtocolMessage) => this.#message(session, message),
        }),
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => {
        this.#counts.delete(id);
        this.#lazy.delete(id);
      }),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /**
   * While none of ours is under way: as long as this number stays the same, nobody else asked for what may change the
   * program.
   */
  count(session: vscode.DebugSession): number {
    return this.#counts.get(session.id) ?? 0;
  }

  /** What is asked through it is ours. */
  portOf(session: vscode.DebugSession): DapPort {
    const ours = (command: string): void => {
      if (!LOOKING.has(command)) this.#add(session, -1);
    };
    return {
      async request<C extends keyof DapRequests>(command: C, args: DapRequests[C]['arguments']) {
        ours(command);
        return (await session.customRequest(command, args)) as DapRequests[C]['response'];
      },
    };
  }

  #request(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'request') return;
    const { command, arguments: args } = message as Omit<Dap.Request, 'arguments'> & { arguments: unknown };
    const runsGetter =
      command === 'variables' &&
      this.#lazy.get(session.id)?.has((args as Dap.VariablesArguments).variablesReference) === true;
    if (runsGetter || !LOOKING.has(command)) this.#add(session, 1);
  }

  #message(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'response') return;
    const { command, success, body } = message as Omit<Dap.Response, 'body'> & { body: unknown };
    if (command !== 'variables' || !success) return;
    for (const { variablesReference, presentationHint } of (body as Dap.VariablesResponse['body']).variables)
      if (presentationHint?.lazy === true) this.#lazyOf(session).add(variablesReference);
  }

  #lazyOf({ id }: vscode.DebugSession): Set<number> {
    let lazy = this.#lazy.get(id);
    if (lazy === undefined) this.#lazy.set(id, (lazy = new Set()));
    return lazy;
  }

  #add({ id }: vscode.DebugSession, count: number): void {
    this.#counts.set(id, (this.#counts.get(id) ?? 0) + count);
  }
}

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
