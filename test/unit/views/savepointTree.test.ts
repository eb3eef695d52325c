import assert from 'node:assert/strict';
import type { Change } from '../../../client/apiTypes';
import {
  changeNodes,
  childNodes,
  rootNodes,
  type ShownState,
  type TreeNode,
} from '../../../client/views/savepointTree';
import { staleNodes } from '../../../client/views/staleNodes';
import { treeRow } from '../../../client/views/treeRow';
import { savepoint, state } from './states';

const ONE = [state('s', { savepoints: [savepoint(1, 'a'), savepoint(2, 'b', { parent: 1 })], changes: 2 })];

describe('the tree of savepoints', () => {
  it('nests savepoints in each other and leaves the changes of the innermost to be read', () => {
    assert.deepEqual(outline(ONE), [
      'transaction',
      '  a',
      '    b',
      '      changes since 2',
      '    changed since a',
      '      changes since 1',
    ]);
  });

  it('shows under a savepoint what was abandoned there, and what cannot be restored', () => {
    const limits = [{ label: 'opaque', reason: 'a promise', count: 4, examples: ['job'] }] as const;
    const branch = { kind: 'everything', leftFor: 'a', savepoints: ['c'], changes: 3, leftAt: 0 } as const;
    const branches = [
      { ...branch, id: 9, under: 2 },
      { ...branch, id: 8 },
    ];
    const time = new Date(0).toLocaleTimeString();
    const shown = state('s', { savepoints: [savepoint(1, 'a'), savepoint(2, 'b', { parent: 1, limits })], branches });
    assert.deepEqual(outline([shown]), [
      'transaction',
      '  a',
      '    b',
      '      changes since 2',
      `      Abandoned at ${time}`,
      '      Cannot be restored',
      '        4 places: a promise',
      '    changed since a',
      '      changes since 1',
      `Abandoned at ${time}`,
    ]);
    const row = treeRow({ kind: 'branch', id: 's/branch/9', session: 's', branch: 9 }, [shown]);
    assert.deepEqual([row.description, row.contextValue], ["3 changes · had 'c'", 'branch']);
  });

  it('shows sessions where there is more than one', () => {
    assert.deepEqual(outline([...ONE, state('t')]), [
      'session program s',
      '  transaction',
      '    a',
      '      b',
      '        changes since 2',
      '      changed since a',
      '        changes since 1',
      'session program t',
      '  No savepoints',
    ]);
  });

  it('shows automatic savepoints beside the transaction, the newest first, dimmed, and where Step Back goes', () => {
    const location = { source: '/src/transfer.js', line: 3, function: 'transfer' };
    const autoSavepoints = [savepoint(-1, 'transfer.js:2'), savepoint(-2, 'transfer.js:3', { location })];
    const states = [state('s', { savepoints: [savepoint(1, 'a')], autoSavepoints, stepBack: -2 })];
    assert.deepEqual(
      rootNodes(states).map(({ kind }) => kind),
      ['transaction', 'automatic'],
    );
    const [, automatic] = rootNodes(states);
    const children = automatic === undefined ? [] : childNodes(automatic, states);
    assert.ok(!('changesSince' in children));
    assert.deepEqual(
      children.map((node) => treeRow(node, states)).map(({ label, description, tone }) => [label, description, tone]),
      [
        ['transfer.js:3', 'in transfer · 100% restorable · Step Back goes here', 'dimmed'],
        ['transfer.js:2', '100% restorable', 'dimmed'],
      ],
    );
    const moved = states.map((shown) => ({ ...shown, stepBack: -1 }));
    assert.deepEqual(staleNodes(states, moved), [automatic]);
  });

  it('is empty where no session has a savepoint, so that the welcome text shows', () => {
    assert.deepEqual(rootNodes([]), []);
    assert.deepEqual(rootNodes([state('s'), state('t')]), []);
  });

  it('has nothing below a node whose session or savepoint is gone', () => {
    const [root] = rootNodes(ONE);
    assert.ok(root);
    assert.deepEqual(childNodes(root, []), []);
    assert.deepEqual(childNodes({ kind: 'savepoint', id: 's/9', session: 's', savepoint: 9 }, ONE), []);
  });

  it('says how many changes are not loaded, and tells two places of one path apart', () => {
    const changes: Change[] = [change('a.b'), change('a.b'), change('c')];
    const nodes = changeNodes('s', 1, { changes, total: 1203 });
    assert.equal(new Set(nodes.map((node) => node.id)).size, 4);
    assert.deepEqual(
      nodes.map((node) => treeRow(node, ONE).label),
      ['a.b', 'a.b', 'c', '… 1,200 more'],
    );
  });

  it('says so where nothing differs', () => {
    const [only, ...others] = changeNodes('s', 1, { changes: [], total: 0 });
    assert.deepEqual([only?.kind, others], ['note', []]);
  });
});

describe('the nodes to draw again', () => {
  const table: readonly [name: string, present: readonly ShownState[], stale: 'everything' | readonly string[]][] = [
    ['nothing where nothing changed', ONE, []],
    ['the changes alone after a step', one({ version: 2, changes: 3 }), ['s/1/changes', 's/2']],
    ['nothing where one session begins to run', one({ status: 'running' }), []],
    [
      'the transaction where a savepoint came',
      one({ savepoints: [...savepoints(), savepoint(3, 'c')] }),
      ['s/transaction/1'],
    ],
    ['everything where the transaction ended', one({ savepoints: [] }), 'everything'],
    ['everything where a second session came', [...ONE, state('t')], 'everything'],
  ];
  for (const [name, present, stale] of table) {
    it(name, () => {
      const found = staleNodes(ONE, present);
      assert.deepEqual(found === 'everything' ? found : found.map((node) => node.id), stale);
    });
  }

  it('are a session that begins to run, where sessions are shown', () => {
    const other = state('t');
    const found = staleNodes([...ONE, other], [...one({ status: 'running' }), other]);
    assert.deepEqual(found === 'everything' ? found : found.map((node) => node.id), ['s']);
  });

  function one(news: Partial<ShownState>): readonly ShownState[] {
    return ONE.map((before) => ({ ...before, ...news }));
  }

  function savepoints(): ShownState['savepoints'] {
    return ONE.flatMap((before) => before.savepoints);
  }
});

describe('a row of the tree', () => {
  it('marks the current savepoint and says where it was taken and how much is restorable', () => {
    const location = { source: '/home/me/bank/transfer.js', line: 12, function: 'debit' };
    const taken = savepoint(1, 'before-debit', { location, captured: 1000, restorable: 968 });
    const row = treeRow({ kind: 'savepoint', id: 's/1', session: 's', savepoint: 1 }, [
      state('s', { savepoints: [taken], changes: 3 }),
    ]);
    assert.equal(row.label, 'before-debit');
    assert.equal(row.description, 'at transfer.js:12 · 96% restorable · current');
    assert.deepEqual([row.icon, row.fold, row.contextValue], ['warning', 'open', 'savepoint']);
  });

  it('lists what is out of reach in the tooltip', () => {
    const limits = [
      { label: 'opaque', reason: 'a promise', count: 4, examples: ['jobs[0]', 'jobs[1]', 'jobs[2]'] },
    ] as const;
    const taken = savepoint(1, 'a', { restorable: 96, truncated: true, limits });
    const row = treeRow({ kind: 'savepoint', id: 's/1', session: 's', savepoint: 1 }, [
      state('s', { savepoints: [taken] }),
    ]);
    assert.deepEqual(
      row.tooltip?.map((block) => block.text),
      [
        'a',
        'Current savepoint, no changes since.',
        '96 of 100 captured places can be restored.',
        'The capture was cut short: there is more that it did not reach.',
        'Out of reach:',
        '4 places: a promise (jobs[0], jobs[1], jobs[2], …)',
      ],
    );
  });

  it('can be unfolded for as long as it is a savepoint', () => {
    const row = treeRow({ kind: 'savepoint', id: 's/2', session: 's', savepoint: 2 }, [
      { ...state('s'), ...ONE[0], changes: 0 },
    ]);
    assert.equal(row.fold, 'open');
  });

  it('shows old → present value, on one line', () => {
    const row = treeRow(
      {
        kind: 'change',
        id: 'x',
        session: 's',
        savepoint: 1,
        change: { path: 'a["\n"]', kind: 'removed', before: 'x\ny' },
      },
      ONE,
    );
    assert.deepEqual([row.label, row.description, row.icon], ['a[" "]', '"x\\ny" → (absent)', 'diff-removed']);
  });
});

function outline(states: readonly ShownState[]): readonly string[] {
  const lines = (node: TreeNode, indent: string): readonly string[] => {
    const children = childNodes(node, states);
    const below =
      'changesSince' in children
        ? [
            `${indent}  changes since ${children.changesSince}`,
            ...children.after.flatMap((child) => lines(child, `${indent}  `)),
          ]
        : children.flatMap((child) => lines(child, `${indent}  `));
    return [indent + nameOf(node, states), ...below];
  };
  return rootNodes(states).flatMap((node) => lines(node, ''));
}

function nameOf(node: TreeNode, states: readonly ShownState[]): string {
  switch (node.kind) {
    case 'session':
      return `session ${treeRow(node, states).label}`;
    case 'transaction':
      return 'transaction';
    case 'changes':
      return `changed since ${states[0]?.savepoints.find((one) => one.id === node.savepoint)?.name ?? '?'}`;
    case 'savepoint':
    case 'automatic':
    case 'auto-savepoint':
    case 'change':
    case 'more':
    case 'branch':
    case 'limits':
    case 'limit':
      return treeRow(node, states).label;
    case 'note':
      return node.text;
  }
}

function change(path: string): Change {
  return { path, kind: 'changed', before: 1, after: 2 };
}
