/** Waits for a state of a session, by the event that the API itself gives. */
import type * as vscode from 'vscode';
import type { SavepointApi, SessionState } from '../../../client/apiTypes';

/** Gives the first state of the session that is accepted, the present one included. */
export function untilState(
  api: SavepointApi,
  session: vscode.DebugSession,
  isMeant: (state: SessionState) => boolean,
): Promise<SessionState> {
  const present = api.sessions().find((state) => state.session.id === session.id);
  return present !== undefined && isMeant(present) ? Promise.resolve(present) : nextState(api, session, isMeant);
}

/** Gives the first state of the session that is accepted, of those that are still to come; ask before causing it. */
export function nextState(
  api: SavepointApi,
  session: vscode.DebugSession,
  isMeant: (state: SessionState) => boolean,
): Promise<SessionState> {
  return new Promise((resolve) => {
    const subscription = api.onDidChangeState((state) => {
      if (state.session.id !== session.id || !isMeant(state)) return;
      subscription.dispose();
      resolve(state);
    });
  });
}
