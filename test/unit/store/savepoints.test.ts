// SQLite's savepoints, one sentence of its documentation at a time.

import assert from 'node:assert/strict';
import { StoreError } from '../../../server/store';
import { checkedStore, contents } from './support/checkedStore';

describe('store: savepoints', () => {
  it('opens a transaction with the outermost savepoint and commits with its release', () => {
    const store = checkedStore<number>();
    store.savepoint('a');
    store.set('/x', 1);
    store.release('a');
    assert.deepEqual(contents(store), { '/x': 1 });
    assert.deepEqual(store.savepoints(), []);
    assert.throws(() => store.rollback(), { code: 'no-transaction' });
  });

  it('rolls back to a savepoint, keeps it, and drops the newer ones', () => {
    const store = checkedStore<number>();
    store.savepoint('a');
    store.set('/x', 1);
    store.savepoint('b');
    store.set('/x', 2);
    store.set('/y', 2);
    store.savepoint('c');
    store.delete('/x');
    store.rollbackTo('b');
    assert.deepEqual(contents(store), { '/x': 1 });
    assert.deepEqual(
      store.savepoints().map((point) => point.name),
      ['a', 'b'],
    );
    store.set('/x', 3);
    store.rollbackTo('b');
    assert.deepEqual(contents(store), { '/x': 1 });
    store.rollbackTo('a');
    assert.deepEqual(contents(store), {});
  });

  it('lets names repeat, and the newest wins', () => {
    const store = checkedStore<number>();
    store.savepoint('a');
    store.set('/x', 1);
    store.savepoint('a');
    store.set('/x', 2);
    store.rollbackTo('a');
    assert.equal(store.get('/x'), 1);
    store.release('a');
    store.rollbackTo('a');
    assert.equal(store.get('/x'), undefined);
  });

  it('refuses an unknown name and changes nothing', () => {
    const store = checkedStore<number>();
    store.savepoint('a');
    store.set('/x', 1);
    const version = store.version;
    assert.throws(() => store.rollbackTo('b'), new StoreError('unknown-savepoint', "No savepoint named 'b'."));
    assert.throws(() => store.release('b'), { code: 'unknown-savepoint' });
    assert.equal(store.version, version);
    assert.equal(store.savepoints().length, 1);
  });

  it('keeps abandoned versions readable, and reinstates them with their savepoints', () => {
    const store = checkedStore<number>();
    store.set('/x', 0);
    const a = store.savepoint('a');
    store.set('/x', 1);
    const b = store.savepoint('b');
    store.set('/x', 2);
    const { before, after } = store.rollback();
    assert.equal(store.get('/x'), 0);
    assert.equal(store.getAt('/x', before), 2);
    assert.deepEqual([...store.diff(after, before)], [{ path: '/x', kind: 'changed', before: 0, after: 2 }]);
    const undone = store.reinstate(before);
    assert.equal(store.get('/x'), 2);
    assert.deepEqual(store.savepoints(), [a, b]);
    store.rollbackTo('b');
    assert.equal(store.get('/x'), 1);
    store.reinstate(undone.before);
    assert.equal(store.get('/x'), 0);
    assert.deepEqual(store.savepoints(), []);
  });
});
