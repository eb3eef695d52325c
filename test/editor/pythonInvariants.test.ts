/** Rules in Python, as VS Code tells of them: in its diagnostics, and through the API. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { endDebugging, evaluate, startDebugging, step } from './support/debugging';
import { diagnosticsOf, untilDiagnostics } from './support/diagnostics';
import { savepointApi } from './support/savepointApi';
import { copyFixture, inWorkspace } from './support/workspace';

/** In `withdraw` of account.py: before the balance becomes negative, and after it. */
const [WITHDRAWAL, WITHDRAWN] = [9, 10];
const COMMENT = 7;

const RULES: readonly unknown[] = [
  { name: 'covered', expression: 'account.balance >= 0 and not False' },
  {
    name: 'an account',
    variable: 'account',
    schema: { type: 'object', required: ['balance'], properties: { balance: { type: 'integer', minimum: 0 } } },
  },
  { name: 'throws', expression: 'account.nobody > 0' },
  { name: 'no boolean', expression: 'account.balance' },
  { name: 'no syntax', expression: 'account.balance >= )' },
  { name: 'elsewhere', expression: 'nonesuch > 0' },
  { name: 'calls', expression: 'all(n > 0 for n in [total, len(str(total))])' },
];

const isEmpty = ({ length }: readonly unknown[]): boolean => length === 0;

describe('invariants of a Python program', () => {
  let api: SavepointApi;
  let program: string;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('languages'), 'account.py');
  });
  afterEach(endDebugging);

  const start = (): Promise<vscode.DebugSession> =>
    startDebugging({ program, breakpoints: [WITHDRAWAL], configuration: { type: 'debugpy' } });

  it('in source comments are told at the comment and at the line, until a rollback heals them', async () => {
    const session = await start();
    await api.savepoint('before');
    assert.deepEqual(diagnosticsOf(program), []);
    await step(session);
    const found = await untilDiagnostics(program, ({ length }) => length === 2);
    assert.deepEqual(
      found.map(({ range, message }) => [range.start.line + 1, message]),
      [
        [COMMENT, 'Violated at account.py:10 in withdraw(): account.balance >= 0 is false.'],
        [WITHDRAWN, "Rule 'account.balance >= 0' is violated: account.balance >= 0 is false."],
      ],
    );
    const report = await api.rollbackTo('before');
    assert.equal(report.outcome, 'restored');
    await untilDiagnostics(program, isEmpty);
    assert.equal(await evaluate(session, 'account.balance'), '100');
  });

  describe('in the rules file', () => {
    const rules = (): string => inWorkspace('.vscode', 'savepoint.json');
    let original: string;
    before(async () => {
      original = await readFile(rules(), 'utf8');
    });
    after(async () => {
      await writeFile(rules(), original);
      await untilDiagnostics(rules(), isEmpty);
    });

    it('are expressions in Python, or schemas; what could not be checked is told, and not as held', async () => {
      // A rule that is none has a diagnostic, which tells that the file was read.
      await writeFile(rules(), JSON.stringify({ rules: [...RULES, {}] }));
      await untilDiagnostics(rules(), (found) => found.length > 0);
      const session = await start();
      const results = async (): Promise<unknown> =>
        Object.fromEntries((await api.check()).map(({ name, status }) => [name, status]));
      const held = {
        covered: 'held',
        'an account': 'held',
        throws: 'not-checked',
        'no boolean': 'not-checked',
        'no syntax': 'not-checked',
        elsewhere: 'not-applicable',
        calls: 'held',
        'account.balance >= 0': 'held',
      };
      assert.deepEqual(await results(), held);
      await step(session);
      const violated = { covered: 'violated', 'an account': 'violated', 'account.balance >= 0': 'violated' };
      assert.deepEqual(await results(), { ...held, ...violated });
      const throws = (await api.check()).find(({ name }) => name === 'throws');
      assert.match(throws?.message ?? '', /Rule 'throws' could not be checked: .*no attribute 'nobody'/);
    });
  });
});
