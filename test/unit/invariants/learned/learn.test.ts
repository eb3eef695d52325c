import assert from 'node:assert/strict';
import { JAVASCRIPT, PYTHON, type Dialect } from '../../../../server/invariants/learned/dialect';
import { learn } from '../../../../server/invariants/learned/learn';
import type { Observed, Sample } from '../../../../server/invariants/learned/sample';

const NULL: Observed = { kind: 'nothing', text: 'null' };
const list = (...items: number[] | string[]): Observed => ({
  kind: 'collection',
  class: 'Array',
  measure: 'length',
  length: items.length,
  items,
});
const account: Observed = { kind: 'object', class: 'Account' };

/** One column for each path, one row for each sample. */
function samples(columns: Readonly<Record<string, readonly (Observed | undefined)[]>>): Sample[] {
  const count = Math.max(...Object.values(columns).map(({ length }) => length));
  return Array.from({ length: count }, (_, index) => ({
    function: 'transfer',
    source: '/bank.js',
    values: new Map(
      Object.entries(columns).flatMap(([path, values]) => {
        const value = values[index];
        return value === undefined ? [] : [[path, value] as const];
      }),
    ),
  }));
}

function learned(columns: Parameters<typeof samples>[0], dialect: Dialect = JAVASCRIPT): string[] {
  return learn(samples(columns), dialect).map(({ expression, held, needs }) => `${expression} (${held}, ${needs})`);
}

const SEVEN = [3, 1, 4, 1, 5, 9, 2];

describe('learned invariants', () => {
  const table: readonly [what: string, columns: Parameters<typeof samples>[0], js: readonly string[]][] = [
    ['nothing from no samples', {}, []],
    ['a constant', { x: [7, 7, 7] }, ['x === 7 (3, 4)']],
    ['a constant that is told enough', { x: Array<number>(7).fill(7) }, ['x === 7 (7, 0)']],
    ['no constant from NaN', { x: [NaN, NaN] }, []],
    ['a sign and a range', { x: SEVEN }, ['x > 0 (7, 0)', '1 <= x && x <= 9 (7, 23)']],
    ['a sign that may be zero', { x: [0, 2, 0, 2] }, ['x >= 0 (4, 3)', '0 <= x && x <= 2 (4, 8)']],
    ['no sign where both were seen', { x: [-1, 1] }, ['-1 <= x && x <= 1 (2, 10)']],
    ['alternatives and a type', { x: ['a', 'b'] }, ['["a", "b"].includes(x) (2, 5)', "typeof x === 'string' (2, 5)"]],
    ['only a type from many texts', { x: ['a', 'b', 'c', 'd'] }, ["typeof x === 'string' (4, 3)"]],
    ['that an object is there', { x: [account, account] }, ['x != null (2, 5)']],
    ['nothing where it was null once', { x: [account, NULL] }, []],
    [
      'an order',
      { low: [1, 2, 3], high: [4, 2, 9] },
      [
        'low <= high (3, 4)',
        'low > 0 (3, 4)',
        'high > 0 (3, 4)',
        '1 <= low && low <= 3 (3, 14)',
        '2 <= high && high <= 9 (3, 14)',
      ],
    ],
    [
      'equality once, and no order that follows from it',
      { a: [-1, 2], b: [-1, 2], c: [-1, 2] },
      [
        'a === b (2, 5)',
        'a === c (2, 5)',
        '-1 <= a && a <= 2 (2, 10)',
        '-1 <= b && b <= 2 (2, 10)',
        '-1 <= c && c <= 2 (2, 10)',
      ],
    ],
    [
      'no order by way of a third',
      { a: [-3, 1], b: [-2, 2], c: [-1, 3] },
      [
        'a < b (2, 5)',
        'b < c (2, 5)',
        '-3 <= a && a <= 1 (2, 10)',
        '-2 <= b && b <= 2 (2, 10)',
        '-1 <= c && c <= 3 (2, 10)',
      ],
    ],
    [
      'an order that a third shows in some of the samples alone',
      { a: [-3, 1, 0], b: [-2, 2, undefined], c: [-1, 3, 1] },
      [
        'a < c (3, 4)',
        'a < b (2, 5)',
        'b < c (2, 5)',
        '-2 <= b && b <= 2 (2, 10)',
        '-3 <= a && a <= 1 (3, 14)',
        '-1 <= c && c <= 3 (3, 14)',
      ],
    ],
    [
      'lengths, sortedness and the sign of items',
      { x: [list(1, 2), list(3, 4)] },
      [
        'x.every((item) => item >= 0) (2, 5)',
        'x.every((item, index, all) => index === 0 || all[index - 1] <= item) (2, 5)',
        'x.length === 2 (2, 5)',
        'x != null (2, 5)',
      ],
    ],
    [
      'nothing of what only one item shows',
      { x: [list(-1), list()] },
      ['x != null (2, 5)', '0 <= x.length && x.length <= 1 (2, 10)'],
    ],
    ['only samples that have it count', { x: [7, undefined, 7] }, ['x === 7 (2, 5)']],
  ];
  for (const [what, columns, expected] of table)
    it(`give ${what}`, () => {
      assert.deepEqual(learned(columns), expected);
    });

  it('are written in Python', () => {
    const columns = {
      ok: [true, true],
      name: ['a', 'b'],
      gone: [account, account],
      items: [list(1, 2), list(0, 5)],
    };
    assert.deepEqual(
      learned(columns, PYTHON).map((text) => text.replace(/ \(\d+, \d+\)$/, '')),
      [
        'all(item >= 0 for item in items)',
        'all(one <= other for one, other in zip(items, items[1:]))',
        'name in ("a", "b")',
        'ok is True',
        'len(items) == 2',
        'gone is not None',
        'items is not None',
        'isinstance(name, str)',
      ],
    );
  });

  it('are told for each function on its own', () => {
    const [one] = samples({ x: [1] });
    const [other] = samples({ x: [2] });
    assert.ok(one !== undefined && other !== undefined);
    const rules = learn([one, { ...other, function: 'audit' }], JAVASCRIPT);
    assert.deepEqual(
      rules.map(({ expression, function: place }) => [place, expression]),
      [
        ['transfer', 'x === 1'],
        ['audit', 'x === 2'],
      ],
    );
  });
});
