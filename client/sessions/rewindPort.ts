/** A debug session as rewinding sees it: each request that sets the program going is followed to where it stands again. */
import type * as vscode from 'vscode';
import type { DapPort } from '../debuggee/debuggee';
import type { Arrival, RewindPort } from '../debuggee/rewind/rewindPort';
import { stopReason } from './stopReason';
import type { StandingPlaces, Stop } from './stops';

/** @param owned is told each stop that a rewind caused */
export function rewindPort(
  session: vscode.DebugSession,
  port: DapPort,
  stops: StandingPlaces,
  owned: (stop: Stop) => void,
): RewindPort {
  return {
    request: (command, args) => port.request(command, args),
    move: async (command, args, milliseconds) => {
      const outcome = await new Promise<Stop | Exclude<Arrival['kind'], 'standing'> | Error>((resolve) => {
        // A request that is turned down brings back the stop before it.
        const before = stops.stopOf(session);
        const timer = setTimeout(() => settle('running'), milliseconds);
        const subscriptions = [
          stops.onDidStop((event) => {
            if (event.session.id === session.id && event.stop !== before) settle(event.stop);
          }),
          stops.onDidEnd((ended) => {
            if (ended.id === session.id) settle('ended');
          }),
        ];
        const settle = (result: Stop | 'running' | 'ended' | Error): void => {
          clearTimeout(timer);
          for (const subscription of subscriptions) subscription.dispose();
          resolve(result);
        };
        port
          .request(command, args)
          .catch((error: unknown) => settle(error instanceof Error ? error : new Error(String(error))));
      });
      if (outcome instanceof Error) return { kind: 'refused', message: outcome.message };
      if (typeof outcome === 'string')
        return outcome === 'refused' ? { kind: outcome, message: '' } : { kind: outcome };
      owned(outcome);
      const stack = await outcome.stack;
      if (stack === undefined) return { kind: 'running' };
      return { kind: 'standing', reason: stopReason(outcome), threadId: outcome.threadId, stack };
    },
  };
}
