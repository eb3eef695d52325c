/**
 * The main job, played as a person does it: break, savepoint, damage, violated invariant, rollback, proof.
 *
 * What it prints is read from the program by VS Code's own Debug Console, not from the extension.
 */
import type { Workbench } from '../host/workbench/workbench';
import { DebugConsole } from '../host/workbench/debugConsole';

/** What the transfer damages, each as an expression in the paused frame. */
const PLACES = [
  'total',
  'payer.balance',
  'payer.entries.map((entry) => entry.number).join()',
  'payer.limits.usedToday',
  'payee.limits.usedToday',
  'payee.limits === payer.limits',
  'payee.balance',
  'reported.size',
] as const;

export interface PlayedPlace {
  readonly path: string;
  readonly before: string;
  readonly damaged: string;
  readonly after: string;
  /** The rollback report's word for it; of a computed expression, whether it is as before. */
  readonly verdict: string;
}

export interface Play {
  readonly places: readonly PlayedPlace[];
  /** What Check Invariants said of the damaged program. */
  readonly violated: string;
  /** What the rollback said of itself. */
  readonly outcome: string;
}

/** Plays on a window with the bank program open; `tell` gets a line for each step. */
export async function playDemo(workbench: Workbench, tell: (line: string) => void): Promise<Play> {
  const { debugging, notifications, quickInput } = workbench;
  const console = new DebugConsole(workbench);

  tell('break: transfer() before it books anything');
  await workbench.toggleBreakpoint('transfer.js', 64);
  await workbench.pressKeys('F5');
  await debugging.waitUntilPaused(64);
  await workbench.openDebugSidebar();
  await workbench.treeView('Savepoints').open();
  const before = await console.evaluateAll(PLACES);

  tell("savepoint: 'before-debit'");
  await createSavepoint(workbench, 'before-debit');
  tell('damage: step over the debit');
  await stepOver(workbench, 65);
  tell("savepoint: 'after-debit', nested in the first");
  await createSavepoint(workbench, 'after-debit');
  tell('damage: step over the fee, the credit and the audit');
  for (const line of [66, 67, 68]) await stepOver(workbench, line);
  const damaged = await console.evaluateAll(PLACES);

  await workbench.runCommand('Savepoint: Check Invariants');
  const violations = await notifications.waitFor(/violated/);
  tell(`invariants: ${violations.text}`);
  const violated = violations.text;

  tell("rollback: to 'before-debit', through its plan");
  await workbench.runCommand('Savepoint: Roll Back To…');
  await quickInput.pick(/before-debit/);
  await quickInput.item('total').waitFor();
  await quickInput.accept();
  const done = await notifications.waitFor(/ack at savepoint 'before-debit'|rolled back/);
  tell(`proof: ${done.text}`);
  const outcome = done.text;
  await done.press('Show Report');
  const verdicts = await readVerdicts(workbench);
  const after = await console.evaluateAll(PLACES);

  return {
    violated,
    outcome,
    places: PLACES.map((path, index) => {
      const [then, now] = [before[index] ?? '', after[index] ?? ''];
      const verdict = verdicts.get(path) ?? (then === now ? 'as before' : 'differs');
      return { path, before: then, damaged: damaged[index] ?? '', after: now, verdict };
    }),
  };
}

async function createSavepoint(workbench: Workbench, name: string): Promise<void> {
  await workbench.runCommand('Savepoint: Create Named Savepoint');
  await workbench.quickInput.waitUntilOpen();
  await workbench.quickInput.type(name);
  await workbench.quickInput.accept();
  await workbench.statusBarItem(`${name} · `).waitFor();
}

async function stepOver(workbench: Workbench, line: number): Promise<void> {
  await workbench.pressKeys('F10');
  await workbench.debugging.waitUntilPaused(line);
}

/** The table of the report that is open in the editor: path → verdict. */
async function readVerdicts(workbench: Workbench): Promise<ReadonlyMap<string, string>> {
  const lines = workbench.page.locator('.editor-instance .view-line').filter({ hasText: /^\|/ });
  await lines.first().waitFor();
  const texts = await lines.allInnerTexts();
  return new Map(
    texts.map((text) => {
      const [, path = '', verdict = ''] = text.replaceAll('\u00a0', ' ').split('|');
      return [path.trim(), verdict.trim()] as const;
    }),
  );
}
