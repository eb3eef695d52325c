import assert from 'node:assert/strict';
import type { RollbackPlan } from '../../../client/apiTypes';
import {
  consistentTicks,
  isChoice,
  isInside,
  planRows,
  type PlanRow,
  whatIsTicked,
} from '../../../client/commands/planRows';
import { plan, write } from './plans';

describe('the rows of a plan', () => {
  it('show each write with what is there now and what will be', () => {
    assert.deepEqual(texts(plan({ writes: [write('balance', -50, 100)] })), [
      '── Will be written: 1 value',
      'balance: -50 → 100',
    ]);
  });

  it('are in the order in which people look for paths', () => {
    const rows = planRows(plan({ writes: ['b', 'a[10]', 'a[2]'].map((path) => write(path)) }));
    assert.deepEqual(
      rows.slice(1).map((row) => row.label),
      ['a[2]', 'a[10]', 'b'],
    );
  });

  it('set apart what cannot be restored, what is doubtful and what was never in reach', () => {
    const rows = texts(
      plan({
        writes: [write('a')],
        obstacles: [
          { path: 'frozen.x', verdict: 'refused', reason: 'it is read-only' },
          { path: 'main', verdict: 'refused', reason: 'it cannot be shown that this is the same call' },
        ],
        doubtful: [{ activation: 7, path: 'main', bindings: 2 }],
        limits: [{ label: 'opaque', reason: 'a promise', count: 4, examples: ['job'] }],
      }),
    );
    assert.deepEqual(rows, [
      '── Will be written: 1 value',
      'a: 2 → 1',
      '── Cannot be restored: 1 place',
      '$(error) frozen.x: it is read-only',
      '── May belong to another call: tick to write anyway',
      '$(question) main: 2 variables; it cannot be shown that this is the call that the savepoint saw',
      '── Was never in reach',
      '$(circle-slash) 4 places: a promise: job, …',
    ]);
  });

  it('show the first page of thousands, and stand for all of them', () => {
    const many = plan({ writes: Array.from({ length: 5000 }, (_, index) => write(`p${index}`)) });
    const rows = planRows(many);
    assert.equal(rows.length, 502);
    assert.equal(rows.at(-1)?.label, 'and 4,500 more');
    assert.deepEqual(whatIsTicked(rows, new Set(rows)), { kind: 'everything' });
    const ticked = whatIsTicked(rows, new Set(rows.slice(0, -1)));
    assert.equal(ticked.kind === 'some' ? ticked.paths.length : 0, 500);
  });
});

describe('what is ticked', () => {
  const rows = planRows(
    plan({
      writes: [write('a'), write('b')],
      doubtful: [{ activation: 7, path: 'main', bindings: 2 }],
      limits: [{ label: 'opaque', reason: 'a promise', count: 1, examples: [] }],
    }),
  );
  const table: readonly [ticks: readonly string[], expected: ReturnType<typeof whatIsTicked>][] = [
    [['a', 'b'], { kind: 'everything' }],
    [['b'], { kind: 'some', paths: ['b'] }],
    [[], { kind: 'nothing' }],
    [['a', '$(question) main'], { kind: 'with-calls', unticked: ['b'] }],
    [['$(circle-slash) 1 place: a promise'], { kind: 'nothing' }],
  ];
  for (const [ticks, expected] of table) {
    it(`${ticks.join(' and ') || 'nothing'} → ${expected.kind}`, () => {
      assert.deepEqual(whatIsTicked(rows, new Set(rows.filter((row) => ticks.includes(row.label)))), expected);
    });
  }

  it('is everything where there is nothing to tick', () => {
    const blocked = planRows(plan({ obstacles: [{ path: 'x', verdict: 'gone', reason: 'its call has returned' }] }));
    assert.deepEqual(whatIsTicked(blocked, new Set()), { kind: 'everything' });
  });
});

describe('ticks that hold each other', () => {
  const rows = planRows(
    plan({
      writes: ['account', 'account.owner', 'account.owner.name', 'accounts'].map((path) => write(path)),
      limits: [{ label: 'opaque', reason: 'a promise', count: 1, examples: [] }],
    }),
  );
  const all = rows.filter(isChoice).map((row) => row.label);

  it('go from what holds a place that lost its tick', () => {
    assert.deepEqual(after(all, ['account', 'account.owner', 'accounts']), ['accounts']);
  });
  it('come to what is held by a place that was ticked', () => {
    assert.deepEqual(after(['accounts'], ['accounts', 'account.owner']), [
      'account.owner',
      'account.owner.name',
      'accounts',
    ]);
  });
  it('go together where two places have one path', () => {
    const twins = planRows(plan({ writes: [write('set.has(NaN)'), write('set.has(NaN)')] }));
    const [, one, other] = twins;
    assert.ok(one && other);
    assert.deepEqual(consistentTicks(twins, new Set([one, other]), new Set([one])), new Set());
    assert.deepEqual(consistentTicks(twins, new Set(), new Set([other])), new Set([one, other]));
  });
  it('never come to what cannot be restored', () => {
    assert.deepEqual(
      after(
        all,
        rows.map((row) => row.label),
      ),
      all,
    );
  });

  function after(before: readonly string[], now: readonly string[]): readonly string[] {
    const ticks = consistentTicks(rows, pick(before), pick(now));
    return rows.filter((row) => ticks.has(row)).map((row) => row.label);
  }
  function pick(labels: readonly string[]): ReadonlySet<PlanRow> {
    return new Set(rows.filter((row) => labels.includes(row.label)));
  }
});

describe('a place inside another', () => {
  const table: readonly [path: string, holder: string, expected: boolean][] = [
    ['account.owner', 'account', true],
    ['orders[3].total', 'orders', true],
    ['account.#secret', 'account', true],
    ['prices.get("apple")', 'prices', true],
    ['accounts', 'account', false],
    ['account', 'account', false],
    ['main::total', 'main', false],
    ['größe', 'gr', false],
  ];
  for (const [path, holder, expected] of table) {
    it(`${path} is ${expected ? '' : 'not '}in ${holder}`, () => assert.equal(isInside(path, holder), expected));
  }
});

function texts(one: RollbackPlan): readonly string[] {
  return planRows(one).map((row) => (row.kind === 'heading' ? `── ${row.label}` : `${row.label}: ${row.description}`));
}
