// Finer points of the contracts, which mutation testing found that no other test would miss.

import assert from 'node:assert/strict';
import { enablePatches, produceWithPatches } from 'immer';
import { type Cell, StoreError, validPath } from '../../../server/store';
import { checkedStore, contents } from './support/checkedStore';
import { Random, SEED } from './support/random';

enablePatches();

describe('store: finer points', () => {
  it('plans to undo what a transaction changed in the end, and only a version that ends one', () => {
    const store = checkedStore<number>();
    store.set('/x', 1);
    store.transaction(() => [store.set('/x', 2), store.set('/x', 1), store.set('/y', 1)]);
    const { version } = store;
    assert.deepEqual(store.planUndo(version), {
      changes: [{ path: '/y', kind: 'removed', before: 1 }],
      conflicts: [],
    });
    assert.throws(() => store.planUndo(version - 1), { code: 'unknown-transaction' });
    store.savepoint('gone');
    store.set('/z', 1);
    const abandoned = store.version;
    store.rollback();
    store.set('/z', 2);
    assert.throws(() => store.planUndo(abandoned), { code: 'unknown-transaction' });
  });

  it('names a transaction after its outermost savepoint, and gives one without none', () => {
    const store = checkedStore<number>();
    store.set('/x', 1);
    store.savepoint('named');
    store.set('/x', 2);
    assert.equal(store.commit(), 2);
    assert.deepEqual(store.transactions(), [
      { version: 1, from: 0 },
      { version: 2, from: 1, name: 'named' },
    ]);
    store.savepoint('empty');
    assert.equal(store.commit(), 2);
  });

  it('leaves out of a history what did not change the cell', () => {
    const store = checkedStore<number>();
    store.set('/x', 1);
    store.savepoint('a');
    store.set('/y', 1);
    store.rollback();
    store.set('/x', 2);
    assert.deepEqual(store.history('/x'), [
      { version: 1, after: 1 },
      { version: 4, before: 1, after: 2 },
    ]);
  });

  it('refuses a handle that no cell has, and a path that is no pointer', () => {
    const store = checkedStore<number>();
    const cell = store.cell('/x');
    for (const wrong of [cell + 1, -1, 0.5, Number.NaN])
      assert.throws(() => store.get(wrong as Cell), { code: 'unknown-cell' });
    assert.equal(validPath(''), '');
    for (const wrong of ['x', '/~', '/~2']) assert.throws(() => validPath(wrong), { code: 'bad-path', paths: [] });
    assert.throws(() => store.setSubtree('/a', [['/ab', 1]]), { code: 'outside-subtree', paths: ['/ab'] });
  });

  it('takes null, and values of other kinds, for different', () => {
    const store = checkedStore<unknown>();
    const values = [null, {}, [], 0, -0, Number.NaN, '', false, undefined, [null], { a: null }, { a: {} }, new Date(0)];
    values.forEach((value, index) => {
      assert.equal(store.set('/x', value), true, `value ${index}`);
      assert.equal(store.set('/x', value), false, `value ${index} again`);
    });
  });

  it('says in a sentence which paths a conflict is about', () => {
    const store = checkedStore<number>();
    const agent = store.begin();
    for (const name of 'abcd') {
      store.set(`/${name}`, 1);
      agent.set(`/${name}`, 2);
    }
    assert.throws(() => agent.commit(), {
      message: "A transaction that committed first changed '/a', '/b', '/c' and 1 more.",
    });
  });

  it('lets go of the edits of versions that are forgotten', () => {
    const store = checkedStore<readonly number[]>({
      produce: (base, recipe) => produceWithPatches(base, recipe as (draft: unknown) => void),
    });
    store.set('/x', []);
    for (let change = 0; change < 5; change++) store.update('/x', (draft) => void (draft as number[]).push(change));
    store.prune(store.version - 2);
    assert.deepEqual(
      store.history('/x').map(({ edit }) => edit?.patches.map(({ path }) => path.join())),
      [['3'], ['4']],
    );
  });
});

describe('store: finer points of concurrent transactions', () => {
  it('rolls back to a savepoint and forgets those inside, each of which knows the one it was made in', () => {
    const agent = checkedStore<number>().begin();
    assert.deepEqual(agent.savepoint('outer'), { id: 1, name: 'outer', version: 0, depth: 1 });
    agent.set('/x', 1);
    assert.deepEqual(agent.savepoint('inner'), { id: 2, name: 'inner', version: 1, depth: 2, parent: 1 });
    assert.deepEqual(agent.savepoint('innermost').parent, 2);
    agent.rollbackTo('outer');
    assert.throws(() => agent.rollbackTo('inner'), { code: 'unknown-savepoint' });
    assert.equal(agent.has('/x'), false);
  });

  it('commits nothing where it came back to what it saw', () => {
    const store = checkedStore<number>();
    store.set('/x', 1);
    const agent = store.begin();
    agent.set('/x', 2);
    agent.set('/x', 1);
    store.set('/x', 3);
    agent.commit();
    assert.deepEqual([contents(store), store.version], [{ '/x': 3 }, 2]);
  });

  it('sees what waits when it begins, and does not conflict with it', () => {
    const store = checkedStore<number>();
    store.set('/x', 0);
    store.savepoint('person');
    const first = store.begin();
    const blind = store.begin();
    first.set('/x', 1);
    first.commit();
    const [second, third] = [store.begin(), store.begin()];
    assert.deepEqual([second.get('/x'), blind.get('/x'), store.get('/x')], [1, 0, 0]);
    second.set('/x', 2);
    blind.set('/x', 5);
    assert.throws(() => blind.commit(), { code: 'conflict', paths: ['/x'] });
    second.commit();
    third.set('/y', 1);
    store.commit();
    assert.equal(store.get('/x'), 2);
    third.commit();
    const late = store.begin();
    store.savepoint('person');
    const before = store.begin();
    before.set('/x', 3);
    before.commit();
    const after = store.begin();
    store.commit();
    after.set('/x', 4);
    after.commit();
    late.set('/x', 9);
    assert.throws(() => late.commit(), { code: 'conflict', paths: ['/x'] });
    assert.deepEqual(contents(store), { '/x': 4, '/y': 1 });
  });

  it('still waits after a reinstatement inside the transaction that it waits for', () => {
    const store = checkedStore<number>();
    store.savepoint('person');
    store.savepoint('inner');
    store.set('/x', 1);
    const agent = store.begin();
    agent.set('/y', 1);
    agent.commit();
    store.reinstate(store.rollbackTo('inner').before);
    assert.deepEqual([contents(store), store.transactions()], [{ '/x': 1 }, []]);
    store.commit();
    assert.deepEqual([contents(store), store.transactions().length], [{ '/x': 1, '/y': 1 }, 2]);
  });

  it('lets nobody seed what one has written that waits', () => {
    const store = checkedStore<number>();
    store.savepoint('person');
    const agent = store.begin();
    agent.set('/x', 1);
    store.seed('/y', 1);
    agent.commit();
    assert.throws(() => store.seed('/x', 1), (error) => error instanceof StoreError && error.code === 'has-history'); // prettier-ignore
    store.commit();
    assert.deepEqual(contents(store), { '/x': 1, '/y': 1 });
    assert.throws(() => store.seed('/x', 1), { code: 'has-history' });
  });
});

describe('store: finer points of reinstating', () => {
  it('commits nothing where nothing was committed since, and tells of what it undoes', () => {
    const store = checkedStore<number>();
    store.set('/x', 1);
    const told: unknown[] = [];
    store.onEnd((end) => told.push({ ...end, changes: end.changes().map(({ path }) => path) }));
    store.savepoint('a');
    store.set('/x', 2);
    const { before } = store.rollback();
    store.reinstate(before);
    assert.deepEqual(
      [store.transactions().length, told.splice(0)],
      [1, [{ kind: 'rollback', from: 2, version: 3, name: 'a', changes: ['/x'] }]],
    );
    store.rollback();
    store.set('/y', 1);
    told.length = 0;
    store.reinstate(before);
    assert.deepEqual(
      [store.transactions().length, told],
      [3, [{ kind: 'commit', from: 7, version: 9, changes: ['/y'] }]],
    );
  });

  it('ends the open transaction, so that what waited for it is committed, and undone if it came since', () => {
    const store = checkedStore<number>();
    store.savepoint('a');
    store.set('/x', 1);
    const { before } = store.rollback();
    store.savepoint('b');
    const agent = store.begin('agent');
    agent.set('/y', 1);
    agent.commit();
    store.reinstate(before);
    assert.deepEqual(
      store.transactions().map(({ name }) => name),
      ['agent', undefined],
    );
    assert.deepEqual(contents(store), { '/x': 1 });
  });

  it('needs the versions that its savepoints were made in, and refuses where they were pruned', () => {
    const store = checkedStore<number>();
    store.set('/x', 1);
    store.savepoint('outer');
    store.set('/x', 2);
    store.savepoint('inner');
    store.set('/x', 3);
    const { before } = store.rollback();
    store.set('/y', 1);
    store.reinstate(before);
    assert.equal(store.prune(store.version), 1);
    store.rollbackTo('inner');
    assert.deepEqual(contents(store), { '/x': 2 });
    store.set('/x', 4);
    const left = store.rollbackTo('inner').before;
    store.commit();
    store.prune(left);
    assert.deepEqual([store.oldestVersion <= left, store.rollbacks()], [true, []]);
    assert.throws(() => store.reinstate(left), { code: 'pruned-version' });
  });

  it('leaves what was committed since to meet other transactions, whatever is rolled back after', () => {
    const store = checkedStore<number>();
    const agent = store.begin();
    store.savepoint('outer');
    store.set('/x', 1);
    store.savepoint('inner');
    store.set('/y', 1);
    const { before } = store.rollbackTo('inner');
    store.set('/z', 1);
    store.commit();
    store.reinstate(before);
    store.rollbackTo('inner');
    assert.deepEqual(contents(store), { '/x': 1 });
    agent.set('/z', 2);
    assert.throws(() => agent.commit(), { code: 'conflict', paths: ['/z'] });
  });
});

describe('store: finer points of the past', () => {
  it('reads a cell that changed often as of every version, after a rollback took back half', () => {
    const store = checkedStore<number>();
    const expected: number[] = [];
    const note = (value: number): void => {
      store.set('/x', value);
      expected[store.version] = value;
    };
    for (let value = 1; value <= 100; value++) note(value);
    store.savepoint('a');
    for (let value = 101; value <= 200; value++) note(value);
    assert.equal(store.getAt('/x', 150), 150);
    store.rollbackTo('a');
    expected[store.version] = 100;
    for (let value = 301; value <= 420; value++) note(value);
    store.commit();
    expected.forEach((value, version) => assert.equal(store.getAt('/x', version), value, `as of ${version}`));
  });

  it(`reads a cell as of every version, however much of its history is taken back, seed ${SEED}`, () => {
    const random = new Random(SEED);
    const store = checkedStore<number>({ retention: 'all' });
    const cells = ['/x', '/y', '/z'].map((path) => store.cell(path));
    const held: (readonly (number | undefined)[])[] = [[]];
    const check = (version: number): void =>
      cells.forEach((cell, index) =>
        assert.equal(store.getAt(cell, version), held[version]?.[index], `${store.path(cell)} as of ${version}`),
      );
    for (let round = 0; round < 200; round++) {
      const { id } = store.savepoint();
      for (let left = random.below(200); left > 0; left--) {
        const index = random.below(cells.length);
        const value = held.length;
        store.set(cells[index] ?? '', value);
        held[store.version] = cells.map((_, each) => (each === index ? value : held.at(-1)?.[each]));
      }
      for (let reads = random.below(3); reads > 0; reads--) check(random.below(held.length));
      if (random.below(2) === 0) continue;
      const target = random.below(3) > 0 ? id : random.pick(store.savepoints()).id;
      const { version } = store.savepoints().find((point) => point.id === target) ?? store;
      store.rollbackTo(target);
      held[store.version] = held[version] ?? [];
    }
    held.forEach((_, version) => check(version));
  });

  it('lets nobody seed anew what was written over a seed, though that was read and rolled back', () => {
    const store = checkedStore<number>();
    store.seed('/x', 1);
    store.savepoint('a');
    store.set('/x', 2);
    assert.equal(store.getAt('/x', 0), 1);
    store.rollback();
    assert.throws(() => store.seed('/x', 1), { code: 'has-history' });
  });

  it('reads many abandoned stretches in turn, more than it remembers sorted', () => {
    const store = checkedStore<number>();
    const stretches: { readonly version: number; readonly round: number }[] = [];
    for (let round = 0; round < 50; round++) {
      store.savepoint('round');
      for (let change = 0; change < 200; change++) store.set(`/cell/${change % 100}`, 1_000 * (round + 1) + change);
      stretches.push({ version: store.version, round });
      store.rollback();
    }
    for (let time = 0; time < 3; time++) {
      for (const { version, round } of stretches) {
        assert.equal(store.getAt('/cell/7', version), 1_000 * (round + 1) + 107);
        assert.equal(store.getAt('/cell/7', version - 100), 1_000 * (round + 1) + 7);
        assert.equal(store.getAt('/cell/99', version - 101), undefined);
      }
    }
  });
});
