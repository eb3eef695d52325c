/**
 * What the user is asked before the execution point moves: lines that run again, and a call that may be another one than
 * the savepoint saw. Where it cannot move, they are told why.
 */
import * as vscode from 'vscode';
import type { RewindPlan, RollbackPlan } from '../apiTypes';
import { SavepointError } from '../savepointError';

export interface RewindQuestion {
  /** "Step back", "Rewind to savepoint 'a'". */
  readonly act: string;
  /** The label of the button that goes on. */
  readonly button: string;
  readonly plan: (calls: Calls) => Promise<RollbackPlan>;
}

export type Calls = 'proved' | 'assumed';

/** The debug sessions, by id, whose user knows that lines run again. */
export type Warned = Pick<Set<string>, 'has' | 'add'>;

/** Rejects with `cannot-rewind` where the program cannot be moved, and with `cancelled` where the user turns away. */
export async function decideRewind(question: RewindQuestion, session: string, warned: Warned): Promise<Calls> {
  const { act, plan } = question;
  let { rewind } = await plan('proved');
  let calls: Calls = 'proved';
  if (rewind?.kind === 'refused' && rewind.unless === 'assumed') {
    await confirm(question, `${sentence(rewind.reason)} If it is not, its variables get another call's values.`);
    calls = 'assumed';
    ({ rewind } = await plan(calls));
  }
  if (rewind?.kind === 'refused')
    throw new SavepointError('cannot-rewind', `Cannot ${lowered(act)}: ${rewind.reason}.`);
  if (rewind?.kind === 'restart' && rewind.line !== undefined && !warned.has(session)) {
    await confirm(question, whatRunsAgain(rewind));
    warned.add(session);
  }
  return calls;
}

function whatRunsAgain(rewind: Extract<RewindPlan, { kind: 'restart' }>): string {
  const dropped = rewind.dropsFrames === 0 ? '' : ' The calls that it is in the middle of are dropped.';
  return (
    `This debugger cannot go to a line. '${rewind.function}' is entered anew and runs again up to line ${rewind.line}, ` +
    `with whatever that does outside memory: output, files, requests.${dropped} Then the values are brought back. ` +
    'You are asked once for each debug session.'
  );
}

async function confirm({ act, button }: RewindQuestion, detail: string): Promise<void> {
  const pressed = await vscode.window.showWarningMessage(`${act}?`, { modal: true, detail }, button);
  if (pressed !== button) throw new SavepointError('cancelled', 'Nothing was moved.');
}

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}

function lowered(act: string): string {
  return `${act.charAt(0).toLowerCase()}${act.slice(1)}`;
}
