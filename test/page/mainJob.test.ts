/**
 * The main job as a person does it, through the palette and the sidebar alone: take savepoints, step into the damage, see the
 * violated invariant, roll back a variable, everything, and the rollback itself. What VS Code's own Variables view shows is
 * compared at each step.
 *
 * The tests are one story, each going on where the one before it ended.
 */
import assert from 'node:assert/strict';
import { fixture } from '../host/fixture';
import { DebugConsole } from '../host/workbench/debugConsole';
import { eventually } from '../host/workbench/eventually';
import type { TreeRow } from '../host/workbench/treeView';
import { useWorkbench } from './support/useWorkbench';

/** In `transfer`: before the debit, before the fee is charged, and where it returns. */
const [DEBIT, FEE, RETURN] = [64, 65, 68];

describe('the main job', () => {
  const workbench = useWorkbench({ workspace: fixture('bank') });
  const savepoints = () => workbench().treeView('Savepoints');

  it('begins with a view that says what to do', async () => {
    await workbench().openDebugSidebar();
    await savepoints().open();
    await eventually('the first welcome', async () =>
      (await savepoints().emptyText()).includes('Start debugging and pause') ? true : undefined,
    );
    assert.deepEqual(await offered(), ['Delete All Savepoint Data', 'Open Checkpoint File…']);
  });

  it('takes a savepoint at a breakpoint', async () => {
    await workbench().toggleBreakpoint('transfer.js', DEBIT);
    await workbench().pressKeys('F5');
    await workbench().debugging.waitUntilPaused(DEBIT);
    await savepoints().open();
    await workbench().statusBarItem('No savepoint').waitFor();
    assert.match(await savepoints().emptyText(), /No savepoints yet/u);
    assert.deepEqual(await offered(), [
      'Check Invariants',
      'Continue With Deadline…',
      'Create Named Savepoint',
      'Create Savepoint',
      'Delete All Savepoint Data',
      'Learn Invariants…',
      'Open Checkpoint File…',
      'Run Until An Invariant Breaks',
      'Step Back',
    ]);
    await workbench().runCommand('Savepoint: Create Savepoint');
    await waitForTree(['Transaction', '  savepoint 1', '    ', '    Cannot be restored']);
    await workbench().statusBarItem('savepoint 1 · no changes').waitFor();
  });

  it('shows what a step changed, old and present, and the invariant that it violated', async () => {
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(FEE);
    await waitForRow('payer.balance', '120 → -180');
    await waitForVariables({ balance: '-180', total: '300' });
    await workbench()
      .statusBarItem(/savepoint 1 · \d+ changes · 1 invariant violated/u)
      .waitFor();
    assert.match(await workbench().problems.waitFor('no overdraft'), /no overdraft/u);
  });

  it('nests a named savepoint', async () => {
    await savepoints().open();
    await workbench().runCommand('Savepoint: Create Named Savepoint');
    await workbench().quickInput.waitUntilOpen();
    await workbench().quickInput.type('  ');
    await eventually('the sentence on the empty name', async () =>
      (await workbench().quickInput.message()).includes('needs a name') ? true : undefined,
    );
    await workbench().quickInput.type('before-fee');
    await workbench().quickInput.accept();
    await waitForTree([
      'Transaction',
      '  savepoint 1',
      '    before-fee',
      '      ',
      '      Cannot be restored',
      '    Changed since',
      '    Cannot be restored',
    ]);
    await savepoints().expand('Changed since');
    await savepoints().row('payer.balance').waitFor();
    await savepoints().collapse('Changed since');
  });

  it('rolls back one variable from its row and leaves the others', async () => {
    for (let line = FEE + 1; line <= RETURN; line++) {
      await workbench().pressKeys('F10');
      await workbench().debugging.waitUntilPaused(line);
    }
    await waitForRow('payer.balance', '-180 → -186');
    await waitForVariables({ balance: '-186', total: '306' });
    await savepoints().open();
    await savepoints().pressRowAction('payer.balance', 'Roll Back Variable…');
    await answer(
      /^payer\.balance is back at savepoint 'before-fee': 1 value restored and read back\. 2 invariants are violated: no overdraft, entries are in the order of their numbers\.$/u,
    );
    await waitForVariables({ balance: '-180', total: '306' });
    await savepoints().open();
    await savepoints().row('payer.balance').waitFor({ state: 'detached' });
    assert.deepEqual((await outline()).slice(0, 3), ['Transaction', '  savepoint 1', '    before-fee']);
  });

  it('shows the plan before it rolls back, and writes nothing on Escape', async () => {
    await workbench().runCommand('Savepoint: Roll Back To…');
    await workbench().quickInput.pick(/savepoint 1/u);
    await workbench().quickInput.item('payer.balance').waitFor();
    const plan = await workbench().quickInput.items();
    assert.equal(plan.find((item) => item.label === 'payer.balance')?.description, '-180 → 120');
    assert.ok(plan.some((item) => item.label.includes('functions close over')));
    await workbench().quickInput.cancel();
    await waitForVariables({ balance: '-180', total: '306' });
  });

  it('shows the plan again where an edit in the Debug Console has made it stale, and then writes it', async () => {
    const console = new DebugConsole(workbench());
    await console.open();
    await workbench().runCommand('Savepoint: Roll Back To…');
    await workbench().quickInput.pick(/savepoint 1/u);
    await waitForPlanned('payer.balance', '-180 → 120');
    await console.enter('payer.balance = -500');
    await waitForVariables({ balance: '-500', total: '306' });
    await workbench().quickInput.accept();
    await waitForPlanned('payer.balance', '-500 → 120 · writes over an edit made while paused');
    assert.match(await workbench().quickInput.placeholder(), /this has changed: payer\.balance\. Nothing was written/u);
    await waitForVariables({ balance: '-500', total: '306' });
    await workbench().quickInput.accept();
    await answer(/^Back at savepoint 'savepoint 1': \d+ values restored and read back\. 2 invariants hold again\.$/u);
    await waitForVariables({ balance: '120', total: '300' });
  });

  it('has ended the inner savepoint, and shows what was abandoned', async () => {
    await savepoints().open();
    // The other one is what the rollback of the one variable has left.
    const branches = ['    Abandoned at …', '    Abandoned at …'];
    await waitForTree(['Transaction', '  savepoint 1', '    ', ...branches, '    Cannot be restored']);
    const abandoned = (await savepoints().rows()).find(({ label }) => label.startsWith('Abandoned'));
    assert.match(abandoned?.description ?? '', /^\d+ changes · had 'before-fee'$/u);
  });

  it('undoes the rollback: the damage and the inner savepoint are back', async () => {
    await workbench().runCommand('Savepoint: Undo Rollback');
    const message = await workbench().notifications.waitFor(
      /^Back at the state before the rollback: \d+ values restored and read back\. 2 invariants are violated: no overdraft, entries are in the order of their numbers\.$/u,
    );
    await waitForVariables({ balance: '-500', total: '306' });
    await savepoints().open();
    await waitForInner();
    await message.press('Redo Rollback');
    await answer(/^Back at the state before the undo: \d+ values restored and read back\. 2 invariants hold again\.$/u);
    await waitForVariables({ balance: '120', total: '300' });
  });

  it('restores from its row what was abandoned', async () => {
    await savepoints().open();
    await savepoints().pressRowAction('Abandoned at', 'Restore This Branch');
    await waitForPlanned('payer.balance', '120 → -500');
    await workbench().quickInput.accept();
    await answer(
      /^Back at the abandoned branch: \d+ values restored and read back\. 2 invariants are violated: no overdraft, entries are in the order of their numbers\.$/u,
    );
    await waitForVariables({ balance: '-500', total: '306' });
    await savepoints().open();
    await waitForInner();
  });

  it('compares a savepoint with now in the diff editor', async () => {
    await savepoints().open();
    await savepoints().pressRowAction('savepoint 1', 'Show Changes Since…');
    await workbench().page.locator('.tab.active', { hasText: 'Changes since savepoint 1' }).waitFor();
    const line = (side: string, text: RegExp) =>
      workbench().page.locator(`.monaco-diff-editor .editor.${side} .view-line`).filter({ hasText: text });
    await line('original', /payer\.balance\s=\s120/u).waitFor();
    await line('modified', /payer\.balance\s=\s-500/u).waitFor();
    await workbench().pressKeys('Control+F4');
  });

  it('rolls back the transaction, which ends it, and keeps the report', async () => {
    await workbench().runCommand('Savepoint: Roll Back Transaction');
    await workbench().quickInput.item('payer.balance').waitFor();
    await workbench().quickInput.accept();
    const message = await workbench().notifications.waitFor(/^Back at the start of the transaction/u);
    await message.press('Show Report');
    await workbench().page.locator('.tab.active', { hasText: 'Rollback report' }).waitFor();
    await workbench().page.locator('.view-lines').getByText('payer.balance').first().waitFor();
    await workbench().pressKeys('Control+F4');
    await waitForVariables({ balance: '120', total: '300' });
    await savepoints().open();
    assert.deepEqual([...new Set(await outline())], ['Abandoned at …'], 'what was abandoned stays in reach');
  });

  it('ends with the program', async () => {
    await workbench().pressKeys('F5');
    await workbench().debugging.waitUntilEnded();
    await savepoints().open();
    await eventually('the first welcome', async () =>
      (await savepoints().emptyText()).includes('Start debugging') ? true : undefined,
    );
    assert.equal(await workbench().statusBarItem('savepoint 1 ·').count(), 0);
  });

  async function offered(): Promise<readonly string[]> {
    const commands = await workbench().offeredCommands('Savepoint: ');
    return commands
      .filter((title) => title.startsWith('Savepoint: '))
      .map((title) => title.slice('Savepoint: '.length))
      .sort();
  }

  /** The labels, indented by level; a note has none. */
  async function outline(): Promise<readonly string[]> {
    const labels = (await savepoints().rows()).map((row: TreeRow) => '  '.repeat(row.level - 1) + row.label);
    return labels.map((label) => label.replace(/(?<=Abandoned at ).*/u, '…'));
  }

  async function waitForInner(): Promise<void> {
    await eventually('the inner savepoint', async () =>
      (await outline()).includes('    before-fee') ? true : undefined,
    );
  }

  async function waitForPlanned(path: string, description: string): Promise<void> {
    await eventually(`the plan to have ${path} ${description}`, async () => {
      const item = (await workbench().quickInput.items()).find(({ label }) => label === path);
      assert.equal(item?.description, description);
      return true;
    });
  }

  async function waitForTree(expected: readonly string[]): Promise<void> {
    await eventually(`the tree ${expected.join(' / ')}`, async () => {
      assert.deepEqual(await outline(), expected);
      return true;
    });
  }

  async function waitForRow(path: string, description: string): Promise<void> {
    await savepoints().open();
    await eventually(`${path} ${description}`, async () => {
      const row = (await savepoints().rows()).find(({ label }) => label === path);
      assert.equal(row?.description, description);
      return true;
    });
  }

  async function answer(text: RegExp): Promise<void> {
    const message = await workbench().notifications.waitFor(text);
    await message.dismiss();
  }

  /** In VS Code's own view: `payer.balance` and `total`. */
  async function waitForVariables({ balance, total }: { balance: string; total: string }): Promise<void> {
    const { debugging } = workbench();
    await debugging.variables.open();
    await debugging.variables.expand('Local: transfer');
    await debugging.variables.expand('payer');
    await debugging.waitForVariable('balance', balance);
    await debugging.waitForVariable('total', total);
  }
});
