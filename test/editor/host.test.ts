/** The host itself: what the other tests of this level stand on. */
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  endDebugging,
  evaluate,
  evaluateJson,
  evaluatePython,
  runToEnd,
  stack,
  startDebugging,
  step,
} from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture, inWorkspace } from './support/workspace';

/** In `transfer`: nothing is damaged yet. */
const BEFORE_THE_DEBIT = 64;
/** In `damage` of shapes.py: its first line. */
const DAMAGE_BEGINS = 91;

describe('the test host', () => {
  afterEach(endDebugging);

  it('is the VS Code that is pinned', () => {
    assert.equal(vscode.version, '1.139.1');
  });

  it('works on a copy of the workspace', () => {
    assert.doesNotMatch(inWorkspace('transfer.js'), /fixtures/);
  });

  it('has the extension under test', async () => {
    assert.equal((await savepointApi()).version, 1);
  });

  it('debugs a Node program: stops, steps and reads a variable', async () => {
    const session = await startDebugging({ program: inWorkspace('transfer.js'), breakpoints: [BEFORE_THE_DEBIT] });
    assert.equal(session.type, 'pwa-node');
    assert.equal(vscode.debug.activeDebugSession?.id, session.id);
    assert.equal(await evaluate(session, 'payer.balance'), '120');

    const { name, line } = await step(session);
    assert.deepEqual({ name: name.replace(/^global\./, ''), line }, { name: 'transfer', line: BEFORE_THE_DEBIT + 1 });
    assert.deepEqual(await evaluateJson(session, '[payer.owner, payer.balance]'), ['Alice', -180]);
    assert.equal(await evaluate(session, 'reported.size', 1), '0');

    await step(session, 'stepIn');
    assert.deepEqual(
      (await stack(session)).slice(0, 3).map((frame) => frame.name.replace(/^global\./, '')),
      ['chargeFee', 'transfer', 'main'],
    );
    await runToEnd(session);
  });

  it('debugs a Python program: stops, steps and reads a variable', async () => {
    const program = `${await copyFixture('shapes')}/shapes.py`;
    const session = await startDebugging({ program, breakpoints: [DAMAGE_BEGINS], configuration: { type: 'debugpy' } });
    assert.equal(session.type, 'debugpy');
    assert.equal(await evaluate(session, 'rounds'), '3');
    assert.deepEqual(await evaluatePython(session, '[rounds, state["prices"]]'), [3, { apple: 1, pear: 2, plum: 3 }]);

    const { name, line } = await step(session);
    assert.deepEqual({ name, line }, { name: 'damage', line: DAMAGE_BEGINS + 1 });
    assert.equal(await evaluate(session, 'state["x"] is x', 1), 'True');
    await runToEnd(session);
  });

  it('debugs two programs at once', async () => {
    const other = await copyFixture('bank');
    const one = await startDebugging({ program: inWorkspace('transfer.js'), breakpoints: [BEFORE_THE_DEBIT] });
    const two = await startDebugging({ program: `${other}/transfer.js`, breakpoints: [BEFORE_THE_DEBIT + 1] });
    assert.equal(await evaluate(one, 'payer.balance'), '120');
    assert.equal(await evaluate(two, 'payer.balance'), '-180');
  });
});
