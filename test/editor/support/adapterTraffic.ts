/** What debug adapters report to VS Code, turned into things to wait for. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';

export interface StoppedEvent {
  readonly session: vscode.DebugSession;
  readonly threadId: number;
  readonly reason: string;
}

/**
 * Starts to wait for the next stop of a session that `isMeant` accepts; ask before causing it. Rejects when the root of such a
 * session, or the session, ends instead.
 */
export function nextStop(isMeant: (session: vscode.DebugSession) => boolean): Promise<StoppedEvent> {
  return new Promise((resolve, reject) => {
    const subscriptions = [
      stopped.event((stop) => {
        if (!isMeant(stop.session)) return;
        leave();
        resolve(stop);
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (!isMeant(session)) return;
        leave();
        reject(new Error(`The debug session "${session.name}" ended and did not stop.`));
      }),
    ];
    const leave = (): void => {
      for (const subscription of subscriptions) subscription.dispose();
    };
  });
}

/** The thread that stopped last in that session. */
export function stoppedThread(session: vscode.DebugSession): number {
  const thread = stoppedThreads.get(session.id);
  if (thread === undefined) throw new Error(`The debug session "${session.name}" has not stopped yet.`);
  return thread;
}

/** The sessions that run or are paused now, those behind a launcher included. */
export function liveSessions(): readonly vscode.DebugSession[] {
  return [...live.values()];
}

const stopped = new vscode.EventEmitter<StoppedEvent>();
const stoppedThreads = new Map<string, number>();
const live = new Map<string, vscode.DebugSession>();

vscode.debug.onDidStartDebugSession((session) => live.set(session.id, session));
vscode.debug.onDidTerminateDebugSession((session) => live.delete(session.id));
vscode.debug.registerDebugAdapterTrackerFactory('*', {
  createDebugAdapterTracker: (session) => ({
    onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => {
      if (!isStopped(message)) return;
      const { threadId = 0, reason } = message.body;
      stoppedThreads.set(session.id, threadId);
      stopped.fire({ session, threadId, reason });
    },
  }),
});

function isStopped(message: DebugProtocol.ProtocolMessage): message is DebugProtocol.StoppedEvent {
  return message.type === 'event' && (message as DebugProtocol.Event).event === 'stopped';
}
