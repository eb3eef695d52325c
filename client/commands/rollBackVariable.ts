/** The command that rolls back one place and what it holds, and leaves all others as they are. */
import * as vscode from 'vscode';
import type { Change, RollbackPlan, Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { describeChange } from '../views/describeChange';
import { withoutIcons } from '../views/plainText';
import type { CommandTable } from './commandIds';
import type { Reports } from './announceReport';
import { isInside, type RollbackChoice } from './planRows';
import { previewPlan } from './previewPlan';
import { showWork } from './showWork';
import { mustBePaused, placeOf, savepointOf, transactionFor } from './target';

export function rollBackVariableCommand(
  api: SavepointApi,
  reports: Reports,
): CommandTable<'savepoint.rollbackVariable'> {
  return {
    'savepoint.rollbackVariable': async (argument) => {
      const { state, innermost } = await transactionFor(api, argument);
      mustBePaused(state);
      const savepoint = savepointOf(state, argument) ?? innermost;
      const path = placeOf(argument) ?? (await pickChange(api, state, savepoint)).path;
      const { session } = state;
      const planned = api.plan(savepoint.id, { session, paths: [path] });
      const plan = await showWork({ title: `Planning to roll back ${path}`, kind: 'reads' }, planned);
      const title = `Roll back ${path} to savepoint '${savepoint.name}'`;
      const choice = await decide(api, state, plan, path, title);
      const work = api.rollbackTo(savepoint.id, { session, calls: choice.calls, paths: choice.paths ?? [path] });
      const report = await showWork({ title: `Rolling back ${path}`, kind: 'writes' }, work);
      reports.announce({ session, target: `${path} as of savepoint '${savepoint.name}'`, report });
    },
  };
}

/** What was asked for is written at once if that is the whole plan; a plan that holds more is shown first. */
async function decide(
  api: SavepointApi,
  state: SessionState,
  plan: RollbackPlan,
  path: string,
  title: string,
): Promise<Extract<RollbackChoice, { kind: 'rollback' }>> {
  const blocked = plan.obstacles.length + plan.doubtful.length > 0;
  if (plan.writes.length === 0 && !blocked) {
    throw new SavepointError('no-path', `${path} holds what it held at that savepoint.`);
  }
  if (!blocked && plan.writes.every((write) => write.path === path)) return { kind: 'rollback', calls: 'proved' };
  const choice = await previewPlan(api, state, { ...plan, limits: [] }, title);
  if (choice.kind === 'nothing') throw new SavepointError('no-path', 'Nothing was ticked, so nothing was written.');
  return choice;
}

async function pickChange(api: SavepointApi, state: SessionState, savepoint: Savepoint): Promise<Change> {
  const compared = api.diff(savepoint.id, undefined, { session: state.session });
  const changes = await showWork({ title: `Comparing with '${savepoint.name}'`, kind: 'reads' }, compared);
  if (changes.length === 0) {
    throw new SavepointError('no-path', `Nothing has changed since savepoint '${savepoint.name}'.`);
  }
  const items = changes.map((change) => {
    const { before, after } = describeChange(change.before, change.after);
    const inner = changes.some((other) => isInside(other.path, change.path));
    return {
      label: withoutIcons(change.path),
      description: withoutIcons(`${before} → ${after}`),
      ...(inner ? { detail: 'and what it holds' } : {}),
      change,
    };
  });
  const title = `Roll back a variable to savepoint '${savepoint.name}'`;
  const options = { title, placeHolder: 'At the savepoint → now', matchOnDescription: true };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked === undefined) throw new SavepointError('cancelled', 'No variable was picked.');
  return picked.change;
}
