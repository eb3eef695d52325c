/**
 * Requests of somebody else that may have written into a paused program: VS Code's own Set Value and Debug Console, or another
 * extension. A tracker sees every request and not who made it, so those that are made here are announced first.
 *
 * Watches and hovers are not among them: they are evaluated at each stop, and to write there is nobody's habit.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { DapRequests } from '../debuggee/dap';

export class OutsideWrites implements vscode.Disposable {
  /** How many requests of a kind have been announced and not been seen yet, by session and command. */
  readonly #announced = new Map<string, number>();
  /** The requests of others that are not answered yet, by session and number. */
  readonly #asked = new Set<string>();
  readonly #written = new vscode.EventEmitter<vscode.DebugSession>();
  readonly #tracker: vscode.Disposable;

  readonly onMayHaveWritten = this.#written.event;

  constructor() {
    this.#tracker = vscode.debug.registerDebugAdapterTrackerFactory('*', {
      createDebugAdapterTracker: (session) => ({
        onWillReceiveMessage: (message: Dap.ProtocolMessage) => this.#request(session, message),
        onDidSendMessage: (message: Dap.ProtocolMessage) => this.#message(session, message),
        onWillStopSession: () => this.#forget(session),
      }),
    });
  }

  dispose(): void {
    this.#tracker.dispose();
    this.#written.dispose();
  }

  /** The next request of that kind is one of our own. */
  announce({ id }: vscode.DebugSession, command: keyof DapRequests): void {
    if (!WRITING.has(command)) return;
    const key = `${id}/${command}`;
    this.#announced.set(key, (this.#announced.get(key) ?? 0) + 1);
  }

  #request({ id }: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'request') return;
    const { command, seq, arguments: args } = message as Omit<Dap.Request, 'arguments'> & { arguments: unknown };
    if (!WRITING.has(command)) return;
    const key = `${id}/${command}`;
    const own = this.#announced.get(key) ?? 0;
    // Whose of two of a kind comes first is all the same: one of them is somebody else's.
    if (own > 0) this.#announced.set(key, own - 1);
    else if (command !== 'evaluate' || (args as Dap.EvaluateArguments).context === 'repl')
      this.#asked.add(`${id}/${seq}`);
  }

  #message(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'response') return;
    const { request_seq } = message as Dap.Response;
    // One that failed may have written before it did.
    if (this.#asked.delete(`${session.id}/${request_seq}`)) this.#written.fire(session);
  }

  #forget({ id }: vscode.DebugSession): void {
    for (const key of this.#announced.keys()) if (key.startsWith(`${id}/`)) this.#announced.delete(key);
    for (const key of this.#asked) if (key.startsWith(`${id}/`)) this.#asked.delete(key);
  }
}

const WRITING: ReadonlySet<string> = new Set(['setVariable', 'setExpression', 'writeMemory', 'evaluate']);
