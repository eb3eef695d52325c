/**
 * What VS Code's own Variables view shows of restored variables.
 *
 * js-debug answers questions about a scope from a copy that V8 made when the program stopped; a local variable that was
 * written since still shows its old value there. So the adapter's answers are corrected on their way to VS Code, until
 * the program goes on: a tracker is handed each message before VS Code is. Were it handed a copy, the view would show
 * the old value a step longer; the Savepoints view always shows what was read back.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { Presentation } from '../debuggee/debuggee';

interface Scope {
  readonly frameId: number;
  /** Of the scopes of its frame; the innermost has 0. */
  readonly index: number;
}

/** One stop of one session. */
class Shown {
  readonly scopes = new Map<number, Scope>();
  /** The names in each scope that was asked for. */
  readonly names = new Map<number, ReadonlySet<string>>();
  readonly corrections = new Map<number, Map<string, Presentation>>();
  /** Beginnings of expressions, and the variables that they stand for. */
  readonly expressions = new Map<string, string>();
}

/** By name. */
export type Corrections = ReadonlyMap<string, Presentation>;

/** An argument that tells our request from VS Code's own; adapters take none. */
const ASKING = 'savepointAsksAgain';

export class ShownVariables implements vscode.Disposable {
  readonly #shown = new Map<string, Shown>();
  readonly #asked = new Map<string, number>();
  /** Requests whose responses are to have VS Code ask again. */
  readonly #asking = new Set<string>();
  readonly #tracker: vscode.Disposable;

  constructor() {
    this.#tracker = vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: (session) => ({
        onWillReceiveMessage: (message: Dap.ProtocolMessage) => this.#request(session, message),
        onDidSendMessage: (message: Dap.ProtocolMessage) => this.#message(session, message),
      }),
    });
  }

  dispose(): void {
    this.#tracker.dispose();
  }

  /** From now until the session goes on, these variables of a frame are shown so. */
  correct(session: vscode.DebugSession, frameId: number, variables: Corrections): void {
    const { corrections, expressions } = this.#of(session);
    const given = corrections.get(frameId) ?? new Map<string, Presentation>();
    for (const [name, { evaluateName, ...presentation }] of variables) {
      given.set(name, presentation);
      if (evaluateName !== undefined) expressions.set(evaluateName, name);
    }
    corrections.set(frameId, given);
  }

  /**
   * Has VS Code ask for all variables again, where the debuggee has no way to make the adapter say so: the response to a request
   * that nobody waits for becomes the adapter's `invalidated` event on its way to VS Code.
   */
  askAgain(session: vscode.DebugSession): void {
    Promise.resolve(session.customRequest('threads', { [ASKING]: true })).catch(() => undefined);
  }

  /** The session goes on: everything is asked anew. */
  forget(session: vscode.DebugSession): void {
    this.#shown.delete(session.id);
  }

  #of(session: vscode.DebugSession): Shown {
    let shown = this.#shown.get(session.id);
    if (shown === undefined) this.#shown.set(session.id, (shown = new Shown()));
    return shown;
  }

  #request(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'request') return;
    const { command, seq, arguments: args } = message as Omit<Dap.Request, 'arguments'> & { arguments: unknown };
    const key = `${session.id}/${seq}`;
    if (command === 'scopes') this.#asked.set(key, (args as Dap.ScopesArguments).frameId);
    if (command === 'variables') this.#asked.set(key, (args as Dap.VariablesArguments).variablesReference);
    if (command === 'threads' && typeof args === 'object' && args !== null && ASKING in args) this.#asking.add(key);
  }

  #message(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'response') return;
    const { command, request_seq, success, body } = message as Omit<Dap.Response, 'body'> & { body: unknown };
    const key = `${session.id}/${request_seq}`;
    if (this.#asking.delete(key)) becomeInvalidated(message);
    const asked = this.#asked.get(key);
    if (asked === undefined) return;
    this.#asked.delete(key);
    if (!success) return;
    if (command === 'scopes') this.#scopes(session, asked, (body as Dap.ScopesResponse['body']).scopes);
    if (command === 'variables') this.#variables(session, asked, (body as Dap.VariablesResponse['body']).variables);
  }

  #scopes(session: vscode.DebugSession, frameId: number, scopes: readonly Dap.Scope[]): void {
    const { scopes: known } = this.#of(session);
    scopes.forEach(({ variablesReference }, index) => known.set(variablesReference, { frameId, index }));
  }

  #variables(session: vscode.DebugSession, reference: number, variables: readonly Dap.Variable[]): void {
    const shown = this.#of(session);
    for (const variable of variables) nameAsVariable(variable, shown.expressions);
    const scope = shown.scopes.get(reference);
    if (scope === undefined) return;
    shown.names.set(reference, new Set(variables.map(({ name }) => name)));
    const corrections = shown.corrections.get(scope.frameId);
    if (corrections === undefined) return;
    for (const variable of variables) {
      const correction = corrections.get(variable.name);
      if (correction !== undefined && !isHidden(shown, scope, variable.name)) Object.assign(variable, correction);
    }
  }
}

/** Of the response nothing is left: what VS Code is handed is an event. */
function becomeInvalidated(message: Partial<Dap.Response & Dap.InvalidatedEvent>): void {
  delete message.request_seq;
  delete message.success;
  delete message.command;
  delete message.message;
  Object.assign(message, { type: 'event', event: 'invalidated', body: { areas: ['variables'] } });
}

/** `list[0].balance` is `payer.balance`. */
function nameAsVariable(variable: Dap.Variable, expressions: ReadonlyMap<string, string>): void {
  const { evaluateName } = variable;
  if (evaluateName === undefined) return;
  for (const [expression, name] of expressions)
    if (evaluateName.startsWith(expression)) variable.evaluateName = name + evaluateName.slice(expression.length);
}

/** Whether a scope further in has a variable of that name, which is then the one that was restored. */
function isHidden(shown: Shown, { frameId, index }: Scope, name: string): boolean {
  return [...shown.scopes].some(
    ([reference, other]) =>
      other.frameId === frameId && other.index < index && shown.names.get(reference)?.has(name) === true,
  );
}
