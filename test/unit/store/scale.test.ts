// What only shows in numbers: many savepoints, paths whose hashes agree, tables that fill many pages, a log of many chunks.

import assert from 'node:assert/strict';
import { StoreError, type Store } from '../../../server/store';
import { CHUNK } from '../../../server/store/columns';
import { checkedStore, contents } from './support/checkedStore';
import { Random, SEED } from './support/random';

describe('store: scale', () => {
  it(`finds the newest savepoint of a name at any depth, as the whole list would, seed ${SEED}`, () => {
    const store = checkedStore<number>();
    const random = new Random(SEED);
    // Some differ at their ends, and some where the store's digest of a name does not look.
    const names = Array.from({ length: 12 }, (_, index) => (index % 2 === 0 ? `name ${index}` : `${index} is a name`));
    let left: number | undefined;
    for (let step = 0; step < 3_000; step++) {
      const operation = random.weighted({ savepoint: 40, rollbackTo: 2, release: 1, reinstate: 1, byId: 2 });
      const open = store.savepoints();
      if (operation === 'savepoint') {
        store.savepoint(random.below(3) === 0 ? `once ${step}` : random.pick(names));
      } else if (operation === 'reinstate' && left !== undefined) {
        store.reinstate(left);
      } else if (operation === 'byId' && open.length > 0) {
        const point = random.pick(open);
        assert.deepEqual(store.rollbackTo(point.id).target, point);
      } else if (operation === 'rollbackTo' || operation === 'release') {
        const name = random.pick(names);
        const expected = open.findLast((point) => point.name === name);
        if (expected === undefined) {
          assert.throws(() => store.rollbackTo(name), { code: 'unknown-savepoint' });
          continue;
        }
        if (operation === 'rollbackTo') ({ before: left } = store.rollbackTo(name));
        else store.release(name);
        assert.equal(store.savepoints().length, expected.depth - (operation === 'release' ? 1 : 0));
      }
    }
    assert.ok(store.savepoints().length > 20);
    for (const id of [0, -1, 0.5, 1e9]) assert.throws(() => store.release(id), StoreError);
  });

  it('holds paths whose hashes agree by the thousand', function () {
    this.timeout(0);
    const store = checkedStore<number>();
    // The table's hash sees two characters as `first * base + second`, so that these two pairs are alike to it.
    const base = 0x9e3779b1;
    const step = Array.from({ length: 55_000 }, (_, index) => index + 1).find(
      (each) => Math.abs(Math.imul(each, base)) < 0x7000,
    );
    assert.ok(step !== undefined);
    const rest = Math.imul(step, base);
    const pairs = [[0x100 + step, 0x8000], [0x100, 0x8000 + rest]].map((pair) => String.fromCharCode(...pair)); // prettier-ignore
    const path = (key: number): string =>
      `/-${Array.from({ length: 12 }, (_, bit) => pairs[(key >> bit) & 1]).join('')}`;
    for (let key = 0; key < 4_096; key++) store.set(path(key), key);
    for (let key = 0; key < 4_096; key += 7) assert.equal(store.get(path(key)), key);
    assert.equal(store.has(`${path(0)}-`), false);
  });

  it('finds paths in the order of first mention, in any other, and those never mentioned', () => {
    const store = checkedStore<number>();
    const paths = Array.from({ length: 30_000 }, (_, key) => `/scope/${key >> 6}/local/${key & 63}`);
    const cells = paths.map((path) => store.cell(path));
    assert.deepEqual(
      paths.map((path) => store.cell(path)),
      cells,
    );
    const random = new Random(SEED);
    for (let look = 0; look < 10_000; look++) {
      const key = random.below(paths.length);
      for (let next = key; next < key + 3 && next < paths.length; next++)
        assert.equal(store.cell(paths[next] ?? ''), cells[next]);
      assert.equal(store.has(`/scope/${key}/other`), false);
    }
  });

  for (const [what, operation, expected] of [
    ['set', (store) => store.set('/x', 9), [9, 1, undefined]],
    ['setSubtree', (store) => store.setSubtree('', [['/x', 9], ['/z', 9]]), [9, undefined, 9]], // prettier-ignore
    ['rollbackTo', (store) => store.rollbackTo('outer'), [1, 1, undefined]],
    ['reinstate', (store) => store.reinstate(store.rollbacks()[0]?.before ?? -1), [1, 1, 1]],
    ['undo', (store) => store.undo(store.transactions()[0]?.version ?? -1), [undefined, undefined, undefined]],
  ] as const satisfies readonly (readonly [string, (store: Store<number>) => unknown, unknown])[]) {
    it(`${what} crosses from one chunk of the log into the next`, () => {
      for (const length of [CHUNK - 3, CHUNK - 2, CHUNK - 1, CHUNK]) {
        const store = checkedStore<number>();
        store.setSubtree('', [['/x', 1], ['/y', 1]]); // prettier-ignore
        store.savepoint('outer');
        store.savepoint('inner');
        store.set('/z', 1);
        store.rollbackTo('inner');
        while (store.version < length) store.set('/fill', store.version);
        const before = contents(store);
        operation(store);
        const held = ['/x', '/y', '/z'].map((path) => store.get(path));
        assert.deepEqual(held, expected, `after ${length} changes`);
        assert.deepEqual(Object.fromEntries(store.entries('', length)), before);
      }
    });
  }
});
