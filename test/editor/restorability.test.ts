/** What can be restored, kind by kind, as seen in one rollback under js-debug; the README has to say the same. */
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { assertPublished } from '../restorability/column';
import { JAVASCRIPT, javascriptProgram } from '../restorability/javascriptKinds';
import { seenUnder } from '../restorability/kinds';
import { endDebugging, evaluateJson, startDebugging, step } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { inWorkspace, REPOSITORY } from './support/workspace';

/** What is out of reach is named by three examples, and js-debug lists the variables last first. */
const KINDS = JAVASCRIPT.toReversed();

describe('what can be restored', () => {
  const settings = vscode.workspace.getConfiguration('savepoint');
  const set = async (onPartialFailure?: 'keep', frames?: number): Promise<void> => {
    await settings.update('rollback.onPartialFailure', onPartialFailure, vscode.ConfigurationTarget.Global);
    // The examples are then of the function that has all the kinds.
    await settings.update('capture.frames', frames, vscode.ConfigurationTarget.Global);
  };

  afterEach(async () => {
    await set();
    await endDebugging();
  });

  it('under js-debug is what the README says', async () => {
    const api = await savepointApi();
    const program = join(await mkdtemp(inWorkspace('..', 'kinds-')), 'kinds.js');
    await writeFile(program, javascriptProgram(KINDS));
    await set('keep', 1);
    const session = await startDebugging({ program, breakpoints: [] });
    const seen = await seenUnder(
      {
        savepoint: () => api.savepoint('before'),
        damage: async () => {
          await step(session, 'continue');
        },
        rollBack: async () => (await api.rollbackTo('before', { calls: 'assumed' })).verdicts,
        ask: async (expressions) => (await evaluateJson(session, `[${expressions.join(', ')}]`)) as unknown[],
      },
      KINDS,
      (one, other) => `Object.is(${one}, ${other})`,
    );
    await assertPublished(join(REPOSITORY, 'README.md'), 'JavaScript (js-debug)', seen.toReversed());
  });
});
