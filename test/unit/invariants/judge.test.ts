/** The sentence for each outcome of an expression rule. */
import assert from 'node:assert/strict';
import { invariantResult, judgeExpression } from '../../../server/invariants/judge';
import type { ExpressionRule } from '../../../server/invariants/rule';
import type { Evaluation, InvariantResult, Location } from '../../../server/protocol';

const RULE: ExpressionRule = {
  kind: 'expression',
  name: 'no debts',
  expression: 'account.balance\n  >= 0',
  severity: 'error',
  policy: 'report',
  where: {},
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
};
const WITH_MESSAGE: ExpressionRule = { ...RULE, message: 'An account is never overdrawn.' };
const HERE: Location = { source: '/home/ada/bank/transfer.js', line: 12, function: 'transfer' };

interface Case {
  readonly rule?: ExpressionRule;
  readonly evaluation: Evaluation;
  readonly location?: Location;
  readonly status: InvariantResult['status'];
  readonly message: string;
}

const CASES: readonly Case[] = [
  { evaluation: { value: 'true' }, status: 'held', message: "Rule 'no debts' holds: account.balance >= 0 is true." },
  {
    evaluation: { value: 'false' },
    location: HERE,
    status: 'violated',
    message: "Rule 'no debts' is violated at transfer.js:12 in transfer(): account.balance >= 0 is false.",
  },
  {
    evaluation: { value: 'false' },
    location: { source: 'C:\\bank\\main.js', line: 3, function: '' },
    status: 'violated',
    message: "Rule 'no debts' is violated at main.js:3: account.balance >= 0 is false.",
  },
  {
    rule: WITH_MESSAGE,
    evaluation: { value: 'false' },
    status: 'violated',
    message: "Rule 'no debts' is violated: An account is never overdrawn: account.balance >= 0 is false.",
  },
  {
    evaluation: { value: 'not-in-scope', name: 'account' },
    location: HERE,
    status: 'not-applicable',
    message: "Rule 'no debts' does not apply here: account is not in scope.",
  },
  {
    evaluation: { value: 'error', message: 'TypeError: account is null\n    at eval.' },
    status: 'not-checked',
    message: "Rule 'no debts' could not be checked: TypeError: account is null at eval.",
  },
  {
    evaluation: { value: 'other', type: 'number', text: '3' },
    status: 'not-checked',
    message: "Rule 'no debts' could not be checked: account.balance >= 0 gave 3 (number), not true or false.",
  },
];

describe('judgement of an expression', () => {
  for (const { rule = RULE, evaluation, location, status, message } of CASES)
    it(message, () => {
      const result = invariantResult({ id: '7', rule }, judgeExpression(rule, evaluation), location);
      assert.deepEqual(result, { rule: '7', name: 'no debts', policy: 'report', status, message });
    });
});
