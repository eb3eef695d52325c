/** Session states written by hand, with only what a test is about spelled out. */
import type { Savepoint } from '../../../client/apiTypes';
import type { ShownState } from '../../../client/views/savepointTree';

export function savepoint(id: number, name: string, news: Partial<Savepoint> = {}): Savepoint {
  return { id, name, version: id, captured: 100, restorable: 100, truncated: false, limits: [], ...news };
}

export function state(session: string, news: Partial<ShownState> = {}): ShownState {
  return {
    session: { id: session, name: `program ${session}` },
    status: 'paused',
    version: 1,
    savepoints: [],
    autoSavepoints: [],
    rewind: 'none',
    changes: 0,
    branches: [],
    drift: 0,
    invariants: [],
    ...news,
  };
}
