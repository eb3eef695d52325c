/** The paths that can be written where a session's program stands: its variables, and their fields. */
import { sampleOf } from './samples';
import type { Session } from './session';

export function pathsInScope(session: Session): readonly string[] {
  const { frames } = session.present;
  const [top] = frames;
  if (top === undefined) return [];
  const around = frames.filter(({ scope, source }) => scope === 'closure' && source === top.source);
  const state = session.stateAt(session.store.version);
  return [...sampleOf(top, around, state, (object) => session.heap.info(object)).values.keys()];
}
