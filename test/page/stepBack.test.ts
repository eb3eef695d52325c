/**
 * Step Back as a person uses it, on its button of the debug toolbar, and Rewind To… from the palette: the line that is
 * highlighted and what VS Code's own Variables view shows go back together.
 *
 * The tests are one story: the second goes on with the setting that the first one made.
 */
import { join } from 'node:path';
import { fixture } from '../host/fixture';
import { REPOSITORY } from '../host/testHost';
import type { Workbench } from '../host/workbench/workbench';
import { useWorkbench } from './support/useWorkbench';

const DEBUGPY = join(REPOSITORY, 'test', 'fixtures', 'extensions', 'debugpy');

describe('Step Back', () => {
  const workbench = useWorkbench({ workspace: fixture('rewinds'), extensions: [DEBUGPY] });

  it('offers automatic savepoints where none are taken, and goes back in JavaScript once it has told what runs again', async () => {
    await workbench().openDebugSidebar();
    await workbench().treeView('Savepoints').open();
    await workbench().toggleBreakpoint('rewinds.js', 13);
    await workbench().runCommand('Debug: Select and Start Debugging');
    await workbench().quickInput.pick('JavaScript');
    await workbench().debugging.waitUntilPaused(13);
    await button(workbench()).click();
    const offer = await workbench().notifications.waitFor(/none are taken/u);
    await offer.press('At Every Stop');
    await workbench().notifications.close();
    await workbench().statusBarItem('Step Back comes back here').waitFor();
    await marked(13);
    await waitForVariable('total', '5');
    await stepOver(14);
    await stepOver(15);
    await button(workbench()).click();
    await workbench().page.locator('.monaco-dialog-box').getByText('with whatever that does outside memory').waitFor();
    await workbench().page.locator('.monaco-dialog-box').getByRole('button', { name: 'Step Back' }).click();
    await workbench().debugging.waitUntilPaused(14);
    await button(workbench()).click();
    await workbench().debugging.waitUntilPaused(13);
    await waitForVariable('total', '5');
    await waitForVariable('balance', '100');

    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1').waitFor();
    await stepOver(14);
    await rewind();
    await answer(
      /^Back at savepoint 'savepoint 1': .* The program stands in line 13; from line 12 on it ran again\.$/u,
    );
    await workbench().debugging.waitUntilPaused(13);
    await waitForVariable('balance', '100');
    await end();
  });

  it('goes back in Python, where nothing runs again', async () => {
    await workbench().toggleBreakpoint('rewinds.py', 8);
    await workbench().runCommand('Debug: Select and Start Debugging');
    await workbench().quickInput.pick('Python');
    await workbench().debugging.waitUntilPaused(8);
    await marked(8);
    await stepOver(9);
    await stepOver(10);
    await waitForVariable('total', '6');
    await button(workbench()).click();
    await workbench().debugging.waitUntilPaused(9);
    await waitForVariable('total', '5');
    await button(workbench()).click();
    await workbench().debugging.waitUntilPaused(8);
    await waitForVariable("'balance'", '100');

    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1').waitFor();
    await stepOver(9);
    await rewind();
    await answer(/^Back at savepoint 'savepoint 1': .* The program stands in line 8\.$/u);
    await workbench().debugging.waitUntilPaused(8);
    await workbench().pressKeys('F11');
    await workbench().debugging.waitUntilPaused(2);
    await workbench().runCommand('Savepoint: Rewind To…');
    await workbench().quickInput.pick(/savepoint 1/u);
    await answer(/^Cannot rewind to savepoint 'savepoint 1': it stood in 'transfer', .* step out to it first\.$/u);
    await end();
  });

  /** To the savepoint, whatever the plan is. */
  async function rewind(): Promise<void> {
    await workbench().runCommand('Savepoint: Rewind To…');
    await workbench().quickInput.pick(/savepoint 1/u);
    await workbench()
      .quickInput.item(/balance/u)
      .first()
      .waitFor();
    await workbench().quickInput.accept();
  }

  async function answer(text: RegExp): Promise<void> {
    const message = await workbench().notifications.waitFor(text);
    await message.dismiss();
    await workbench().notifications.close();
  }

  async function stepOver(line: number): Promise<void> {
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(line);
    await marked(line);
  }

  /** A stop that is left at once may have no automatic savepoint. */
  async function marked(line: number): Promise<void> {
    const savepoints = workbench().treeView('Savepoints');
    await savepoints.open();
    await savepoints.expand('Automatic');
    await savepoints.row(new RegExp(`rewinds\\.(js|py):${line}`, 'u')).waitFor();
  }

  async function waitForVariable(name: string, value: string): Promise<void> {
    const { debugging } = workbench();
    await debugging.variables.open();
    await debugging.variables.expand(/^Local/u);
    await debugging.variables.expand('account');
    await debugging.waitForVariable(name, value);
  }

  async function end(): Promise<void> {
    await workbench().pressKeys('Shift+F5');
    await button(workbench()).waitFor({ state: 'detached' });
  }
});

/** The tests' windows have the debug toolbar in the title of Run and Debug. */
function button({ page }: Workbench) {
  return page.locator('.part.sidebar .composite.title').getByRole('button', { name: /^Step Back/u });
}
