/** The command that rolls back one place and what it holds, and leaves all others as they are. */
import * as vscode from 'vscode';
import type { Change, Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { describeChange } from '../views/describeChange';
import { withoutIcons } from '../views/plainText';
import type { CommandTable } from './commandIds';
import type { Reports } from './announceReport';
import { decideAndRollBack } from './decideRollback';
import { plannerFor } from './planner';
import { isInside } from './planRows';
import { showRollback } from './showRollback';
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
      const title = `Roll back ${path} to savepoint '${savepoint.name}'`;
      const { result } = await decideAndRollBack(
        plannerFor(api, state, savepoint.id, title),
        { paths: [path], calls: 'proved' },
        (decided) =>
          showRollback(`Rolling back ${path}`, (way) => api.rollbackTo(savepoint.id, { session, ...decided, ...way })),
        [path],
      );
      reports.announce({ session, goal: { target: `savepoint '${savepoint.name}'`, place: path }, report: result });
    },
  };
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
