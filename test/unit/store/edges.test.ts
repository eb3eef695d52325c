// Edges that mutation testing found untested.

import assert from 'node:assert/strict';
import { enablePatches, produceWithPatches } from 'immer';
import { checkedStore, contents } from './support/checkedStore';

enablePatches();

describe('store: edges', () => {
  it('compares present values alone, never an absent one', () => {
    const store = checkedStore<{ readonly value: number }>({ equals: (one, other) => one.value === other.value });
    store.set('/x', { value: 1 });
    store.savepoint('a');
    store.delete('/x');
    store.set('/y', { value: 1 });
    assert.equal(store.set('/y', { value: 1 }), false);
    assert.deepEqual(
      store.diff(1, store.version).map(({ path, kind }) => [path, kind]),
      [
        ['/x', 'removed'],
        ['/y', 'added'],
      ],
    );
    store.rollback();
    assert.deepEqual(contents(store), { '/x': { value: 1 } });
  });

  it('has the same edges in a concurrent transaction as in the store', () => {
    const store = checkedStore<number>();
    store.set('/a/x', 1);
    const agent = store.begin();
    assert.deepEqual([agent.has('/a/x'), agent.has('/none')], [true, false]);
    assert.throws(() => agent.savepoint(''), { code: 'bad-name', message: "A savepoint's name cannot be empty." });
    assert.throws(() => agent.release('none'), { code: 'unknown-savepoint' });
    const { id, name } = agent.savepoint();
    assert.deepEqual([id, name, agent.savepoint('inner').id], [1, 'savepoint 1', 2]);
    assert.equal(agent.deleteSubtree('/a'), 1);
    agent.set('/b', 1);
    agent.set('/b', 2);
    agent.rollbackTo('inner');
    assert.deepEqual([agent.get('/a/x'), agent.get('/b'), agent.savepoints().length], [1, undefined, 2]);
    agent.set('/b', 1);
    agent.savepoint('again');
    agent.set('/b', 2);
    agent.set('/b', 3);
    agent.rollbackTo('again');
    assert.equal(agent.get('/b'), 1);
    agent.release(1);
    assert.deepEqual([agent.savepoints(), agent.state], [[], 'open']);
    agent.set('/a/x', 2);
    agent.set('/a/x', 1);
    agent.commit();
    assert.deepEqual(store.diff(1, store.version), [{ path: '/b', kind: 'added', after: 1 }]);
  });

  it('does not let an empty concurrent commit hide the one before it', () => {
    const store = checkedStore<number>();
    store.savepoint('person');
    store.set('/x', 1);
    store.begin('empty').commit();
    const agent = store.begin('agent');
    agent.set('/x', 2);
    store.commit();
    assert.throws(() => agent.commit(), { code: 'conflict', paths: ['/x'] });
    assert.deepEqual(
      store.transactions().map(({ name }) => name),
      ['person'],
    );
  });

  it('keeps just the edits whose versions it keeps', () => {
    const store = checkedStore<readonly number[]>({
      produce: (base, recipe) => produceWithPatches(base, recipe as never),
    });
    store.set('/list', []);
    for (let round = 0; round < 3; round++) store.update('/list', (list) => void (list as number[]).push(round));
    store.prune(2);
    assert.deepEqual(
      store.history('/list').map(({ version, edit }) => [version, edit?.patches.length]),
      [
        [3, 1],
        [4, 1],
      ],
    );
    store.set('/list', []);
    assert.equal(store.history('/list').at(-1)?.edit, undefined);
  });

  it('records no transaction for what changed nothing', () => {
    const store = checkedStore<number>();
    store.savepoint('a');
    store.set('/x', 1);
    store.rollbackTo('a');
    store.commit();
    store.setSubtree('/none', []);
    assert.deepEqual(store.transactions(), []);
    assert.equal(store.set('/x', 1), true);
    assert.equal(store.transactions().length, 1);
  });

  it('names what left each state, and forgets it with the state', () => {
    const store = checkedStore<number>();
    store.savepoint('outermost');
    const point = store.savepoint('a');
    store.set('/x', 1);
    const first = store.rollbackTo('a');
    const second = store.rollback();
    assert.deepEqual(first, { kind: 'rollback', before: 1, after: 2, target: point });
    assert.deepEqual(second, { kind: 'rollback', before: 2, after: 3 });
    assert.deepEqual(store.rollbacks(), [first, second]);
    const third = store.reinstate(2);
    assert.deepEqual(third, { kind: 'reinstate', before: 3, after: store.version });
    assert.deepEqual(store.rollbacks(), [first, second, third]);
    store.rollback();
    assert.equal(store.prune(2), 0, 'what was rolled back together is forgotten together');
    assert.equal(store.rollbacks().length, 4);
    assert.equal(store.prune(3), 3);
    assert.deepEqual(store.rollbacks()[0], third);
    assert.throws(() => store.reinstate(2), { code: 'pruned-version' });
  });

  it('prunes nothing that was promised for ever', () => {
    const store = checkedStore<number>({ retention: 'all' });
    for (let change = 0; change < 40_000; change++) store.set('/x', change);
    assert.deepEqual([store.oldestVersion, store.getAt('/x', 1), store.transactions().length], [0, 0, 40_000]);
    const message = 'Version 5 was pruned; the oldest kept is 39999.';
    assert.equal(store.prune(39_999), 39_999);
    assert.throws(() => store.getAt('/x', 5), { code: 'pruned-version', message });
  });

  it('abandons just its own savepoint where its work throws', () => {
    const store = checkedStore<number>();
    store.savepoint('mine');
    store.set('/kept', 1);
    assert.throws(() =>
      store.transaction(() => {
        store.set('/lost', 1);
        store.savepoint('left open');
        throw new Error('no');
      }),
    );
    assert.deepEqual([contents(store), store.savepoints().length], [{ '/kept': 1 }, 1]);
    assert.equal(store.transaction(() => ({ then: 'not a promise' })).then, 'not a promise');
  });
});
