/**
 * A workspace that a person has not trusted: VS Code asks before it debugs, whoever wants it to, and without trust there is
 * no debug session at all. What Savepoint does in one is tested in test/editor/restricted.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { DebugConsole } from '../host/workbench/debugConsole';
import { fixture } from '../host/fixture';
import { useWorkbench } from './support/useWorkbench';

/** In `work`. */
const STEP = 7;

describe('a workspace that is not trusted', () => {
  const workbench = useWorkbench({ workspace: fixture('trap'), trust: 'restricted' });
  const hasRun = (): boolean => existsSync(join(workbench().folder, 'ran.txt'));

  it('is not debugged: VS Code asks first, and starts nothing if a person turns away', async () => {
    await workbench().statusBarItem('Restricted Mode').waitFor();
    await workbench().toggleBreakpoint('trap.js', STEP);
    await workbench().pressKeys('F5');
    const question = await workbench().notifications.waitForDialog(/trust/iu);
    assert.match(question.text, /Debugging executes build tasks and program code from your workspace/u);
    await question.press('Cancel');
    await workbench().page.locator('.monaco-dialog-box').waitFor({ state: 'hidden' });
    await workbench().openDebugSidebar();
    await workbench().treeView('Savepoints').open();
    assert.match(await workbench().treeView('Savepoints').emptyText(), /Start debugging and pause/u);
    assert.equal(await workbench().page.locator('.debug-toolbar:visible').count(), 0);
    assert.equal(hasRun(), false);
  });

  it('has its rules evaluated once a person trusts it, and those that call something once they are allowed', async () => {
    await workbench().pressKeys('F5');
    const question = await workbench().notifications.waitForDialog(/trust/iu);
    await question.press('Trust Folder & Continue');
    await workbench().debugging.waitUntilPaused(STEP);
    assert.equal(hasRun(), true);
    // One of the rules calls something, which takes the person's consent as well.
    const consent = await workbench().notifications.waitFor(
      /may change your program whenever it pauses: it calls push/u,
    );
    assert.equal(await traces(), 0);
    await consent.press('Allow in This Workspace');
    await workbench().runCommand('Savepoint: Check Invariants');
    await workbench().notifications.waitFor(/^3 invariants: 3 held\.$/u);
    assert.ok((await traces()) > 0, 'the rule was evaluated');
  });

  async function traces(): Promise<number> {
    const [length] = await new DebugConsole(workbench()).evaluateAll(['traces.length']);
    return Number(length);
  }
});
