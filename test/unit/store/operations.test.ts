// What each operation does at its edges, and what it refuses.

import assert from 'node:assert/strict';
import { enablePatches, produceWithPatches } from 'immer';
import { type Cell, type End, pointer, sameValue, type Store, StoreError } from '../../../server/store';
import { checkedStore, contents } from './support/checkedStore';

enablePatches();

/** A store in a transaction at depth two, with something rolled back. */
function busy(): Store<number> {
  const store = checkedStore<number>();
  store.set('/committed', 1);
  store.savepoint('outer');
  store.set('/x', 1);
  store.savepoint('inner');
  store.set('/x', 2);
  store.rollbackTo('inner');
  return store;
}

const REFUSALS: readonly [what: string, operation: (store: Store<number>) => unknown, code: string, message: string][] =
  [
    ['a relative path', (store) => store.set('x', 1), 'bad-path', "'x' is not a JSON Pointer."],
    ['a bad escape', (store) => store.set('/a~2', 1), 'bad-path', "'/a~2' is not a JSON Pointer."],
    ['a cell of nobody', (store) => store.set(99 as Cell, 1), 'unknown-cell', 'There is no cell 99.'],
    ['half a cell', (store) => store.get(0.5 as Cell), 'unknown-cell', 'There is no cell 0.5.'],
    ['a negative cell', (store) => store.get(-1 as Cell), 'unknown-cell', 'There is no cell -1.'],
    ['an empty name', (store) => store.savepoint(''), 'bad-name', "A savepoint's name cannot be empty."],
    ['an unknown name', (store) => store.rollbackTo('none'), 'unknown-savepoint', "No savepoint named 'none'."],
    ['an unknown id', (store) => store.release(77), 'unknown-savepoint', 'No savepoint with the id 77.'],
    [
      'a later version',
      (store) => store.getAt('/x', 99),
      'unknown-version',
      'There is no version 99; the present one is 4.',
    ],
    [
      'a version below 0',
      (store) => store.diff(-1, 0),
      'unknown-version',
      'There is no version -1; the present one is 4.',
    ],
    [
      'half a version',
      (store) => store.diff(0, 0.5),
      'unknown-version',
      'There is no version 0.5; the present one is 4.',
    ],
    ['a version nobody left', (store) => store.reinstate(1), 'unknown-version', 'No rollback left the version 1.'],
    [
      'undoing the open one',
      (store) => store.undo(2),
      'unknown-transaction',
      'No kept transaction committed version 2.',
    ],
    ['a seed over a value', (store) => store.seed('/x', 9), 'has-history', "'/x' has a value or a history already."],
    [
      'a stranger in a subtree',
      (store) => store.setSubtree('/a', [['/ab', 1]]),
      'outside-subtree',
      "'/ab' is not under '/a'.",
    ],
    [
      'a recipe',
      (store) => store.update('/x', () => 1),
      'no-recipes',
      'This store was made without a way to run recipes.',
    ],
  ];

describe('store: refusals', () => {
  for (const [what, operation, code, message] of REFUSALS) {
    it(`refuses ${what} and changes nothing`, () => {
      const store = busy();
      const before = [store.version, store.savepoints(), contents(store), store.rollbacks()];
      assert.throws(() => operation(store), { name: 'StoreError', code, message });
      assert.deepEqual([store.version, store.savepoints(), contents(store), store.rollbacks()], before);
    });
  }

  it('refuses to end a transaction that is not open', () => {
    const store = checkedStore<number>();
    assert.throws(() => store.commit(), { code: 'no-transaction', message: 'No transaction is open to commit.' });
    assert.throws(() => store.rollback(), { code: 'no-transaction', message: 'No transaction is open to roll back.' });
  });
});

describe('store: cells and subtrees', () => {
  it('has the same cell for a path for ever, and reads and writes by either', () => {
    const store = checkedStore<number>();
    const cell = store.cell('/a/b');
    assert.equal(store.set(cell, 1), true);
    assert.equal(store.set('/a/b', 1), false);
    assert.deepEqual([store.get(cell), store.has('/a/b'), store.has('/a'), store.cell('/a/b')], [1, true, false, cell]);
    assert.equal(store.path(cell), '/a/b');
    assert.equal(store.delete('/nowhere'), false);
    assert.equal(store.version, 1);
  });

  it('tells an undefined value from none', () => {
    const store = checkedStore<number | undefined>();
    store.set('/x', undefined);
    assert.equal(store.has('/x'), true);
    assert.equal(store.set('/x', undefined), false);
    store.delete('/x');
    assert.equal(store.has('/x'), false);
  });

  it('takes a subtree at the border of a segment, depth first, in order of first mention', () => {
    const store = checkedStore<number>();
    for (const path of ['/b/2', '/a/1', '/b/1', '/ab', '/a', '/b/2/deep']) store.set(path, 1);
    assert.deepEqual(
      [...store.entries()].map(([path]) => path),
      ['/b/2', '/b/2/deep', '/b/1', '/a', '/a/1', '/ab'],
    );
    assert.equal(store.deleteSubtree('/a'), 2);
    assert.deepEqual(Object.keys(contents(store)), ['/b/2', '/b/2/deep', '/b/1', '/ab']);
    assert.deepEqual([...store.entries('/nowhere')], []);
    assert.deepEqual([...store.diff(0, store.version, '/nowhere')], []);
    assert.deepEqual(
      [...store.diff(0, store.version, '/b/2')].map(({ path }) => path),
      ['/b/2', '/b/2/deep'],
    );
  });

  it('replaces a subtree by one transaction, with one change per cell that differs', () => {
    const store = checkedStore<number>();
    store.setSubtree('/a', [['/a/1', 1], ['/a/2', 2]]); // prettier-ignore
    const { version } = store;
    assert.equal(store.setSubtree('/a', [['/a/2', 2], ['/a/3', 3]]), 2); // prettier-ignore
    assert.deepEqual(
      [...store.diff(version, store.version)],
      [
        { path: '/a/1', kind: 'removed', before: 1 },
        { path: '/a/3', kind: 'added', after: 3 },
      ],
    );
    assert.equal(store.transactions().length, 2);
    assert.equal(store.setSubtree('/a', store.entries('/a')), 0);
    assert.equal(store.transactions().length, 2);
  });

  it('holds paths by the ten thousand, and deep ones', () => {
    const store = checkedStore<number>();
    for (let index = 0; index < 20_000; index++) store.set(pointer('frame', String(index % 100), `v~/${index}`), index);
    const deep = '/next'.repeat(3_000);
    store.set(deep, 1);
    assert.equal(store.get('/frame/7/v~0~17'), 7);
    assert.deepEqual([...store.entries('/next')], [[deep, 1]]);
  });

  it('compares values by content as far as they are small plain data', () => {
    const big = (last: number): readonly unknown[] => [...Array.from({ length: 300 }, () => [0]), last];
    const cases: readonly [unknown, unknown, boolean][] = [
      [NaN, NaN, true], [0, -0, false], ['a', 'a', true], [1n, 1n, true], [null, undefined, false], [{}, [], false],
      [{ a: [1, { b: 2 }] }, { a: [1, { b: 2 }] }, true], [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
      [{ a: undefined }, { b: undefined }, false], [{ a: 1 }, { a: 1, b: 1 }, false], [[1, 2], [1, 3], false],
      [[1], [1, 2], false], [new Array(2), new Array(3), false], [{ a: [] }, { a: {} }, false],
      [new Date(0), new Date(0), false], [Object.create(null), {}, true], [{ a: 1 }, null, false], [big(1), big(1), false],
      [[[0]], [[1]], false], [[new Map()], [new Map()], false],
    ]; // prettier-ignore
    for (const [one, other, same] of cases) assert.equal(sameValue(one, other), same);
  });

  it('seeds the past: a value in every version, that no rollback undoes', () => {
    const store = checkedStore<number>();
    store.set('/a', 1);
    store.savepoint('a');
    store.set('/a', 2);
    const { version } = store;
    store.seed('/late', 7);
    store.seed('/late', 7);
    assert.equal(store.version, version);
    assert.throws(() => store.seed('/late', 8), { code: 'has-history' });
    assert.equal(store.getAt('/late', 0), 7);
    store.set('/late', 8);
    store.rollback();
    assert.deepEqual(contents(store), { '/a': 1, '/late': 7 });
    store.delete('/late');
    assert.throws(() => store.seed('/late', 7), { code: 'has-history' });
  });
});

describe('store: transactions', () => {
  it('commits what returns and rolls back what throws, at any depth', () => {
    const store = checkedStore<number>();
    const result = store.transaction((inner) => {
      inner.set('/kept', 1);
      assert.throws(() => inner.transaction(() => { inner.set('/lost', 1); throw new Error('no'); }), /no/); // prettier-ignore
      assert.equal(inner.savepoints().length, 1);
      return 'done';
    }, 'named');
    assert.equal(result, 'done');
    assert.throws(() => store.transaction(() => { store.savepoint('x'); store.set('/lost', 2); throw new Error('no'); }), /no/); // prettier-ignore
    const message = 'A transaction cannot wait: its work returned a promise.';
    assert.throws(() => store.transaction(() => Promise.resolve()), { code: 'asynchronous', message });
    assert.equal(
      store.transaction(() => null),
      null,
    );
    assert.throws(() => store.transaction(() => { store.commit(); throw new Error('its own'); }), /its own/); // prettier-ignore
    assert.throws(() => store.transaction(() => void store.commit()), { code: 'unknown-savepoint' });
    assert.deepEqual(contents(store), { '/kept': 1 });
    assert.deepEqual(store.savepoints(), []);
    assert.deepEqual(
      store.transactions().map(({ name }) => name),
      ['named'],
    );
  });

  it('hands out savepoints that are plain when sent, and counts their changes', () => {
    const store = checkedStore<number>();
    const outer = store.savepoint();
    store.set('/x', 1);
    const inner = store.savepoint('inner');
    store.set('/x', 2);
    assert.deepEqual(JSON.parse(JSON.stringify([outer, inner])), [
      { id: 1, name: 'savepoint 1', version: 0, depth: 1 },
      { id: 2, name: 'inner', version: 1, depth: 2, parent: 1 },
    ]);
    assert.equal(store.pendingChanges, 2);
    store.rollbackTo(inner.id);
    assert.equal(store.pendingChanges, 1);
    store.release(outer.id);
    assert.equal(store.pendingChanges, 0);
    store.set('/x', 3);
    assert.equal(store.pendingChanges, 0, 'outside a transaction');
  });

  it('tells once of each outermost end, and of no failed one', () => {
    const store = checkedStore<number>();
    const ends: unknown[] = [];
    const stop = store.onEnd(({ kind, from, version, name, changes }: End<number>) =>
      ends.push([kind, from, version, name, [...changes()].map(({ path }) => path)]),
    );
    store.set('/auto', 1);
    store.savepoint('a');
    store.savepoint('b');
    store.set('/x', 1);
    store.rollbackTo('b');
    store.set('/y', 1);
    store.release('b');
    assert.equal(ends.length, 1);
    store.commit();
    store.savepoint('c');
    store.set('/y', 2);
    store.rollback();
    assert.throws(() => store.commit());
    store.savepoint('empty');
    store.commit();
    store.setSubtree('/none', []);
    stop();
    store.set('/x', 3);
    assert.deepEqual(ends, [
      ['commit', 0, 1, undefined, ['/auto']],
      ['commit', 1, 4, 'a', ['/y']],
      ['rollback', 5, 6, 'c', ['/y']],
      ['commit', 6, 6, 'empty', []],
    ]);
  });

  it('lets no listener write, nor break it', () => {
    const errors: unknown[] = [];
    const store = checkedStore<number>({ onListenerError: (error) => errors.push(error) });
    let told = 0;
    store.onEnd(() => void store.set('/y', 1));
    store.onEnd(() => void store.savepoint());
    store.onEnd(() => {
      const agent = store.begin();
      agent.set('/z', 1);
      agent.commit();
    });
    store.onEnd(() => (told += 1));
    store.set('/x', 1);
    assert.deepEqual(
      errors.map((error) => error instanceof StoreError && `${error.code}: ${error.message}`),
      Array.from({ length: 3 }, () => 'locked: A listener cannot write to the store.'),
    );
    assert.equal(told, 1);
    assert.deepEqual(contents(store), { '/x': 1 });
    assert.equal(store.set('/x', 2), true);
  });

  it('updates a composite value by a recipe and keeps its patches', () => {
    interface Account { readonly owner: { name: string }; readonly entries: number[] } // prettier-ignore
    const store = checkedStore<Account>({ produce: (base, recipe) => produceWithPatches(base, recipe as never) });
    const account = { owner: { name: 'Ada' }, entries: [1] };
    store.set('/account', account);
    assert.equal(
      store.update('/account', (draft) => void draft.entries.push(2)),
      true,
    );
    assert.equal(
      store.update('/account', () => undefined),
      false,
    );
    assert.equal(store.get('/account')?.owner, account.owner);
    const [, edited] = store.history('/account');
    assert.deepEqual(edited?.edit?.patches, [{ op: 'add', path: ['entries', 1], value: 2 }]);
    assert.deepEqual(edited.edit.inverse, [{ op: 'remove', path: ['entries', 1] }]);
    assert.throws(() => store.update('/none', () => undefined), {
      code: 'no-value',
      message: "'/none' holds nothing to update.",
    });
    assert.throws(() => store.update('/account', () => store.delete('/account')), {
      code: 'locked',
      message: 'A recipe cannot write to the store.',
    });
    store.prune(store.version);
    assert.deepEqual(store.history('/account'), []);
  });

  it('lists the history of a cell, rollbacks included', () => {
    const store = checkedStore<number>();
    store.set('/x', 1);
    store.savepoint('a');
    store.set('/y', 1);
    store.set('/x', 2);
    store.rollback();
    store.delete('/x');
    assert.deepEqual(store.history('/x'), [
      { version: 1, after: 1 },
      { version: 3, before: 1, after: 2 },
      { version: 4, before: 2, after: 1 },
      { version: 5, before: 1 },
    ]);
    assert.deepEqual(store.history('/x', 1, 3), [{ version: 3, before: 1, after: 2 }]);
    assert.deepEqual(store.history('/none'), []);
  });
});

describe('store: going back further', () => {
  it('undoes one transaction in the middle, and lists the conflicts', () => {
    const store = checkedStore<number>();
    const version = store.transaction(() => { store.set('/a', 1); store.set('/b', 1); return store.version; }, 'first'); // prettier-ignore
    store.set('/b', 2);
    const conflicts = [{ path: '/b', left: 1, present: 2 }];
    const changes = [{ path: '/a', kind: 'removed', before: 1 }];
    assert.deepEqual(store.planUndo(version), { changes, conflicts });
    const refusal = {
      code: 'conflict',
      paths: ['/b'],
      message: "A later transaction changed '/b'; undoing would overwrite that.",
    };
    assert.throws(() => store.undo(version), refusal);
    assert.deepEqual(store.undo(version, 'skip'), { changes, conflicts });
    assert.deepEqual(contents(store), { '/b': 2 });
    assert.equal(store.transactions().at(-1)?.name, `undo of ${version}`);
    store.undo(store.version);
    assert.deepEqual(contents(store), { '/b': 2, '/a': 1 });
    store.undo(version, 'overwrite');
    assert.deepEqual(contents(store), {});
  });

  it('takes a change that was changed back for a conflict all the same', () => {
    const store = checkedStore<number>();
    for (const value of [1, 2, 1]) store.set('/a', value);
    assert.deepEqual(store.planUndo(1).conflicts, [{ path: '/a', left: 1, present: 1 }]);
    store.savepoint('open');
    store.set('/a', 5);
    assert.deepEqual(store.planUndo(3).conflicts, [{ path: '/a', restored: 2, left: 1, present: 5 }]);
    store.rollback();
    assert.deepEqual(store.planUndo(3).conflicts, []);
  });

  it('lets the first committer win, and tells the other its paths', () => {
    const store = checkedStore<number>();
    for (const path of ['/a', '/b', '/c', '/d', '/e']) store.set(path, 0);
    const agent = store.begin('agent');
    const other = store.begin('other');
    store.set('/a', 1);
    assert.equal(agent.get('/a'), 0);
    for (const path of ['/b', '/c', '/d', '/e']) agent.set(path, 2);
    agent.commit();
    for (const path of ['/a', '/b', '/c', '/d', '/e']) other.set(path, 3);
    const message = "A transaction that committed first changed '/a', '/b', '/c' and 2 more.";
    assert.throws(() => other.commit(), { code: 'conflict', message, paths: ['/a', '/b', '/c', '/d', '/e'] });
    assert.equal(other.state, 'open');
    other.rollback();
    assert.throws(() => other.get('/a'), { code: 'ended', message: 'This transaction was rolled back.' });
    assert.throws(() => agent.commit(), { code: 'ended', message: 'This transaction was committed.' });
    assert.deepEqual(contents(store), { '/a': 1, '/b': 2, '/c': 2, '/d': 2, '/e': 2 });
    assert.equal(store.transactions().at(-1)?.name, 'agent');
  });

  it('holds a concurrent commit back from the open transaction until it ends', () => {
    const store = checkedStore<number>();
    const names: (string | undefined)[] = [];
    store.onEnd(({ name }) => names.push(name));
    store.savepoint('person');
    store.set('/mine', 1);
    const agent = store.begin('agent');
    agent.set('/theirs', 1);
    agent.commit();
    assert.deepEqual([store.has('/theirs'), store.begin().get('/theirs'), names.length], [false, 1, 0]);
    const late = store.begin();
    late.set('/mine', 5);
    store.commit();
    assert.deepEqual([names, contents(store)], [['person', 'agent'], { '/mine': 1, '/theirs': 1 }]);
    assert.throws(() => late.commit(), { code: 'conflict', paths: ['/mine'] });
  });

  it('refuses the open transaction what was committed first, and keeps it open', () => {
    const store = checkedStore<number>();
    store.savepoint('person');
    const agent = store.begin();
    agent.set('/x', 2);
    agent.commit();
    store.savepoint('inner');
    store.set('/x', 1);
    assert.throws(() => store.release('person'), { code: 'conflict', paths: ['/x'] });
    store.rollbackTo('inner');
    store.commit();
    assert.deepEqual(contents(store), { '/x': 2 });
  });

  it('reinstates a transaction that is over, and first undoes what was committed since', () => {
    const store = checkedStore<number>();
    store.set('/x', 0);
    store.savepoint('a');
    store.set('/x', 1);
    const { before } = store.rollback();
    store.set('/later', 1);
    const { before: left } = store.reinstate(before);
    assert.deepEqual(contents(store), { '/x': 1 });
    store.rollback();
    assert.deepEqual(contents(store), { '/x': 0 });
    store.reinstate(left);
    assert.deepEqual(contents(store), { '/x': 0, '/later': 1 });
    assert.deepEqual(
      store.rollbacks().map(({ kind }) => kind),
      ['rollback', 'reinstate', 'rollback', 'reinstate'],
    );
  });

  it('keeps what an open transaction needs from being pruned', () => {
    const store = checkedStore<number>({ retention: { changes: 0 } });
    store.set('/x', 1);
    const agent = store.begin();
    for (let value = 2; value < 20_000; value++) store.set('/x', value);
    assert.equal(agent.get('/x'), 1);
    agent.rollback();
    store.savepoint('a');
    const { version } = store;
    store.set('/x', 0);
    store.rollbackTo('a');
    assert.equal(store.prune(store.version), version);
    store.rollback();
    assert.deepEqual([store.prune(store.version), store.rollbacks(), store.transactions()], [store.version, [], []]);
    assert.throws(() => store.reinstate(version), { code: 'pruned-version' });
  });
});
