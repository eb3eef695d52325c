/** The commands that roll back to a savepoint or out of a transaction, each after a preview, and the one that undoes them. */
import type { Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { count } from '../views/plainText';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { decideRollback, type Scope } from './decideRollback';
import { savepointFor } from './pickSavepoint';
import { plannerFor } from './planner';
import { showWork } from './showWork';
import { mustBePaused, savepointsFor, sessionFor, transactionFor } from './target';

export function rollBackCommands(
  api: SavepointApi,
  reports: Reports,
): CommandTable<'savepoint.rollbackTo' | 'savepoint.rollback' | 'savepoint.undoRollback' | 'savepoint.showReport'> {
  return {
    'savepoint.rollbackTo': async (argument) => {
      const state = await savepointsFor(api, argument);
      mustBePaused(state);
      const { session } = state;
      const savepoint = await savepointFor(api, state, argument, 'Roll back to');
      const title = `Roll back to savepoint '${savepoint.name}'${whatGoes(state, savepoint)}`;
      const scope = await decideRollback(plannerFor(api, state, savepoint, title), { calls: 'proved' });
      const work = api.rollbackTo(savepoint.id, { session, ...scope });
      const report = await showWork({ title: `Rolling back to '${savepoint.name}'`, kind: 'writes' }, work);
      reports.announce({ session, goal: { target: `savepoint '${savepoint.name}'${extent(scope)}` }, report });
    },
    'savepoint.rollback': async (argument) => {
      const { state, outermost } = await transactionFor(api, argument);
      mustBePaused(state);
      const { session } = state;
      const title = `Roll back the transaction and end it, ${count(state.savepoints.length, 'savepoint')}`;
      const scope = await decideRollback(plannerFor(api, state, outermost, title), { calls: 'proved' });
      const work = api.rollback({ session, ...scope });
      const report = await showWork({ title: 'Rolling back the transaction', kind: 'writes' }, work);
      reports.announce({ session, goal: { target: `the start of the transaction${extent(scope)}` }, report });
    },
    'savepoint.undoRollback': async (argument) => {
      const state = await sessionFor(api, argument);
      mustBePaused(state);
      await reports.undo(state.session);
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
