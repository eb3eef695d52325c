/** Rules in source comments: which comments are rules, and for which lines they are. */
import assert from 'node:assert/strict';
import { parseSourceRules } from '../../../server/invariants/sourceRules';

const URI = 'file:///bank/transfer.js';

/** Each rule as "expression policy severity", with the lines that it is for. */
function rulesOf(text: string): string[] {
  return parseSourceRules(text, URI).rules.map(({ name, policy, severity, where: { lines } }) =>
    [name, policy, severity, ...(lines === undefined ? [] : [`${lines.first}-${lines.last}`])].join(' '),
  );
}

const COMMENTS: readonly [line: string, rules: readonly string[]][] = [
  ['// @invariant a > 0', ['a > 0 report error']],
  ['//@invariant a > 0', ['a > 0 report error']],
  ['/// @invariant a > 0', ['a > 0 report error']],
  ['# @invariant a > 0', ['a > 0 report error']],
  ['-- @invariant a > 0', ['a > 0 report error']],
  ['/* @invariant a > 0 */', ['a > 0 report error']],
  [' * @invariant a > 0', ['a > 0 report error']],
  ['x = 1; // @invariant x > 0', ['x > 0 report error']],
  ['// @invariant(rollback) a > 0', ['a > 0 rollback error']],
  ['// @invariant(warning, rewind) a > 0', ['a > 0 rewind warning']],
  ['// @invariant (a > 0) && b', ['(a > 0) && b report error']],
  ['// @invariants a > 0', []],
  ['// the @invariant is told below', []],
  ['"@invariant a > 0"', []],
  ['a * @invariant', []],
];

const JAVASCRIPT = `// @invariant total >= 0
class Account {
  // @invariant this.balance >= 0
  debit(amount) {
    if (amount > 0) {
      // @invariant amount > 0
      this.balance -= amount;
    }
  }
}

const audit = async (entries) => {
  // @invariant entries.length > 0
  return entries;
};
`;

const PYTHON = `class Account:
    # @invariant self.balance >= 0

    def debit(self, amount):
        for part in parts(amount):
            # @invariant part > 0
            self.balance -= part

    def other(self):
        pass
`;

describe('rules in source comments', () => {
  for (const [line, rules] of COMMENTS)
    it(line.trim(), () => {
      assert.deepEqual(rulesOf(line), rules);
    });

  it('are for the function or class that they are in, in braces', () => {
    assert.deepEqual(rulesOf(JAVASCRIPT), [
      'total >= 0 report error',
      'this.balance >= 0 report error 2-10',
      'amount > 0 report error 4-9',
      'entries.length > 0 report error 12-15',
    ]);
  });

  it('are for the function or class that they are in, in Python', () => {
    assert.deepEqual(rulesOf(PYTHON), ['self.balance >= 0 report error 1-10', 'part > 0 report error 4-7']);
  });

  it('are shown at their expression', () => {
    const [rule] = parseSourceRules('let a;\r\nlet b; /* @invariant  a > b */', URI).rules;
    assert.deepEqual(rule?.range, { start: { line: 1, character: 22 }, end: { line: 1, character: 27 } });
    assert.deepEqual(rule.where, { files: { uri: URI } });
  });

  it('tell what is wrong with them', () => {
    const { rules, problems } = parseSourceRules('// @invariant\n  // @invariant(undo) a > 0', URI);
    assert.deepEqual(
      rules.map(({ kind, name }) => [kind, name]),
      [['wrong', 'a > 0']],
    );
    assert.deepEqual(
      problems.map(({ range, message }) => [range.start, message]),
      [
        [
          { line: 0, character: 0 },
          'This invariant says nothing; write an expression after it: @invariant account.balance >= 0.',
        ],
        [
          { line: 1, character: 22 },
          "'undo' is neither a policy nor a severity of an invariant; there are report, pause, rollback, rewind, error, warning, information.",
        ],
      ],
    );
  });
});
