// What the store offers to the rest of the server.

export { type Change } from './change';
export { type CommittedTransaction } from './commits';
export { type Concurrent } from './concurrent';
export { type Cell, type Place } from './core';
export { type Rollback } from './departures';
export { type Edit, type Patch, type Produce } from './edit';
export { type End, type EndListener } from './endings';
export { sameValue } from './equality';
export { type Revision } from './history';
export { isUnder, parentPath, pointer, validPath, type Path } from './pointer';
export { DEFAULT_RETENTION, type Retention } from './retention';
export { type Savepoint, type SavepointRef } from './savepoints';
export { createStore, Store, type StoreOptions } from './store';
export { StoreError, type StoreErrorCode } from './storeError';
export { type Conflict, type OnConflict, type UndoPlan } from './undo';
