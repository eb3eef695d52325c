/**
 * What is kept beyond a debug session, as a person meets it: a savepoint exported to a file, the session that is over in the
 * view of past savepoints, the file opened, compared with and restored into the next run, and all of it deleted.
 *
 * The tests are one story, each going on where the one before it ended.
 */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixture } from '../host/fixture';
import { DebugConsole } from '../host/workbench/debugConsole';
import { eventually } from '../host/workbench/eventually';
import { useWorkbench } from './support/useWorkbench';

/** In `transfer`: before the debit, and before the fee is charged. */
const [DEBIT, FEE] = [64, 65];

const NAME = 'savepoint-1.savepoint-checkpoint.json';

describe('beyond a debug session', () => {
  const workbench = useWorkbench({ workspace: fixture('bank') });
  const savepoints = () => workbench().treeView('Savepoints');
  const past = () => workbench().treeView('Past Savepoints');
  const file = () => join(workbench().folder, NAME);

  it('a savepoint is exported to a file, without what is named like a secret', async () => {
    await workbench().openDebugSidebar();
    await past().open();
    await eventually('the view to say what it is for', async () =>
      (await past().emptyText()).includes('stay here when they are over') ? true : undefined,
    );
    await workbench().toggleBreakpoint('transfer.js', DEBIT);
    await runToDebit();
    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1 · no changes').waitFor();
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(FEE);
    await workbench().runCommand('Savepoint: Export Savepoint…');
    await workbench().quickInput.pick(/savepoint 1/u);
    await workbench().page.locator('.quick-input-widget:visible', { hasText: 'Export to a checkpoint file' }).waitFor();
    await waitForField(NAME);
    await workbench().quickInput.accept();
    const message = await workbench().notifications.waitFor(/^Exported 1 savepoint in \d+ kB to /u);
    assert.match(message.text, /Values that are named like secrets were left out\.$/u);
    await message.dismiss();
    assert.match(await readFile(file(), 'utf8'), /"savepoint 1"/u);
  });

  it('a session that is over is listed, with what its savepoints held and what changed', async () => {
    await workbench().pressKeys('Shift+F5');
    await workbench().debugging.waitUntilEnded();
    await past().open();
    await past().expand(/transfer/iu);
    await past().expand('savepoint 1');
    await past().expand('Changed since, until the end');
    await past()
      .row(/payer\.balance\s*120 → -180/u)
      .waitFor();
    await past().pressRowAction('savepoint 1', 'Show Changes Until the End');
    await workbench().page.locator('.tab.active', { hasText: 'Changes after savepoint 1' }).waitFor();
  });

  it('the file is opened, and compared with the next run', async () => {
    await workbench().pressKeys('Control+W');
    await past().collapse(/transfer/iu);
    await workbench().runCommand('Savepoint: Open Checkpoint File…');
    await waitForField('/bank/');
    await workbench().quickInput.type(file());
    await workbench().quickInput.accept();
    await past().row(NAME).waitFor();
    await workbench().openFile('transfer.js', DEBIT);
    await runToDebit();
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(FEE);
    await past().open();
    await past().expand(NAME);
    await past().pressRowAction('savepoint 1', 'Compare With Running Program');
    await workbench().page.locator('.tab.active', { hasText: 'savepoint 1 ↔' }).waitFor();
    await workbench().pressKeys('Control+W');
  });

  it('the file is restored into that run, after its plan was shown, and undone', async () => {
    await past().pressRowAction('savepoint 1', 'Restore Into Running Program…');
    await workbench().quickInput.item('payer.balance').waitFor();
    await workbench().quickInput.accept();
    const message = await workbench().notifications.waitFor(/savepoint 1' of another run/u);
    assert.match(message.text, /restored and read back/u);
    assert.deepEqual(await balance(), '120');
    await message.press('Undo Rollback');
    await eventually('the balance of before', async () => ((await balance()) === '-180' ? true : undefined));
  });

  it('all of it is deleted once a person says so, and the status bar tells what that means', async () => {
    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench()
      .statusBarItem(/^\s*savepoint 1 · no changes/u)
      .waitFor();
    await workbench().runCommand('Savepoint: Delete All Savepoint Data');
    const question = await workbench().notifications.waitForDialog(/Delete all savepoint data/u);
    await question.press('Delete');
    const message = await workbench().notifications.waitFor(/^All savepoint data on disk was deleted\./u);
    assert.match(message.text, /goes on with 1 savepoint in memory alone/u);
    await message.dismiss();
    await workbench()
      .statusBarItem(/savepoint 1 · no changes · .*not durable/u)
      .waitFor();
    await savepoints().open();
    await savepoints().row('savepoint 1').waitFor();
    await past().open();
    const rows = await past().rows();
    assert.deepEqual(
      rows.filter(({ level }) => level === 1).map(({ label }) => label),
      [NAME],
      'the file that was exported stays',
    );
  });

  async function runToDebit(): Promise<void> {
    await workbench().pressKeys('F5');
    await workbench().debugging.waitUntilPaused(DEBIT);
  }

  /** The dialog that a window in a browser has for files fills in a suggestion, after it has come. */
  async function waitForField(text: string): Promise<void> {
    await eventually(`a suggestion with ${text}`, async () =>
      (await workbench().quickInput.field.inputValue()).includes(text) ? true : undefined,
    );
  }

  async function balance(): Promise<string | undefined> {
    const [text] = await new DebugConsole(workbench()).evaluateAll(['payer.balance']);
    return text;
  }
});
