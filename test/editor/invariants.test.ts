/** The workspace's rules, as VS Code tells of them: in its diagnostics, and through the API. */
import assert from 'node:assert/strict';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { stoppedThread } from './support/adapterTraffic';
import { endDebugging, evaluate, startDebugging, step, stepToLine } from './support/debugging';
import { diagnosticsOf, untilDiagnostics } from './support/diagnostics';
import { RulesFile } from './support/rulesFile';
import { savepointApi } from './support/savepointApi';
import { copyFixture, inWorkspace } from './support/workspace';

/** In `transfer`: before the debit, which makes the balance negative, and after it. */
const [DEBIT, DEBITED] = [64, 65];

/** Of waits.js: it goes on from here until it is stopped. */
const LAST = 6;

const SOME_WRONG: readonly unknown[] = [
  { name: 'violated', expression: 'payer.balance >= 0' },
  { name: 'half written', expression: 5 },
  { name: 'held', expression: "payer.owner === 'Alice'" },
  { name: 'throws', expression: 'payer.nobody.balance >= 0' },
  { name: 'no boolean', expression: 'payer.owner' },
  { name: 'no syntax', expression: 'payer.balance >= )' },
  { name: 'elsewhere', expression: 'nonesuch > 0' },
  { name: 'schema elsewhere', variable: 'nonesuch', schema: { type: 'number' } },
  { name: 'turned', expression: 'kept.turns > 0' },
];

const UNREADABLE: Readonly<Record<string, string>> = {
  'an empty file': '',
  'no JSON': 'rules: none',
  'a list in place of the file': '[]',
  'rules that are no list': '{ "rules": 7 }',
  'a file that ends early': '{ "rules": [ { "name": "early", ',
};

const isEmpty = ({ length }: readonly unknown[]): boolean => length === 0;

describe('invariants', () => {
  let api: SavepointApi;
  let rules: RulesFile;
  let program: string;

  before(async () => {
    api = await savepointApi();
    rules = await RulesFile.read();
    program = inWorkspace('transfer.js');
  });

  describe('of a right rules file', () => {
    afterEach(endDebugging);

    it('hold before the damage', async () => {
      await startDebugging({ program, breakpoints: [DEBIT] });
      const results = await api.check();
      assert.deepEqual(
        results.map(({ name, status }) => [name, status]),
        [
          ['no overdraft', 'held'],
          ['entries are in the order of their numbers', 'held'],
          ['the daily limit holds', 'held'],
        ],
      );
      assert.deepEqual([diagnosticsOf(rules.path), diagnosticsOf(program)], [[], []]);
    });

    it('are told at the rule and at the line where the program stands, until a rollback heals them', async () => {
      const session = await startDebugging({ program, breakpoints: [DEBIT] });
      await api.savepoint('before');
      await step(session);
      const [atRule] = await untilDiagnostics(rules.path, ({ length }) => length === 1);
      const [atLine] = await untilDiagnostics(program, ({ length }) => length === 1);
      const text = await vscode.workspace.openTextDocument(rules.path);
      assert.equal(atRule && text.getText(atRule.range), '"no overdraft"');
      assert.equal(atRule?.message, 'Violated at transfer.js:65 in transfer(): payer.balance >= 0 is false.');
      assert.equal(atLine?.range.start.line, DEBITED - 1);
      assert.equal(atLine.message, "Rule 'no overdraft' is violated: payer.balance >= 0 is false.");
      assert.equal(atLine.severity, vscode.DiagnosticSeverity.Error);

      const report = await api.rollbackTo('before');
      assert.equal(report.outcome, 'restored');
      const holdAgain = ['no overdraft'];
      assert.deepEqual(report.health, { kind: 'checked', holdAgain, violated: [], notChecked: 0 });
      await Promise.all([untilDiagnostics(rules.path, isEmpty), untilDiagnostics(program, isEmpty)]);
      assert.equal(await evaluate(session, 'payer.balance'), '120');
      const state = await api.state();
      assert.deepEqual(new Set(state.invariants.map(({ status }) => status)), new Set(['held']));
    });

    it('follow the program from line to line', async () => {
      const session = await startDebugging({ program, breakpoints: [DEBITED] });
      const standsIn =
        (line: number) =>
        (found: readonly vscode.Diagnostic[]): boolean =>
          found.some(({ range }) => range.start.line === line - 1);
      await untilDiagnostics(program, standsIn(DEBITED));
      await stepToLine(session, DEBITED + 1);
      const found = await untilDiagnostics(program, standsIn(DEBITED + 1));
      assert.deepEqual(new Set(found.map(({ range }) => range.start.line)), new Set([DEBITED]));
      await endDebugging();
      await Promise.all([untilDiagnostics(rules.path, isEmpty), untilDiagnostics(program, isEmpty)]);
    });

    it('do not apply where their names are not in scope', async () => {
      await startDebugging({ program: join(await copyFixture('shapes'), 'calls.js'), breakpoints: [7] });
      const results = await api.check();
      assert.deepEqual(new Set(results.map(({ status }) => status)), new Set(['not-applicable']));
      assert.equal(results[0]?.message, "Rule 'no overdraft' does not apply here: payer is not in scope.");
    });
  });

  describe('in source comments', () => {
    afterEach(endDebugging);

    it('hold for the function that they are in, and are told at the comment and at the line', async () => {
      const counter = join(await copyFixture('shapes'), 'counter.js');
      const session = await startDebugging({ program: counter, breakpoints: [8] });
      const results = async (): Promise<unknown> =>
        (await api.check()).filter(({ name }) => name.startsWith('count')).map(({ name, status }) => [name, status]);
      assert.deepEqual(await results(), [
        ['count < 2', 'held'],
        ['counted.length > 0', 'not-applicable'],
      ]);
      await step(session);
      const found = await untilDiagnostics(counter, ({ length }) => length === 2);
      const told = found.map(({ range, message, severity }) => [range.start.line + 1, severity, message]);
      assert.deepEqual(told, [
        [7, vscode.DiagnosticSeverity.Warning, 'Violated at counter.js:9 in add(): count < 2 is false.'],
        [9, vscode.DiagnosticSeverity.Warning, "Rule 'count < 2' is violated: count < 2 is false."],
      ]);
    });
  });

  describe('with schemas in other files', () => {
    const schemas = inWorkspace('schemas');
    const account = join(schemas, 'account.json');

    before(async () => {
      await mkdir(schemas);
    });
    after(async () => {
      await endDebugging();
      await rules.giveBack();
      await rm(schemas, { recursive: true });
      await untilDiagnostics(rules.path, isEmpty);
    });

    const refersTo = (name: string, reference: string): object => ({
      name,
      variable: 'payer',
      schema: { $ref: reference },
    });
    const least = (minimum: number): string => JSON.stringify({ properties: { balance: { minimum } } });

    /** The watchers tell of files in their own time. */
    async function untilCheck(expected: Readonly<Record<string, string>>): Promise<void> {
      let told: unknown;
      const results = async () => Object.fromEntries((await api.check()).map(({ name, message }) => [name, message]));
      do told = await results();
      while (!isDeepStrictEqual(told, expected));
    }

    it('are checked by what the files say now, and by nothing that is outside of the workspace', async () => {
      await writeFile(account, least(0));
      await symlink(inWorkspace('..'), join(schemas, 'link'));
      await writeFile(inWorkspace('..', 'outside.json'), '{}');
      await writeFile(join(schemas, 'one.json'), '{ "$ref": "other.json" }');
      await writeFile(join(schemas, 'other.json'), '{ "$ref": "one.json" }');
      const given = [
        refersTo('inside', '../schemas/account.json'),
        refersTo('outside', '../../outside.json'),
        refersTo('link', '../schemas/link/outside.json'),
        refersTo('circle', '../schemas/one.json'),
      ];
      await rules.write(given);
      await startDebugging({ program, breakpoints: [DEBIT] });
      const others = {
        outside:
          'Rule \'outside\' could not be checked: The schema of rule \'outside\' refers to "../../outside.json", which is outside of the workspace folder; refer to a file in it, or to a part of the same schema, as in "#/$defs/name".',
        link: "Rule 'link' could not be checked: The schema of rule 'link' refers to \"../schemas/link/outside.json\", which cannot be read: it is outside of the workspace folder.",
        circle: "Rule 'circle' could not be checked: its schema follows payer without end, or too deep.",
      };
      await untilCheck({ inside: "Rule 'inside' holds: payer matches its schema.", ...others });
      const wrong = diagnosticsOf(rules.path).map(({ message }) => message);
      assert.deepEqual(
        wrong.map((message) => /which .*(?= the workspace folder)/u.exec(message)?.[0]),
        ['which is outside of', 'which cannot be read: it is outside of'],
      );
      assert.equal((await api.savepoint('some could not be checked')).health, 'unchecked');

      await writeFile(account, least(500));
      await untilCheck({
        inside: "Rule 'inside' is violated at transfer.js:64 in transfer(): payer.balance is 120; it must be >= 500.",
        ...others,
      });
      await rm(account);
      await untilCheck({
        inside:
          "Rule 'inside' could not be checked: The schema of rule 'inside' refers to \"../schemas/account.json\", which cannot be read: there is no such file.",
        ...others,
      });
    });
  });

  describe('of a rules file with mistakes', () => {
    afterEach(async () => {
      await endDebugging();
      await rules.giveBack();
      await untilDiagnostics(rules.path, isEmpty);
    });

    it('are checked where they are right; what could not be checked is told, and not as held', async () => {
      await rules.write(SOME_WRONG, 2);
      const problems = await untilDiagnostics(rules.path, (found) => found.length > 0);
      assert.deepEqual(
        problems.map(({ message, severity }) => ({ message, severity })),
        [{ message: `"expression" of rule 'half written' must be a text in double quotes, not 5.`, severity: 0 }],
      );
      await startDebugging({ program, breakpoints: [DEBITED] });
      assert.deepEqual(
        (await api.check()).map(({ status, message }) => [status, message]),
        [
          ['violated', "Rule 'violated' is violated at transfer.js:65 in transfer(): payer.balance >= 0 is false."],
          [
            'not-checked',
            `Rule 'half written' could not be checked: "expression" of rule 'half written' must be a text in double quotes, not 5.`,
          ],
          ['held', "Rule 'held' holds: payer.owner === 'Alice' is true."],
          [
            'not-checked',
            "Rule 'throws' could not be checked: Cannot read properties of undefined (reading 'balance').",
          ],
          [
            'not-checked',
            `Rule 'no boolean' could not be checked: payer.owner gave "Alice" (string), not true or false.`,
          ],
          ['not-checked', "Rule 'no syntax' could not be checked: Not an expression: Unexpected token (1:17)."],
          ['not-applicable', "Rule 'elsewhere' does not apply here: nonesuch is not in scope."],
          ['not-applicable', "Rule 'schema elsewhere' does not apply here: nonesuch is not in scope."],
          ['not-applicable', "Rule 'turned' does not apply here: kept is not in scope."],
        ],
      );
      const messages = diagnosticsOf(program).map(({ message }) => message);
      assert.deepEqual(messages, ["Rule 'violated' is violated: payer.balance >= 0 is false."]);
    });

    it('go away when the program goes on, and it still runs', async () => {
      const waits = join(await copyFixture('shapes'), 'waits.js');
      await rules.write([{ name: 'turned', expression: 'kept.turns > 0' }, {}]);
      await untilDiagnostics(rules.path, (found) => found.length > 0);
      const session = await startDebugging({ program: waits, breakpoints: [LAST] });
      await untilDiagnostics(waits, ({ length }) => length === 1);
      await session.customRequest('continue', { threadId: stoppedThread(session) });
      await untilDiagnostics(waits, isEmpty);
      const { status, invariants } = await api.state();
      assert.deepEqual({ status, invariants }, { status: 'running', invariants: [] });
    });
  });

  describe('of a rules file that cannot be read', () => {
    // What is in the file changes nothing in the session, so that all of them share one.
    before(async () => {
      await startDebugging({ program, breakpoints: [DEBITED] });
    });
    afterEach(async () => {
      await rules.giveBack();
      await untilDiagnostics(rules.path, isEmpty);
    });
    after(endDebugging);

    for (const [what, text] of Object.entries(UNREADABLE))
      it(`get a diagnostic and no crash: ${what}`, async () => {
        await rules.writeText(text);
        const problems = await untilDiagnostics(rules.path, (found) => found.length > 0);
        assert.equal(problems[0]?.severity, vscode.DiagnosticSeverity.Error);
        const results = await api.check();
        assert.deepEqual(
          results.map(({ name, status }) => [name, status]),
          text.includes('early') ? [['early', 'not-checked']] : [],
        );
        assert.equal((await api.savepoint('still works')).name, 'still works');
      });
  });
});
