/** The commands that roll back to a savepoint or out of a transaction, each after a preview, and those that undo and redo them. */
import type { Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { count } from '../views/plainText';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { decideAndRollBack, type Scope } from './decideRollback';
import { savepointFor } from './pickSavepoint';
import { plannerFor } from './planner';
import { showRollback } from './showRollback';
import { mustBePaused, savepointsFor, sessionFor, transactionFor } from './target';

export function rollBackCommands(
  api: SavepointApi,
  reports: Reports,
): CommandTable<
  | 'savepoint.rollbackTo'
  | 'savepoint.rollback'
  | 'savepoint.undoRollback'
  | 'savepoint.redoRollback'
  | 'savepoint.showReport'
> {
  return {
    'savepoint.rollbackTo': async (argument) => {
      const state = await savepointsFor(api, argument);
      mustBePaused(state);
      const { session } = state;
      const savepoint = await savepointFor(api, state, argument, 'Roll back to');
      const title = `Roll back to savepoint '${savepoint.name}'${whatGoes(state, savepoint)}`;
      const { decision, result } = await decideAndRollBack(
        plannerFor(api, state, savepoint.id, title),
        { calls: 'proved' },
        (decided) =>
          showRollback(`Rolling back to '${savepoint.name}'`, (way) =>
            api.rollbackTo(savepoint.id, { session, ...decided, ...way }),
          ),
      );
      const goal = { target: `savepoint '${savepoint.name}'${extent(decision)}` };
      reports.announce({ session, goal, report: result });
    },
    'savepoint.rollback': async (argument) => {
      const { state } = await transactionFor(api, argument);
      mustBePaused(state);
      const { session } = state;
      const title = `Roll back the transaction and end it, ${count(state.savepoints.length, 'savepoint')}`;
      const { decision, result } = await decideAndRollBack(
        plannerFor(api, state, { kind: 'transaction' }, title),
        { calls: 'proved' },
        (decided) =>
          showRollback('Rolling back the transaction', (way) => api.rollback({ session, ...decided, ...way })),
      );
      reports.announce({
        session,
        goal: { target: `the start of the transaction${extent(decision)}` },
        report: result,
      });
    },
    'savepoint.undoRollback': async (argument) => {
      const state = await sessionFor(api, argument);
      mustBePaused(state);
      await reports.undo(state.session);
    },
    'savepoint.redoRollback': async (argument) => {
      const state = await sessionFor(api, argument);
      mustBePaused(state);
      await reports.redo(state.session);
    },
    'savepoint.showReport': () => reports.showLast(),
  };
}

/** A rollback of some values alone ends no savepoint. */
function extent(scope: Scope): string {
  return scope.paths === undefined ? '' : ' with what was ticked alone, all savepoints kept';
}

function whatGoes(state: SessionState, savepoint: Savepoint): string {
  const place = state.savepoints.indexOf(savepoint);
  // An automatic savepoint has none inside it.
  const inside = place < 0 ? 0 : state.savepoints.length - 1 - place;
  return inside === 0 ? '' : `; ${count(inside, 'savepoint')} inside it ${inside === 1 ? 'goes' : 'go'}`;
}
