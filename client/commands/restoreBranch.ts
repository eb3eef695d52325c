/** The command that brings back what a rollback has abandoned: a rollback like any other, planned, proved, and undoable. */
import * as vscode from 'vscode';
import type { Branch, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { count, withoutIcons } from '../views/plainText';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { decideAndRollBack } from './decideRollback';
import { plannerFor } from './planner';
import { showRollback } from './showRollback';
import { branchOf, mustBePaused, sessionFor } from './target';

export function restoreBranchCommand(api: SavepointApi, reports: Reports): CommandTable<'savepoint.restoreBranch'> {
  return {
    'savepoint.restoreBranch': async (argument) => {
      const state = await sessionFor(api, argument);
      mustBePaused(state);
      const { session } = state;
      const branch = branchOf(argument) ?? (await pickBranch(state)).id;
      const { result } = await decideAndRollBack(
        plannerFor(api, state, { kind: 'branch', branch }, 'Restore what was abandoned'),
        { calls: 'proved' },
        (decided) =>
          showRollback('Restoring the branch', (way) => api.restoreBranch(branch, { session, ...decided, ...way })),
      );
      reports.announce({ session, goal: { target: 'the abandoned branch' }, report: result });
    },
  };
}

async function pickBranch({ session, branches }: SessionState): Promise<Branch> {
  if (branches.length === 0)
    throw new SavepointError('no-branch', `No rollback in '${session.name}' has abandoned anything.`);
  const items = branches.map((branch) => ({
    label: `$(git-branch) Abandoned at ${new Date(branch.leftAt).toLocaleTimeString()}`,
    description: count(branch.changes, 'change'),
    detail: withoutIcons(
      branch.savepoints.length === 0 ? `left for '${branch.leftFor}'` : `had ${branch.savepoints.join(', ')}`,
    ),
    branch,
  }));
  const picked = await vscode.window.showQuickPick(items, { title: 'Which branch?', placeHolder: 'The newest first' });
  if (picked === undefined) throw new SavepointError('cancelled', 'No branch was picked.');
  return picked.branch;
}
