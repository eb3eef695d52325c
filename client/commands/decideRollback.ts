/**
 * From a plan and what the user ticks of it to the rollback that writes exactly what was shown.
 *
 * A path stands for what it holds, and a doubtful call for its variables: where the ticks come to mean more than was on
 * the screen, the plan of what they mean is shown in its turn, until what is shown is what will be written.
 */
import type { RollbackOptions, RollbackPlan } from '../apiTypes';
import { SavepointError } from '../savepointError';
import type { Ticked } from './planRows';

export type Scope = Pick<RollbackOptions, 'paths' | 'calls'>;

/** What is to be written, and the plan of exactly that. */
export type Decision = Scope & { readonly plan: RollbackPlan };

export interface Planner {
  plan(scope: Scope): Promise<RollbackPlan>;
  /** Rejects where the user turns away. */
  show(preview: PlanPreview): Promise<Ticked>;
}

export interface PlanPreview {
  readonly plan: RollbackPlan;
  /** Writes that start without a tick. */
  readonly unticked: readonly string[];
  /** Why a plan is shown again. */
  readonly why?: string;
}

/** `known`: places that need no showing, because the user named them; absent: the plan is shown whenever it has content. */
export async function decideRollback(
  planner: Planner,
  first: Scope,
  known: readonly string[] = [],
  why?: string,
): Promise<Decision> {
  let scope = first;
  let plan = await planner.plan(scope);
  if (why === undefined && !hasContent(plan, known)) {
    if (plan.writes.length > 0 || known.length === 0) return { ...scope, plan };
    throw new SavepointError('no-path', `${known.join(', ')} holds what it held at savepoint '${plan.target}'.`);
  }
  let preview: PlanPreview = { plan, unticked: [], ...(why !== undefined && { why }) };
  for (;;) {
    const ticked = await planner.show(preview);
    switch (ticked.kind) {
      case 'nothing':
        throw new SavepointError('no-path', 'Nothing was ticked, so nothing was written.');
      case 'everything':
        return { ...scope, plan };
      case 'with-calls':
        scope = { ...scope, calls: 'assumed' };
        plan = await planner.plan(scope);
        preview = { plan, unticked: ticked.unticked, why: 'Now with the variables of the calls that you ticked' };
        break;
      case 'some': {
        scope = { ...scope, paths: ticked.paths };
        plan = await planner.plan(scope);
        const wanted = new Set(ticked.paths);
        const more = plan.writes.some((write) => !wanted.has(write.path));
        if (!more) return { ...scope, plan };
        preview = { plan, unticked: [], why: 'What you ticked holds more that differs, which is written with it' };
      }
    }
  }
}

/** Carries a decision out; where the program has changed since, what it would be now is shown, and why. */
export async function decideAndRollBack<R>(
  planner: Planner,
  first: Scope,
  rollBack: (decision: Decision) => Promise<R>,
  known: readonly string[] = [],
): Promise<{ readonly decision: Decision; readonly result: R }> {
  let why: string | undefined;
  for (;;) {
    const decision = await decideRollback(planner, first, known, why);
    try {
      return { decision, result: await rollBack(decision) };
    } catch (error) {
      if (!(error instanceof SavepointError && error.code === 'stale-plan')) throw error;
      why = error.message;
    }
  }
}

/** Whether there is anything in a plan that the user has not seen; what was never in reach alone is not. */
function hasContent(plan: RollbackPlan, known: readonly string[]): boolean {
  if (plan.obstacles.length + plan.doubtful.length > 0) return true;
  return plan.writes.some((write) => !known.includes(write.path));
}
