// What was rolled back stays readable, however much it was, and nobody pays for it who does not look.

import assert from 'node:assert/strict';
import { checkedStore, contents } from './support/checkedStore';
import { Random, SEED } from './support/random';

type State = ReadonlyMap<number, number>;

/** A store that has rolled back `changes` changes of 100 cells, some of them again inside, and what it held by version. */
function departed(changes: number) {
  const store = checkedStore<number>({ retention: 'all' });
  const random = new Random(SEED);
  const cells = Array.from({ length: 100 }, (_, cell) => store.cell(`/cell/${cell}`));
  cells.forEach((cell, index) => store.set(cell, -1 - index));
  const states = new Map<number, State>();
  let state: State = new Map(cells.map((_, index) => [index, -1 - index]));
  const change = (value: number): void => {
    const index = random.below(cells.length);
    store.set(cells[index] ?? '', value);
    state = new Map(state).set(index, value);
    if (random.below(changes / 100) === 0) states.set(store.version, state);
  };
  store.savepoint('outer');
  const kept = state;
  for (let done = 0; done < changes; done++) {
    if (done % 1_000 === 500) {
      const [inner, { version }] = [state, store.savepoint('inner')];
      for (let lost = 0; lost < 20; lost++) change(-done * 100 - lost);
      assert.equal(store.rollbackTo('inner').after, version + 21, 'one entry marks the end');
      store.release('inner');
      state = inner;
    }
    change(done);
  }
  states.set(store.version, state);
  const { before } = store.rollback();
  return { store, cells, states, before, kept };
}

describe('store: what was abandoned', () => {
  for (const changes of [1_000, 40_000]) {
    it(`reads the same as before it was rolled back, ${changes} changes, seed ${SEED}`, function () {
      this.timeout(0);
      const { store, cells, states, before, kept } = departed(changes);
      assert.ok(states.size > 50);
      for (const [version, state] of states)
        for (const [index, value] of state) assert.equal(store.getAt(cells[index] ?? '', version), value);
      assert.equal(store.diff(store.version, before).length, 100);
      store.reinstate(before);
      cells.forEach((cell, index) => assert.equal(store.get(cell), states.get(before)?.get(index)));
      store.rollback();
      cells.forEach((cell, index) => assert.equal(store.get(cell), kept.get(index)));
    });
  }

  it('is searched once it was scanned: readers sort it as they go', function () {
    this.timeout(0);
    const { store, cells, before } = departed(40_000);
    const never = store.cell('/never/written');
    const hops = (): number => {
      const start = store.work.hops;
      assert.equal(store.getAt(never, before), undefined);
      return store.work.hops - start;
    };
    const first = Array.from({ length: 4 }, hops);
    assert.ok((first[0] ?? 0) >= 40_000, `${String(first)} hops`);
    assert.ok(hops() <= 3 * 2 * 15 + 1, 'three sorted parts, two searches in each');
    const start = store.work.hops;
    assert.ok((store.getAt(cells[7] ?? '', before) ?? -1) >= 0);
    assert.ok(store.work.hops - start <= 3 * 2 * 15);
  });

  it('keeps who was written there from being seeded', () => {
    const store = checkedStore<number>();
    store.savepoint('a');
    store.set('/x', 1);
    store.rollback();
    assert.throws(() => store.seed('/x', 1), { code: 'has-history' });
    store.set('/many', 0);
    store.savepoint('a');
    for (let change = 1; change < 40_000; change++) store.set('/many', change);
    store.set('/y', 1);
    store.rollback();
    assert.throws(() => store.seed('/y', 1), { code: 'has-history' });
    assert.deepEqual(contents(store), { '/many': 0 });
  });

  it('is left by savepoints that a reinstatement brought back, and by new ones', () => {
    const store = checkedStore<number>();
    store.set('/x', 0);
    store.savepoint('a');
    store.set('/x', 1);
    store.savepoint('b');
    store.set('/x', 2);
    const { before } = store.rollback();
    store.set('/y', 5);
    store.reinstate(before);
    store.savepoint('c');
    store.set('/x', 3);
    const inC = store.version;
    store.rollbackTo('c');
    assert.deepEqual([store.get('/x'), store.getAt('/x', inC)], [2, 3]);
    store.rollbackTo('b');
    assert.deepEqual(contents(store), { '/x': 1 });
    store.rollbackTo('a');
    assert.deepEqual(contents(store), { '/x': 0 });
    store.commit();
    assert.deepEqual(contents(store), { '/x': 0 });
  });

  it('is forgotten whole, and what is read past it is not mistaken for it', function () {
    this.timeout(0);
    const store = checkedStore<number>({ retention: { changes: 500 } });
    for (let round = 0; round < 5_000; round++) {
      store.savepoint(`round ${round}`);
      for (let change = 0; change < 5; change++) store.set(`/cell/${(round + change) % 50}`, round);
      if (round % 3 === 0) store.commit();
      else store.rollback();
    }
    const rollbacks = store.rollbacks();
    assert.ok(store.version - store.oldestVersion <= 506 && rollbacks.length > 50);
    for (const { before, after } of rollbacks.slice(-20)) {
      assert.equal(store.diff(after, before).length, 5);
      store.reinstate(before);
      store.rollback();
    }
  });
});
