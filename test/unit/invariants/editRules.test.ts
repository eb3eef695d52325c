/** Edits of a rules file keep what is in it. */
import assert from 'node:assert/strict';
import { addRules } from '../../../server/invariants/editRules';

const RULE = { name: 'a > 0', expression: 'a > 0', functions: ['main'] };

const CASES: readonly [what: string, text: string | null, names: readonly string[]][] = [
  ['no file', null, ['a > 0']],
  ['an empty file', '\n', ['a > 0']],
  ['a file without a list', '{ "$schema": "x" }', ['a > 0']],
  ['an empty list', '{ "rules": [] }', ['a > 0']],
  ['a list', '{ "rules": [{ "name": "b", "expression": "b" }] }', ['b', 'a > 0']],
  ['the same name', '{ "rules": [{ "name": "a > 0", "expression": "x" }] }', ['a > 0', 'a > 0 (2)']],
];

describe('edits of a rules file', () => {
  for (const [what, text, names] of CASES)
    it(`add a rule to ${what}`, () => {
      const file = JSON.parse(addRules(text, [RULE])) as { rules: { name: string }[] };
      assert.deepEqual(
        file.rules.map(({ name }) => name),
        names,
      );
      assert.deepEqual({ ...file.rules.at(-1), name: RULE.name }, RULE);
    });

  it('keep comments', () => {
    const text = '{\n  // what must hold\n  "rules": [\n    { "name": "b", "expression": "b" } // of b\n  ]\n}\n';
    const edited = addRules(text, [RULE]);
    assert.ok(edited.startsWith('{\n  // what must hold\n') && edited.includes('// of b'), edited);
  });
});
