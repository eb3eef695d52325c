/** What can be restored under js-debug, kind by kind, as seen in one rollback through the API; the README has to say the same. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { assertPublished } from '../restorability/column';
import { JAVASCRIPT, javascriptProgram } from '../restorability/javascriptKinds';
import { seenUnder } from '../restorability/kinds';
import { endDebugging, evaluateJson, startDebugging, step } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

const README = join(__dirname, '..', '..', '..', 'README.md');

describe('what can be restored', () => {
  afterEach(endDebugging);
  afterEach(() => onPartialFailure(undefined));

  it('under js-debug is what the README says', async () => {
    const api = await savepointApi();
    const program = join(await copyFixture('shapes'), 'kinds.js');
    const { text, before, after } = javascriptProgram();
    await writeFile(program, text);
    await onPartialFailure('keep');
    const session = await startDebugging({ program, breakpoints: [before, after] });
    const seen = await seenUnder(
      {
        savepoint: () => api.savepoint('before'),
        damage: async () => {
          await step(session, 'continue');
        },
        rollBack: async () => (await api.rollbackTo('before', { calls: 'assumed' })).verdicts,
        ask: async (expressions) => (await evaluateJson(session, `[${expressions.join(', ')}]`)) as unknown[],
      },
      JAVASCRIPT,
      (one, other) => `Object.is(${one}, ${other})`,
    );
    await assertPublished(README, 'JavaScript (js-debug)', seen);
  });
});

async function onPartialFailure(value: 'keep' | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('savepoint.rollback');
  await settings.update('onPartialFailure', value, vscode.ConfigurationTarget.Global);
}
