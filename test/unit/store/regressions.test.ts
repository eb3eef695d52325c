// Savepoint bugs that others have had. Each title names where.

import assert from 'node:assert/strict';
import { produceWithPatches, enablePatches } from 'immer';
import { checkedStore, contents } from './support/checkedStore';

enablePatches();

describe('store: bugs that others have had', () => {
  it('RocksDB#5618: a rollback undoes what a released child changed', () => {
    const store = checkedStore<string>();
    store.savepoint('outer');
    store.set('/a', 'A');
    store.savepoint('inner');
    store.set('/b', 'B');
    store.release('inner');
    store.rollbackTo('outer');
    assert.deepEqual(contents(store), {});
  });

  it('mutative#59, #64, mobx-keystone#84: several changes of one place are undone newest first', () => {
    const store = checkedStore<readonly number[]>({
      produce: (base, recipe) => produceWithPatches(base, recipe as never),
    });
    store.set('/list', [1, 2, 3]);
    store.savepoint('before');
    store.update('/list', (list) => void (list as number[]).splice(0, 2));
    store.update('/list', (list) => void (list as number[]).unshift(9, 8));
    store.delete('/list');
    store.set('/list', [7]);
    store.rollbackTo('before');
    assert.deepEqual(store.get('/list'), [1, 2, 3]);
  });

  it('immer#642: a shifted array is restored whole, whatever its patches', () => {
    const store = checkedStore<readonly number[]>({
      produce: (base, recipe) => produceWithPatches(base, recipe as never),
    });
    const list = Array.from({ length: 1_000 }, (_, index) => index);
    store.set('/list', list);
    store.savepoint('before');
    store.update('/list', (draft) => void (draft as number[]).shift());
    assert.equal(store.pendingChanges, 1);
    store.rollbackTo('before');
    assert.equal(store.get('/list'), list);
  });

  it('yjs#477: undoing one transaction leaves an untracked write in between alone', () => {
    const store = checkedStore<number>();
    store.transaction(() => void store.set('/tracked', 1), 'tracked');
    const [tracked] = store.transactions();
    store.set('/untracked', 2);
    store.undo(tracked?.version ?? 0);
    assert.deepEqual(contents(store), { '/untracked': 2 });
  });

  it('langgraph#8551: what is written after a rollback does not reach the state that was left', () => {
    const store = checkedStore<number>();
    store.savepoint('fork');
    store.set('/x', 1);
    const { before } = store.rollbackTo('fork');
    store.set('/x', 2);
    store.set('/y', 2);
    assert.deepEqual(Object.fromEntries(store.entries('', before)), { '/x': 1 });
    store.reinstate(before);
    assert.deepEqual(contents(store), { '/x': 1 });
  });

  it('langgraph#8458: rolling back an inner savepoint leaves the outer one where it was', () => {
    const store = checkedStore<number>();
    store.savepoint('outer');
    store.set('/x', 1);
    store.savepoint('inner');
    store.set('/x', 2);
    store.rollbackTo('inner');
    assert.equal(store.get('/x'), 1);
    store.rollbackTo('outer');
    assert.equal(store.get('/x'), undefined);
  });

  it('voyager#349: one action of several writes is one transaction to undo', () => {
    const store = checkedStore<number>();
    store.transaction(() => {
      store.set('/x', 1);
      store.setSubtree('/list', [['/list/0', 1], ['/list/1', 2]]); // prettier-ignore
    });
    assert.equal(store.transactions().length, 1);
    store.undo(store.version);
    assert.deepEqual(contents(store), {});
  });

  it('PostgreSQL past 64 subtransactions: the work does not grow with the savepoints open', () => {
    const work = [10, 10_000].map((depth) => {
      const store = checkedStore<number>();
      for (let level = 0; level < depth; level++) store.savepoint(`level ${level}`);
      store.savepoint('last');
      store.set('/x', 1);
      store.rollbackTo('last');
      return store.work;
    });
    assert.deepEqual(work[0], work[1]);
  });
});
