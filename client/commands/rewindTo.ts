/** The command that goes back to a savepoint's values and to its line. */
import type { Savepoint, SavepointApi } from '../apiTypes';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { decideAndRollBack } from './decideRollback';
import { type Calls, decideRewind, type Warned } from './decideRewind';
import { savepointFor } from './pickSavepoint';
import { plannerFor } from './planner';
import { showRun, showWork } from './showWork';
import { mustBePaused, savepointsFor } from './target';

const REWIND = { rewind: 'line' } as const;

export function rewindToCommand(
  api: SavepointApi,
  reports: Reports,
  warned: Warned,
): CommandTable<'savepoint.rewindTo'> {
  return {
    'savepoint.rewindTo': async (argument) => {
      const state = await savepointsFor(api, argument);
      mustBePaused(state);
      const { session } = state;
      const savepoint = await savepointFor(api, state, argument, 'Rewind to');
      const question = {
        act: `Rewind to savepoint '${savepoint.name}'`,
        button: 'Rewind',
        plan: (calls: Calls) =>
          showWork(
            { title: 'Planning the rewind', kind: 'reads' },
            api.plan(savepoint.id, { session, calls, ...REWIND }),
          ),
      };
      const calls = await decideRewind(question, session.id, warned);
      const title = `Rewind to savepoint '${savepoint.name}'${lineOf(savepoint)}`;
      const { result } = await decideAndRollBack(plannerFor(api, state, savepoint.id, title), { calls }, (decided) =>
        showRun(`Rewinding to '${savepoint.name}'`, (signal) =>
          api.rollbackTo(savepoint.id, { session, signal, ...decided, ...REWIND }),
        ),
      );
      reports.announce({ session, goal: { target: `savepoint '${savepoint.name}'` }, report: result });
    },
  };
}

function lineOf({ location }: Savepoint): string {
  return location === undefined ? '' : `, values and line: ${location.function} goes back to line ${location.line}`;
}
