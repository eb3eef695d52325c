/** The host itself, as a person sees it: what the other tests of this level stand on. */
import assert from 'node:assert/strict';
import { fixture } from '../host/fixture';
import { useWorkbench } from './support/useWorkbench';

/** In `transfer`: nothing is damaged yet. */
const BEFORE_THE_DEBIT = 64;

describe('the window', () => {
  const workbench = useWorkbench({ workspace: fixture('bank') });

  it('offers and runs commands in the palette', async () => {
    assert.equal((await workbench().offeredCommands('View: Show Sea')).at(0), 'View: Show Search');
    assert.deepEqual(await workbench().offeredCommands('Nonesuch'), ['No matching commands']);
    await workbench().runCommand('View: Show Search');
    await workbench().page.getByPlaceholder('Search', { exact: true }).waitFor();
  });

  it('debugs a Node program with the keyboard, and shows its variables', async () => {
    const { debugging } = workbench();
    await workbench().toggleBreakpoint('transfer.js', BEFORE_THE_DEBIT);
    await workbench().pressKeys('F5');
    assert.deepEqual(await debugging.waitUntilPaused(), { file: 'transfer.js', line: BEFORE_THE_DEBIT });

    await workbench().openDebugSidebar();
    await debugging.variables.open();
    await debugging.variables.expand('Local: transfer');
    await debugging.waitForVariable('total', '300');
    await debugging.variables.expand('payer');
    await debugging.waitForVariable('balance', '120');

    await workbench().pressKeys('F10');
    await debugging.waitUntilPaused(BEFORE_THE_DEBIT + 1);
    await debugging.waitForVariable('balance', '-180');
    await workbench().pressKeys('F5');
    await debugging.waitUntilEnded();
  });
});

describe('a window of an untrusted workspace', () => {
  const workbench = useWorkbench({ workspace: fixture('bank'), trust: 'restricted' });

  it('is restricted until a person trusts it', async () => {
    await workbench().statusBarItem('Restricted Mode').waitFor();
    await workbench().runCommand('Workspaces: Manage Workspace Trust');
    await workbench().page.getByRole('button', { name: 'Trust', exact: true }).click();
    await workbench().statusBarItem('Restricted Mode').waitFor({ state: 'hidden' });
  });
});
