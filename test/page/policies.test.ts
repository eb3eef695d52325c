/**
 * Policies as a person meets them: asked whether a rule may change the program, once for the workspace; told in one message
 * what was rolled back and why, with Undo on it; and told when a policy has fired too often, with the button that has it go on.
 * Then the commands about rules that ask something or have a button.
 *
 * The tests are one story in one debug session.
 */
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fixture } from '../host/fixture';
import { eventually } from '../host/workbench/eventually';
import { useWorkbench } from './support/useWorkbench';

const [DAMAGES, DAMAGED] = [13, 14];

const BACK =
  /^Rule 'enough' is violated at turns\.js:14 in spend\(\): account\.balance >= 80 is false\. Back at savepoint 'savepoint 1': /u;
/** After running on, it is not certain that the call is the same, so that its own variables are not written. */
const BACK_IN_A_LATER_TURN = /violated at turns\.js:14 .* (?:Back|Only partly back) at savepoint 'savepoint 1': /u;
const BACK_AT_ONCE = /violated at turns\.js:13 .* (?:Back|Only partly back) at savepoint 'savepoint 1': /u;
const FIRED = 3;

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
    await damage();
    const message = await workbench().notifications.waitFor(BACK);
    await waitForBalance('100');
    await message.press('Undo Rollback');
    await dismiss(/^Back at the state before the rollback/u);
    await waitForBalance('70');
  });

  it('is told in the log as well, without a value of the program', async () => {
    await eventually('the log to tell of the policy', async () => {
      const log = (await readdir(workbench().window.server.logs, { recursive: true })).find((file) =>
        file.endsWith('Savepoint.log'),
      );
      const text = log === undefined ? '' : await readFile(join(workbench().window.server.logs, log), 'utf8');
      const line =
        /Rule 'enough' in '.*', policy rollback: rolled-back to 'savepoint 1' \(restored, [\da-f-]+\/\d+\)$/mu;
      return line.exec(text)?.[0];
    });
  });

  it('does not act on what Run Until An Invariant Breaks finds, from the last good savepoint on', async () => {
    await workbench().runCommand('Savepoint: Run Until An Invariant Breaks');
    const found = await workbench().notifications.waitFor(
      /^It held before turns\.js:13 ran, and does not after it\. .*account\.balance was 100, is 70/u,
    );
    await workbench().debugging.waitUntilPaused(DAMAGED);
    await found.press('Show Line');
    await workbench().statusBarItem(`Ln ${DAMAGES}, Col`).waitFor();
  });

  it('fires no more than three times in a row at a line, until a person presses the button of the message', async () => {
    // What broke the rule was left, so that the turn begins without the money.
    await workbench().pressKeys('F5');
    await workbench().debugging.waitUntilPaused(DAMAGES);
    await dismiss(BACK_AT_ONCE);
    for (let time = 2; time <= FIRED; time++) {
      await damage();
      await dismiss(BACK_IN_A_LATER_TURN);
      await workbench().pressKeys('F5');
      await workbench().debugging.waitUntilPaused(DAMAGES);
    }
    await damage();
    const message = await workbench().notifications.waitFor(/fired 3 times in a row here, so it only tells now/u);
    await waitForBalance('70');
    await message.press('Roll Back Again');
    await dismiss(BACK_IN_A_LATER_TURN);
    await waitForBalance('100');
  });

  it('asks nothing again when the window is loaded anew: consent is kept for the workspace', async () => {
    await workbench().pressKeys('Shift+F5');
    await workbench().debugging.waitUntilEnded();
    await workbench().window.load();
    await workbench().toggleBreakpoint('turns.js', DAMAGES);
    await workbench().runCommand('Debug: Start Debugging');
    await workbench().debugging.waitUntilPaused(DAMAGES);
    await check(/^2 invariants: 2 held/u);
    const texts = await workbench().notifications.texts();
    assert.ok(!texts.some((text) => text.includes('may change your program')), texts.join('\n'));
    // Escape is for the notifications first, as long as they are shown.
    await workbench().notifications.close();
    const withdraw = 'Savepoint: Withdraw Consent to Rules';
    assert.equal((await workbench().offeredCommands(withdraw)).at(0), withdraw);
  });

  it('what held at a good savepoint becomes a rule at a click', async () => {
    await workbench().runCommand('Savepoint: Create Savepoint');
    await workbench().statusBarItem('savepoint 1').waitFor();
    await workbench().runCommand('Savepoint: Learn Invariants…');
    const learned = 'account.balance === 100';
    const items = await eventually('what was learned', async () => {
      const found = await workbench().quickInput.items();
      return found.some(({ label }) => label === learned) ? found : undefined;
    });
    const description = items.find(({ label }) => label === learned)?.description;
    assert.match(description ?? '', /^spend\(\) · held in 1 of 1, needs \d+ more$/u);
    await workbench().quickInput.pick(learned);
    await workbench().quickInput.accept();
    await dismiss(/^1 rule added to \.vscode\/savepoint\.json\.$/u);
    const rules = await readFile(join(workbench().folder, '.vscode', 'savepoint.json'), 'utf8');
    assert.ok(rules.includes(`"expression": "${learned}"`), rules);
    await check(/^3 invariants: 3 held/u);
  });

  it('a deadline that passes pauses the program, and its policy says why it could not go back', async () => {
    await workbench().runCommand('Remove All Breakpoints');
    await workbench().runCommand('Savepoint: Continue With Deadline…');
    await workbench().quickInput.waitUntilOpen();
    await workbench().quickInput.type('300 ms');
    await workbench().quickInput.accept();
    await workbench().quickInput.pick('Rewind');
    await dismiss(
      /was still running when its deadline of 300 ms had passed\. Its policy, rewind, could not go back to 'savepoint 1': /u,
    );
  });

  /** Steps over the line that does the damage. */
  async function damage(): Promise<void> {
    await workbench().pressKeys('F10');
    await workbench().debugging.waitUntilPaused(DAMAGED);
  }

  async function dismiss(text: RegExp): Promise<void> {
    const message = await workbench().notifications.waitFor(text);
    await message.dismiss();
  }

  async function check(answer: RegExp): Promise<void> {
    await workbench().runCommand('Savepoint: Check Invariants');
    await dismiss(answer);
  }

  async function waitForBalance(value: string): Promise<void> {
    const { debugging } = workbench();
    await debugging.variables.open();
    await debugging.variables.expand('Local: spend');
    await debugging.variables.expand('account');
    await debugging.waitForVariable('balance', value);
  }
});
