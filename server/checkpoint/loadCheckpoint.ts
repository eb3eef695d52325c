/** A session that can only be looked at, made of what a checkpoint file holds. */
import { Session } from '../session/session';
import type { Checkpoint } from './checkpointFile';

export function loadCheckpoint(id: string, { name, language, savepoints, end }: Checkpoint): Session {
  const session = new Session(id, name, language);
  for (const { name: savepoint, automatic, location, state } of savepoints) {
    if (automatic === true) session.autoSavepoint(state, location, savepoints.length);
    else session.savepoint(state, savepoint, location);
  }
  if (end !== undefined) session.observe(end);
  return session;
}
