// Stores whose own structures are checked after every test that made one.

import assert from 'node:assert/strict';
import { createStore, type Store, type StoreOptions } from '../../../../server/store';

const made: Store<never>[] = [];

export function checkedStore<V>(options?: StoreOptions<V>): Store<V> {
  const store = createStore(options);
  made.push(store as unknown as Store<never>);
  return store;
}

/** What a store holds, by path. */
export function contents<V>(store: Pick<Store<V>, 'entries'>): Record<string, V> {
  return Object.fromEntries(store.entries());
}

afterEach(function () {
  // A store that has seen a hundred thousand operations takes its time.
  this.timeout(0);
  for (const store of made.splice(0)) assert.deepEqual(store.check(), []);
});
