/** The commands that roll back to a savepoint or out of a transaction, each after a preview, and the one that undoes them. */
import type { RollbackOptions, RollbackPlan, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { count } from '../views/plainText';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { savepointFor } from './pickSavepoint';
import type { RollbackChoice } from './planRows';
import { previewPlan } from './previewPlan';
import { showWork } from './showWork';
import { mustBePaused, sessionFor, transactionFor } from './target';

export function rollBackCommands(
  api: SavepointApi,
  reports: Reports,
): CommandTable<'savepoint.rollbackTo' | 'savepoint.rollback' | 'savepoint.undoRollback' | 'savepoint.showReport'> {
  return {
    'savepoint.rollbackTo': async (argument) => {
      const { state } = await transactionFor(api, argument);
      mustBePaused(state);
      const savepoint = await savepointFor(api, state, argument, 'Roll back to');
      const target = `savepoint '${savepoint.name}'`;
      const choice = await preview(api, state, savepoint.id, `Roll back to ${target}`);
      const work = api.rollbackTo(savepoint.id, optionsOf(state, choice));
      const report = await showWork({ title: `Rolling back to ${target}`, kind: 'writes' }, work);
      reports.announce({ session: state.session, target, report });
    },
    'savepoint.rollback': async (argument) => {
      const { state, outermost } = await transactionFor(api, argument);
      mustBePaused(state);
      const ends = `ends with ${count(state.savepoints.length, 'savepoint')}`;
      const choice = await preview(api, state, outermost.id, `Roll back the transaction, which ${ends}`);
      const work = api.rollback(optionsOf(state, choice));
      const report = await showWork({ title: 'Rolling back the transaction', kind: 'writes' }, work);
      reports.announce({ session: state.session, target: 'the start of the transaction', report });
    },
    'savepoint.undoRollback': async (argument) => {
      const state = await sessionFor(api, argument);
      mustBePaused(state);
      await reports.undo(state.session);
    },
    'savepoint.showReport': () => reports.showLast(),
  };
}

type Decided = Extract<RollbackChoice, { kind: 'rollback' }>;

/** Plans, shows the plan where there is anything in it to see, and gives what the user decided. */
async function preview(api: SavepointApi, state: SessionState, savepoint: number, title: string): Promise<Decided> {
  const planned = api.plan(savepoint, { session: state.session });
  const plan = await showWork({ title: 'Planning the rollback', kind: 'reads' }, planned);
  if (isEmpty(plan)) return { kind: 'rollback', calls: 'proved' };
  const choice = await previewPlan(api, state, plan, title);
  if (choice.kind === 'nothing') throw new SavepointError('no-path', 'Nothing was ticked, so nothing was written.');
  return choice;
}

function isEmpty(plan: RollbackPlan): boolean {
  return plan.writes.length === 0 && plan.obstacles.length === 0 && plan.doubtful.length === 0;
}

function optionsOf(state: SessionState, choice: Decided): RollbackOptions {
  const { calls, paths } = choice;
  return { session: state.session, calls, ...(paths === undefined ? {} : { paths }) };
}
