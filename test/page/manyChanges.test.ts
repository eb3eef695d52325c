/**
 * Thousands of changes, as a person meets them: a list that is read page by page, a plan that can be left while it is made,
 * and a rollback of everything. The tests are one story.
 */
import assert from 'node:assert/strict';
import { fixture } from '../host/fixture';
import { serverProcess } from '../host/serverProcess';
import { eventually } from '../host/workbench/eventually';
import type { TreeRow } from '../host/workbench/treeView';
import { useWorkbench } from './support/useWorkbench';

/** In `change` of many.js: 3,000 rows and 3,000 numbers are changed by this line. */
const INCREMENT = 13;

describe('thousands of changes', () => {
  const workbench = useWorkbench({ workspace: fixture('many') });
  const savepoints = () => workbench().treeView('Savepoints');

  it('are shown a page at a time', async () => {
    await workbench().toggleBreakpoint('many.js', INCREMENT);
    await workbench().pressKeys('F5');
    await workbench().debugging.waitUntilPaused(INCREMENT);
    await workbench().openDebugSidebar();
    await savepoints().open();
    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1 · no changes').waitFor();
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(INCREMENT + 1);
    await workbench().statusBarItem('savepoint 1 · 6,000 changes').waitFor();
    await savepoints().open();
    // The keyboard is then in the tree.
    await savepoints().row('numbers[0]').click();
    await waitForLast('… 5,900 more');
    await savepoints().row('… 5,900 more').click();
    await waitForLast('… 5,400 more');
  });

  it('make a plan that a person can turn away from while it is made', async () => {
    await workbench().runCommand('Savepoint: Roll Back To…');
    await workbench()
      .quickInput.item(/savepoint 1/u)
      .waitFor();
    const server = serverProcess((_pid, command) => command.includes(workbench().window.server.folder));
    process.kill(server, 'SIGSTOP');
    try {
      await workbench().quickInput.pick(/savepoint 1/u);
      const progress = await workbench().notifications.waitFor('Planning the rollback…');
      await progress.press('Cancel');
      await eventually('the progress to end', async () => {
        const texts = await workbench().notifications.texts();
        return texts.some((text) => text.includes('Planning')) ? undefined : true;
      });
    } finally {
      process.kill(server, 'SIGCONT');
    }
    await workbench().statusBarItem('savepoint 1 · 6,000 changes').waitFor();
    assert.equal(await workbench().page.locator('.quick-input-widget:visible').count(), 0);
  });

  it('are planned in one list, of which each row can be unticked and the rest goes together', async () => {
    await workbench().runCommand('Savepoint: Roll Back To…');
    await workbench().quickInput.pick(/savepoint 1/u);
    await workbench().quickInput.item('numbers[0]').waitFor();
    const items = await workbench().quickInput.items();
    assert.equal(items.find(({ label }) => label === 'numbers[0]')?.description, '1 → 0');
    await workbench().quickInput.type('and 5,500 more');
    await workbench().quickInput.item('and 5,500 more').waitFor();
    await workbench().quickInput.type('');
    await workbench().quickInput.pick('numbers[0]');
    await workbench().quickInput.accept();
    const message = await workbench().notifications.waitFor(/^Back at savepoint 'savepoint 1'/u);
    assert.match(message.text, /5,999 values restored and read back/u);
    await message.dismiss();
    await workbench().statusBarItem('savepoint 1 · 1 change').waitFor();
  });

  /** Of the changes. */
  async function waitForLast(label: string): Promise<void> {
    await eventually(`the last row to be ${label}`, async () => {
      await workbench().pressKeys('End');
      const rows = await savepoints().rows();
      assert.equal(
        rows.findLast((row) => row.label !== 'Cannot be restored')?.label,
        label,
        rows.map((row: TreeRow) => row.text).join('\n'),
      );
      return true;
    });
  }
});
