/** VS Code's own Variables view after a rollback, in the languages that are not JavaScript: it shows what was restored, at once. */
import { join } from 'node:path';
import { fixture } from '../host/fixture';
import { REPOSITORY } from '../host/testHost';
import { useWorkbench } from './support/useWorkbench';

interface Language {
  readonly name: string;
  readonly file: string;
  /** Where the savepoint is taken, and the two lines that follow. */
  readonly lines: readonly [number, number, number];
}

const LANGUAGES: readonly Language[] = [
  { name: 'Python', file: 'account.py', lines: [8, 9, 10] },
  { name: 'C++', file: 'account.cpp', lines: [10, 11, 12] },
];

describe('the Variables view after a rollback', () => {
  const extensions = ['debugpy', 'lldb'].map((name) => join(REPOSITORY, 'test', 'fixtures', 'extensions', name));
  const workbench = useWorkbench({ workspace: fixture('languages'), extensions });

  for (const { name, file, lines } of LANGUAGES)
    it(`shows the restored variables and fields in ${name}`, async () => {
      const [before, then, after] = lines;
      await workbench().openDebugSidebar();
      await workbench().toggleBreakpoint(file, before);
      await workbench().runCommand('Debug: Select and Start Debugging');
      await workbench().quickInput.pick(name);
      await workbench().debugging.waitUntilPaused(before);
      await workbench().runCommand('Savepoint: Create Savepoint');
      await workbench().statusBarItem('savepoint 1 · no changes').waitFor();
      await workbench().pressKeys('F10');
      await workbench().debugging.waitUntilPaused(then);
      await workbench().pressKeys('F10');
      await workbench().debugging.waitUntilPaused(after);
      await waitForVariables('2', '-30');
      await workbench().runCommand('Savepoint: Roll Back Transaction');
      await workbench().quickInput.item('account.balance').waitFor();
      await workbench().quickInput.accept();
      await workbench().notifications.waitFor(/^Back at the start of the transaction/u);
      await workbench().notifications.close();
      await waitForVariables('1', '100');
      await workbench().pressKeys('Shift+F5');
      await workbench().debugging.waitUntilEnded();
    });

  async function waitForVariables(total: string, balance: string): Promise<void> {
    const { debugging } = workbench();
    await debugging.variables.open();
    await debugging.variables.expand(/^Locals/u);
    await debugging.variables.expand('account');
    await debugging.waitForVariable('total', total);
    await debugging.waitForVariable('balance', balance);
  }
});
