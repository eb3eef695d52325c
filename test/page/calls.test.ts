/** Two sessions at once, and a call that may be another one than the savepoint saw, as a person meets them. */
import assert from 'node:assert/strict';
import { fixture } from '../host/fixture';
import { eventually } from '../host/workbench/eventually';
import { useWorkbench } from './support/useWorkbench';

/** In `add` of calls.js, and in `damage` of shapes.js. */
const [ADD, DAMAGE] = [7, 49];

describe('a call that may be another one', () => {
  const workbench = useWorkbench({ workspace: fixture('shapes') });

  it('has its variables written where a person ticks it in the plan, after they were shown', async () => {
    await workbench().toggleBreakpoint('calls.js', ADD);
    await workbench().pressKeys('F5');
    await workbench().debugging.waitUntilPaused(ADD);
    await workbench().openDebugSidebar();
    const { variables } = workbench().debugging;
    await variables.open();
    await variables.expand('Local: add');
    await workbench().debugging.waitForVariable('amount', '1');
    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1 · no changes').waitFor();
    await workbench().pressKeys('F5');
    await workbench().debugging.waitForVariable('amount', '2');

    await workbench().runCommand('Savepoint: Roll Back To…');
    await workbench().quickInput.pick(/savepoint 1/u);
    await workbench()
      .quickInput.item(/add\(\)/u)
      .waitFor();
    assert.equal(await workbench().quickInput.item('amount').count(), 0);
    await workbench().quickInput.pick(/add\(\)/u);
    await workbench().quickInput.accept();
    await workbench().quickInput.item('amount').waitFor();
    const items = await workbench().quickInput.items();
    assert.deepEqual(
      items.filter(({ label }) => ['amount', 'doubled', 'total'].includes(label)),
      [
        { label: 'amount', description: '2 → 1', detail: '' },
        { label: 'doubled', description: '4 → 2', detail: '' },
        { label: 'total', description: '2 → 0', detail: '' },
      ],
    );
    await workbench().quickInput.accept();
    const message = await workbench().notifications.waitFor(/^Back at savepoint 'savepoint 1'/u);
    assert.match(message.text, /: \d+ values restored and read back\.$/u);
    await message.dismiss();
    await workbench().debugging.waitForVariable('amount', '1');
    await workbench().debugging.waitForVariable('doubled', '2');
  });
});

describe('two sessions at once', () => {
  const workbench = useWorkbench({ workspace: fixture('shapes') });
  const savepoints = () => workbench().treeView('Savepoints');

  it('each have savepoints of their own, and are rolled back each on its own', async () => {
    await workbench().toggleBreakpoint('calls.js', ADD);
    await workbench().toggleBreakpoint('shapes.js', DAMAGE);
    await workbench().runCommand('Debug: Select and Start Debugging');
    await workbench().quickInput.pick('both');
    await workbench().openDebugSidebar();
    const { callStack } = workbench().debugging;
    await callStack.open();
    await callStack.row('damage').waitFor({ timeout: 60_000 });
    await callStack.row('add').waitFor();

    await workbench().debugging.selectFrame('add');
    await workbench().debugging.waitUntilPaused(ADD);
    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1 · no changes').waitFor();
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(ADD + 1);
    await workbench().statusBarItem('savepoint 1 · 1 change').waitFor();

    await workbench().debugging.selectFrame('damage');
    await workbench().debugging.waitUntilPaused(DAMAGE);
    await workbench().statusBarItem('No savepoint').waitFor();
    await createNamed('in shapes');
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(DAMAGE + 1);

    await savepoints().open();
    await eventually('both sessions in the tree', async () => {
      const rows = await savepoints().rows();
      const outline = rows.map(({ level, label }) => '  '.repeat(level - 1) + label);
      assert.equal(outline.filter((line) => line === '  Transaction').length, 2, outline.join('\n'));
      assert.ok(outline.includes('    savepoint 1'), outline.join('\n'));
      assert.ok(outline.includes('    in shapes'), outline.join('\n'));
      return true;
    });

    // The other session is the one that VS Code has in focus.
    await savepoints().pressRowAction('savepoint 1', 'Roll Back To…');
    await workbench().quickInput.item('total').waitFor();
    await workbench().quickInput.accept();
    const message = await workbench().notifications.waitFor(/^Back at savepoint 'savepoint 1': 1 value restored/u);
    await message.dismiss();
    await workbench()
      .statusBarItem(/in shapes · [1-9]\d* changes?/u)
      .waitFor();

    await workbench().debugging.selectFrame('add');
    await workbench().statusBarItem('savepoint 1 · no changes').waitFor();
  });

  async function createNamed(name: string): Promise<void> {
    await workbench().runCommand('Savepoint: Create Named Savepoint');
    await workbench().quickInput.waitUntilOpen();
    await workbench().quickInput.type(name);
    await workbench().quickInput.accept();
    await workbench().statusBarItem(`${name} · no changes`).waitFor();
  }
});
