// Work counted, not timed: what an operation touches does not depend on what it need not.

import assert from 'node:assert/strict';
import { type Store } from '../../../server/store';
import { checkedStore } from './support/checkedStore';

function filled(cells: number, depth: number): Store<number> {
  const store = checkedStore<number>();
  for (let cell = 0; cell < cells; cell++) store.seed(`/cell/${cell}`, cell);
  for (let level = 0; level < depth; level++) store.savepoint(`level ${level}`);
  return store;
}

/** The work that `operation` adds. */
function added(store: Store<number>, operation: () => unknown): { readonly undone: number; readonly hops: number } {
  const { undone, hops } = store.work;
  operation();
  return { undone: store.work.undone - undone, hops: store.work.hops - hops };
}

const NOTHING = { undone: 0, hops: 0 };

describe('store: work', () => {
  for (const [cells, depth] of [
    [10, 1],
    [20_000, 1],
    [10, 5_000],
    [20_000, 5_000],
  ] as const) {
    it(`savepoint and release touch no entry, at ${cells} cells and depth ${depth}`, () => {
      const store = filled(cells, depth);
      for (let change = 0; change < 100; change++) store.set(`/cell/${change % 10}`, -1 - change);
      assert.deepEqual(
        added(store, () => store.savepoint('new')),
        NOTHING,
      );
      assert.deepEqual(
        added(store, () => store.release('new')),
        NOTHING,
      );
      assert.deepEqual(
        added(store, () => store.commit()),
        NOTHING,
      );
    });

    it(`a rollback touches the entries since the mark, at ${cells} cells and depth ${depth}`, () => {
      const store = filled(cells, depth);
      for (let change = 0; change < 1_000; change++) store.set(`/cell/${change % 10}`, -1 - change);
      store.savepoint('mark');
      for (let change = 0; change < 7; change++) store.set('/cell/3', change + 5);
      assert.deepEqual(
        added(store, () => store.rollbackTo('mark')),
        { undone: 7, hops: 0 },
      );
      assert.deepEqual(
        added(store, () => store.rollbackTo('mark')),
        NOTHING,
      );
    });
  }

  it('a rollback does not walk what was rolled back before', () => {
    const store = filled(10, 1);
    store.set('/cell/1', 100);
    for (let round = 0; round < 50; round++) {
      store.savepoint('inner');
      for (let change = 0; change < 20; change++) store.set('/cell/2', 100 + change);
      store.rollbackTo('inner');
      store.release('inner');
    }
    store.set('/cell/3', 100);
    assert.deepEqual(
      added(store, () => store.rollback()),
      { undone: 2, hops: 0 },
    );
  });

  it('a reinstatement touches the cells that differ', () => {
    const store = filled(10, 2);
    for (let change = 0; change < 20; change++) store.set(`/cell/${change % 4}`, 100 + change);
    const { before } = store.rollbackTo('level 1');
    assert.equal(added(store, () => store.reinstate(before)).undone, 4);
  });

  for (const versions of [10, 1_000, 100_000]) {
    it(`a read of the past takes O(log) hops at ${versions} versions of a cell`, () => {
      const store = filled(10, 1);
      const start = store.version;
      for (let change = 0; change < versions; change++) store.set('/cell/5', 100 + change);
      for (const at of [0, 0.3, 0.5, 0.999, 1]) {
        const version = start + Math.floor(at * versions);
        const { hops } = added(store, () =>
          assert.equal(store.getAt('/cell/5', version), version === start ? 5 : 99 + version - start),
        );
        assert.ok(hops <= 33 + Math.log2(versions), `${hops} hops`);
        if (at < 1) assert.ok(hops > 0, 'hops are not counted');
      }
    });
  }

  it('a difference takes no more than the entries of its span', () => {
    const store = filled(20_000, 1);
    for (let change = 0; change < 10_000; change++) store.set(`/cell/${change}`, -1 - change);
    const from = store.version;
    for (let change = 0; change < 10; change++) store.set(`/cell/${change}`, 50_000 + change);
    const work = added(store, () => assert.equal([...store.diff(from, store.version)].length, 10));
    assert.ok(work.hops <= 10, `${work.hops} hops`);
  });

  it('prunes in bounded steps, and keeps what was promised', () => {
    const store = checkedStore<number>({ retention: { changes: 1_000 } });
    for (let change = 0; change < 50_000; change++) store.set(`/cell/${change % 7}`, change);
    assert.equal(store.oldestVersion, store.version - 1_000);
    assert.equal(store.getAt('/cell/0', store.oldestVersion), 48_993 + ((48_999 - 48_993) % 7 === 0 ? 7 : 0));
    assert.throws(() => store.getAt('/cell/0', store.oldestVersion - 1), { code: 'pruned-version' });
  });

  it('uses the memory of what it forgets again, so that it does not grow', function () {
    this.timeout(60_000);
    const store = checkedStore<number>({ retention: { changes: 1_000 } });
    const cell = store.cell('/cell');
    const work: Readonly<Record<string, (turn: number) => void>> = {
      commits: (turn) => void store.set(cell, turn),
      rollbacks: (turn) => {
        store.savepoint('outer');
        store.savepoint('inner');
        store.set(cell, turn);
        store.rollbackTo('inner');
        store.rollback();
      },
    };
    for (const [name, once] of Object.entries(work)) {
      for (let turn = 0; turn < 50_000; turn++) once(turn);
      const { arrayBuffers } = process.memoryUsage();
      for (let turn = 0; turn < 400_000; turn++) once(-turn);
      const grown = process.memoryUsage().arrayBuffers - arrayBuffers;
      assert.ok(grown < 1e6, `${grown} bytes more after 400,000 ${name}`);
    }
  });
});
