/**
 * Where each debug session stands, read off the traffic between VS Code and the debug adapters.
 *
 * It only listens. A session counts from its first stop on: the launchers that some adapters put in front of the real
 * session never stop, and never show.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { type Arrival, realFrames } from './stack';
import { within } from './within';

/** The program stands still. */
export interface Stop extends Arrival {
  readonly threadId: number;
  /** The adapter's words for a person, such as "Paused on debugger statement". */
  readonly description?: string;
  /** How many frames the stack had where the program stood before, if that is known. */
  readonly depthBefore: Promise<number | undefined>;
  /**
   * The real frames of the stack; asked for at once, since the program may be sent on at once. Undefined if it
   * was, or if the adapter does not show it in time.
   */
  readonly stack: Promise<readonly Dap.StackFrame[] | undefined>;
}

export class Stops implements vscode.Disposable {
  readonly #stops = new Map<string, Stop>();
  readonly #resumes = new Map<string, { command: string; seq: number; from: Stop | undefined }>();
  readonly #stopped = new vscode.EventEmitter<{ session: vscode.DebugSession; stop: Stop }>();
  readonly #resumed = new vscode.EventEmitter<vscode.DebugSession>();
  readonly #ended = new vscode.EventEmitter<vscode.DebugSession>();
  readonly #disposables: vscode.Disposable[];

  readonly onDidStop = this.#stopped.event;
  readonly onDidResume = this.#resumed.event;
  readonly onDidEnd = this.#ended.event;

  constructor() {
    this.#disposables = [
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onWillReceiveMessage: (message: Dap.ProtocolMessage) => this.#request(session, message),
          onDidSendMessage: (message: Dap.ProtocolMessage) => this.#message(session, message),
        }),
      }),
      vscode.debug.onDidTerminateDebugSession((session) => this.#end(session)),
      this.#stopped,
      this.#resumed,
      this.#ended,
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Where the session stands; undefined while it runs. */
  stopOf(session: vscode.DebugSession): Stop | undefined {
    return this.#stops.get(session.id);
  }

  /** The program counts as running from the request on: the stop that follows may overtake the response. */
  #request(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type !== 'request') return;
    const { command, seq } = message as Dap.Request;
    if (!RESUMING.has(command)) return;
    this.#resumes.set(session.id, { command, seq, from: this.#stops.get(session.id) });
    this.#resume(session);
  }

  #message(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    if (message.type === 'response') this.#response(session, message as Dap.Response);
    if (message.type !== 'event') return;
    const { event, body } = message as { event: string; body: unknown } & Dap.ProtocolMessage;
    if (event === 'continued') this.#resume(session);
    if (event === 'stopped') this.#stop(session, body as Dap.StoppedEvent['body']);
    if (event === 'terminated') this.#end(session);
  }

  /** A refused request to go on leaves the program where it stood. */
  #response(session: vscode.DebugSession, { request_seq, success }: Dap.Response): void {
    const resume = this.#resumes.get(session.id);
    if (success || resume?.seq !== request_seq || resume.from === undefined) return;
    this.#resumes.delete(session.id);
    this.#stops.set(session.id, resume.from);
    this.#stopped.fire({ session, stop: resume.from });
  }

  #stop(session: vscode.DebugSession, { threadId, reason, description }: Dap.StoppedEvent['body']): void {
    const thread = threadId ?? 0;
    const { command: after, from } = this.#resumes.get(session.id) ?? {};
    const stop = {
      threadId: thread,
      reason,
      ...(description !== undefined && { description }),
      after,
      depthBefore: Promise.resolve(from?.stack.then((frames) => frames?.length)),
      stack: readStack(session, thread),
    };
    this.#resumes.delete(session.id);
    this.#stops.set(session.id, stop);
    this.#stopped.fire({ session, stop });
  }

  #resume(session: vscode.DebugSession): void {
    if (this.#stops.delete(session.id)) this.#resumed.fire(session);
  }

  #end(session: vscode.DebugSession): void {
    this.#stops.delete(session.id);
    this.#resumes.delete(session.id);
    this.#ended.fire(session);
  }
}

/** What operations on a session ask: where it stands, and when that changes. */
export type StandingPlaces = Pick<Stops, 'stopOf' | 'onDidStop' | 'onDidEnd'>;

/** How long an adapter may take to show the stack, in milliseconds; a stop whose stack is never shown would be waited for. */
const PATIENCE = 10_000;

async function readStack(
  session: vscode.DebugSession,
  threadId: number,
): Promise<readonly Dap.StackFrame[] | undefined> {
  try {
    const answer = await within(PATIENCE, Promise.resolve(session.customRequest('stackTrace', { threadId })));
    if (answer.kind === 'late') return undefined;
    return realFrames((answer.answer as Dap.StackTraceResponse['body']).stackFrames);
  } catch {
    return undefined;
  }
}

const RESUMING = new Set([
  'continue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'reverseContinue',
  'goto',
  'restartFrame',
]);
