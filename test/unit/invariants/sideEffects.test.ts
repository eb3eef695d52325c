/** Which expressions may change the program, as far as their text tells. */
import assert from 'node:assert/strict';
import { sideEffect } from '../../../server/invariants/sideEffects';
import type { Language } from '../../../server/protocol';

const CASES: readonly [Language, expression: string, effect: string | undefined][] = [
  ['javascript', 'account.balance >= 0 && account.owner !== "a = b; f()"', undefined],
  ['javascript', 'entries.every((entry, index) => entry.number === index + 1)', undefined],
  ['javascript', 'typeof total === `number`', undefined],
  ['javascript', 'a <= b && c >= d && e == f', undefined],
  ['javascript', 'Math.max(...amounts) <= limits?.get?.("day")', undefined],
  ['javascript', 'account.balance = 0', 'assigns'],
  ['javascript', 'total += 1', 'assigns'],
  ['javascript', 'count++ > 0', 'assigns'],
  ['javascript', 'flags >>= 1', 'assigns'],
  ['javascript', 'delete account.owner', 'uses delete'],
  ['javascript', 'new Audit().passes', 'uses new'],
  ['javascript', 'debit(account) > 0', 'calls debit()'],
  ['javascript', 'account.audit?.()', 'calls audit()'],
  ['javascript', 'entries.push(1) > 0', 'calls push()'],
  ['javascript', 'checks[0](account)', 'calls what another expression gives'],
  ['javascript', '(() => { while (true); })()', 'has a function with statements'],
  ['javascript', '`${audit}` !== ""', 'builds texts from other expressions'],
  ['python', 'account["balance"] >= 0 and not (a or b)', undefined],
  ['python', 'all(one <= other for one, other in zip(scores, scores[1:]))', undefined],
  ['python', 'max(amounts, default=0) < 5', undefined],
  ['python', '(total := 5) > 0', 'assigns'],
  ['python', 'items.pop() > 0', 'calls pop()'],
  ['python', '(lambda: 1)()', 'calls what another expression gives'],
  ['other', 'total >= 0', undefined],
  ['other', 'size(total) >= 0', 'calls size()'],
];

describe('an expression may change the program where it', () => {
  for (const [language, expression, effect] of CASES)
    it(`${effect ?? 'does not'}: ${expression} (${language})`, () => {
      assert.equal(sideEffect(expression, language), effect);
    });
});
