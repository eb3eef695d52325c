/**
 * Policies as a person meets them: asked whether a rule may change the program, and told in one message what was rolled back
 * and why, with Undo on it.
 *
 * The tests are one story in one debug session.
 */
import { fixture } from '../host/fixture';
import { useWorkbench } from './support/useWorkbench';

const [DAMAGES, DAMAGED] = [13, 14];

const BACK =
  /^Rule 'enough' is violated at turns\.js:14 in spend\(\): account\.balance >= 80 is false\. Back at savepoint 'savepoint 1': /u;

describe('the policy of a rule', () => {
  const workbench = useWorkbench({ workspace: fixture('policies') });

  it('is of no use while a rule could not be checked: whether it may change the program is asked first', async () => {
    await workbench().openDebugSidebar();
    await workbench().treeView('Savepoints').open();
    await workbench().toggleBreakpoint('turns.js', DAMAGES);
    await workbench().pressKeys('F5');
    await workbench().debugging.waitUntilPaused(DAMAGES);
    const question = await workbench().notifications.waitFor(
      /The rule 'look\(\)' may change your program whenever it pauses: it calls look\(\)\. Evaluate it all the same\?/u,
    );
    await check(/^2 invariants: 1 held, 1 could not be checked/u);
    await question.press('Allow in This Workspace');
    await check(/^2 invariants: 2 held/u);
    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1').waitFor();
  });

  it('says in one message what it rolled back and why, and Undo is on it', async () => {
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(DAMAGED);
    const message = await workbench().notifications.waitFor(BACK);
    await waitForBalance('100');
    await message.press('Undo Rollback');
    const undone = await workbench().notifications.waitFor(/^Back at the state before the rollback/u);
    await waitForBalance('70');
    await undone.dismiss();
  });

  async function check(answer: RegExp): Promise<void> {
    await workbench().runCommand('Savepoint: Check Invariants');
    const message = await workbench().notifications.waitFor(answer);
    await message.dismiss();
  }

  async function waitForBalance(value: string): Promise<void> {
    const { debugging } = workbench();
    await debugging.variables.open();
    await debugging.variables.expand('Local: spend');
    await debugging.variables.expand('account');
    await debugging.waitForVariable('balance', value);
  }
});
