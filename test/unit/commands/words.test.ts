import assert from 'node:assert/strict';
import type { InvariantResult } from '../../../client/apiTypes';
import { invariantSummary } from '../../../client/commands/invariantSummary';
import { nameProblem } from '../../../client/commands/savepointName';

describe('the outcome of a check', () => {
  const table: readonly [readonly InvariantResult['status'][], string][] = [
    [[], 'This workspace has no invariants. Declare some in .vscode/savepoint.json.'],
    [['held', 'held'], '2 invariants: 2 held.'],
    [['violated', 'held'], '2 invariants: 1 violated, 1 held. 1 violated.'],
    [['held', 'not-checked', 'not-applicable'], '3 invariants: 1 held, 1 could not be checked, 1 not applicable here.'],
  ];
  for (const [statuses, summary] of table) {
    it(summary, () => {
      const results = statuses.map((status, rule) => ({
        ...{ rule: String(rule), name: `rule ${rule}`, policy: 'report' as const },
        ...{ status, message: `1 ${status}.` },
      }));
      assert.equal(invariantSummary(results), summary);
    });
  }
});

describe("a savepoint's name", () => {
  const table: readonly [name: string, problem: RegExp | undefined][] = [
    ['before-debit', undefined],
    ['', /needs a name/u],
    [' \t', /needs a name/u],
    ['a\nb', /single line/u],
    ['a\u2028b', /single line/u],
  ];
  for (const [name, problem] of table) {
    it(JSON.stringify(name), () => {
      const found = nameProblem(name);
      if (problem === undefined) assert.equal(found, undefined);
      else assert.match(found ?? '', problem);
    });
  }
});
