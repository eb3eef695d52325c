/** What deleting all data means for the debug sessions that run. */
import type { SessionState } from '../apiTypes';
import { count } from '../views/plainText';

type Running = Pick<SessionState, 'savepoints' | 'autoSavepoints'> & { readonly session: { readonly name: string } };

export function deletedSentence(running: readonly Running[]): string {
  const holding = running.filter(({ savepoints, autoSavepoints }) => savepoints.length + autoSavepoints.length > 0);
  const done = 'All savepoint data on disk was deleted.';
  if (holding.length === 0) return done;
  const sessions = holding.map(
    ({ session, savepoints, autoSavepoints }) =>
      `'${session.name}' goes on with ${count(savepoints.length + autoSavepoints.length, 'savepoint')} in memory alone`,
  );
  return `${done} ${sessions.join(', ')}: what is only there is lost if Savepoint's server ends.`;
}
