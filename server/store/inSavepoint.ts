// Work inside a savepoint: what `transaction(fn)` does, by the store's other operations alone.

import { type Savepoint } from './savepoints';
import { StoreError } from './storeError';

/** What it needs of the store. */
interface Levels {
  savepoint(name?: string): Savepoint;
  release(ref: number): void;
  rollbackTo(ref: number): unknown;
  rollback(): unknown;
  savepoints(): readonly Savepoint[];
}

/** Runs `work` in a savepoint, which is released when it returns, and rolled back to and released when it throws. */
export function inSavepoint<R>(store: Levels, work: () => R, name?: string): R {
  const { id } = store.savepoint(name);
  let result: R;
  try {
    result = work();
    if (isThenable(result))
      throw new StoreError('asynchronous', 'A transaction cannot wait: its work returned a promise.');
    store.release(id);
  } catch (error) {
    abandon(store, id);
    throw error;
  }
  return result;
}

/** Undoes what was done in a savepoint and closes it, unless the work itself did. */
function abandon(store: Levels, id: number): void {
  const open = store.savepoints();
  if (!open.some((point) => point.id === id)) return;
  if (open[0]?.id === id) {
    store.rollback();
  } else {
    store.rollbackTo(id);
    store.release(id);
  }
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
