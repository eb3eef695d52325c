/** Rules with a policy: what a violation leads to, in a real program, without anybody asking. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SavepointApi, TriggerReport } from '../../client/apiTypes';
import { endDebugging, evaluate, stack, startDebugging, step, stepToLine } from './support/debugging';
import { diagnosticsOf, untilDiagnostics } from './support/diagnostics';
import { savepointApi } from './support/savepointApi';
import { untilState } from './support/untilState';
import { inWorkspace } from './support/workspace';

/** In `transfer`: before the debit, which makes the balance negative, and after it. */
const [DEBIT, DEBITED] = [64, 65];

describe('the policy of a violated rule', () => {
  let api: SavepointApi;
  let rules: string;
  let program: string;
  let original: string;

  before(async () => {
    api = await savepointApi();
    rules = inWorkspace('.vscode', 'savepoint.json');
    program = inWorkspace('transfer.js');
    original = await readFile(rules, 'utf8');
  });
  afterEach(async () => {
    await endDebugging();
    await writeFile(rules, original);
  });

  function next(): Promise<TriggerReport> {
    return new Promise((resolve) => {
      const listener = api.onDidTrigger((report) => {
        listener.dispose();
        resolve(report);
      });
    });
  }

  async function standBeforeDebit(policy: string): Promise<vscode.DebugSession> {
    const rule = { name: 'no overdraft', expression: 'payer.balance >= 0', policy };
    await writeFile(rules, JSON.stringify({ rules: [rule] }));
    const session = await startDebugging({ program, breakpoints: [DEBIT] });
    // The watcher tells of the file in its own time.
    for (;;) {
      const [result] = await api.check();
      if (result?.policy === policy) return session;
    }
  }

  it('rollback: goes to the newest savepoint at which all rules held, and can be undone', async () => {
    const session = await standBeforeDebit('rollback');
    assert.equal((await api.savepoint('good')).health, 'good');
    const fired = next();
    await step(session);
    const { rule, outcome, savepoint, report } = await fired;
    assert.deepEqual([rule, outcome, savepoint], ['no overdraft', 'rolled-back', 'good']);
    assert.equal(report?.outcome, 'restored');
    assert.equal(await evaluate(session, 'payer.balance'), '120');
    await api.undoRollback();
    assert.equal(Number(await evaluate(session, 'payer.balance')) < 0, true);
  });

  it('rollback: says that there is no good savepoint, and changes nothing', async () => {
    const session = await standBeforeDebit('rollback');
    await stepToLine(session, DEBITED);
    assert.equal((await api.savepoint('bad')).health, 'violated');
    const fired = next();
    await step(session);
    assert.equal((await fired).outcome, 'no-good-savepoint');
    assert.equal(Number(await evaluate(session, 'payer.balance')) < 0, true);
  });

  it('rewind: moves the execution point back to it as well', async () => {
    const session = await standBeforeDebit('rewind');
    await api.savepoint('good');
    const fired = next();
    await step(session);
    const { outcome, report, reason } = await fired;
    assert.deepEqual([outcome, reason], ['rolled-back', undefined]);
    assert.equal(report?.outcome, 'restored');
    assert.equal(await evaluate(session, 'payer.balance'), '120');
    const [top] = await stack(session);
    assert.equal(top?.line, DEBIT);
  });

  it('rollback: goes to an automatic savepoint where that is the newest good one', async () => {
    const settings = vscode.workspace.getConfiguration('savepoint');
    await settings.update('autoSavepoint', 'everyStop', vscode.ConfigurationTarget.Global);
    try {
      const session = await standBeforeDebit('rollback');
      await untilState(api, session, ({ autoSavepoints }) => autoSavepoints[0]?.health === 'good');
      const fired = next();
      await step(session);
      const { outcome, report } = await fired;
      assert.deepEqual([outcome, report?.outcome], ['rolled-back', 'restored']);
      assert.equal(await evaluate(session, 'payer.balance'), '120');
    } finally {
      await settings.update('autoSavepoint', undefined, vscode.ConfigurationTarget.Global);
    }
  });

  it('pause: tells, and changes nothing', async () => {
    const session = await standBeforeDebit('pause');
    await api.savepoint('good');
    const fired = next();
    await step(session);
    assert.equal((await fired).outcome, 'told');
    assert.equal(Number(await evaluate(session, 'payer.balance')) < 0, true);
    await untilDiagnostics(program, ({ length }) => length === 1);
    assert.equal(diagnosticsOf(rules).length, 1);
  });
});
