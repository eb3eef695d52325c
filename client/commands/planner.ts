/** Plans over the API, and shows the plans to the user. */
import type { PlanTarget, SavepointApi, SavepointRef, SessionState } from '../apiTypes';
import type { Planner } from './decideRollback';
import { previewPlan } from './previewPlan';
import { showWork } from './showWork';

export function plannerFor(
  api: SavepointApi,
  state: SessionState,
  target: SavepointRef | PlanTarget,
  title: string,
): Planner {
  return {
    plan: (scope) => {
      const planned = api.plan(target, { session: state.session, ...scope });
      return showWork({ title: 'Planning the rollback', kind: 'reads' }, planned);
    },
    show: (preview) => previewPlan(api, state, preview, title),
  };
}
