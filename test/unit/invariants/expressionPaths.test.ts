/** What an expression reads, as far as its text alone tells. */
import assert from 'node:assert/strict';
import { readPaths } from '../../../server/invariants/expressionPaths';

const CASES: readonly [expression: string, paths: readonly (readonly unknown[])[] | undefined][] = [
  ['a', [['a']]],
  ['a > 0', [['a']]],
  ['account.balance >= 0', [['account', 'balance']]],
  [
    'orders[3].total === a["the sum"]',
    [
      ['orders', 3, 'total'],
      ['a', 'the sum'],
    ],
  ],
  ["(a || b) && !(c.d != 'x(y)')", [['a'], ['b'], ['c', 'd']]],
  ['account.#balance >= 0', [['account', '#balance']]],
  ['a - b <= -1.5e3', [['a'], ['b']]],
  [
    'this.total == None and not self.x',
    [
      ['this', 'total'],
      ['self', 'x'],
    ],
  ],
  ['typeof a === "number"', [['a']]],
  ["'x' == a and b is not None", [['a'], ['b']]],
  ['a // b', [['a'], ['b']]],
  ['1 < 2', []],
  ['"key" in a', undefined],
  ['a instanceof Account', undefined],
  ['f()', undefined],
  ['a.f(b)', undefined],
  ['(a)(b)', undefined],
  ['a[i]', undefined],
  ['[1, 2].includes(a)', undefined],
  ['a = 1', undefined],
  ['a += 1', undefined],
  ['a++', undefined],
  ['--a > 0', undefined],
  ['(n := 5) > 0', undefined],
  ['a ? b : c', undefined],
  ['`${a}`', undefined],
  ['new Date', undefined],
  ['await a', undefined],
  ['a if b else c', undefined],
  ['/x/.test(a)', undefined],
  ['a?.b', undefined],
  ['a.true', [['a', 'true']]],
  ['true.x', undefined],
  ['a b', undefined],
  ['f"{g()}"', undefined],
];

describe('what an expression reads', () => {
  for (const [expression, paths] of CASES)
    it(expression, () => {
      assert.deepEqual(readPaths(expression), paths);
    });
});
