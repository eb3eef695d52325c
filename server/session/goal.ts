/** What a rollback leads back to. */
import type { PlanTarget } from '../protocol';
import { SavepointError } from '../savepointError';
import type { LeftState } from './history';
import type { Moment } from './moment';
import { noTransaction, type Session } from './session';

export type Goal =
  | { readonly kind: 'savepoint'; readonly name: string; readonly moment: Moment; readonly savepoint: number }
  | { readonly kind: 'transaction'; readonly name: string; readonly moment: Moment }
  /** It is in no transaction, so that going back to it ends no savepoint. */
  | { readonly kind: 'automatic'; readonly name: string; readonly moment: Moment }
  | { readonly kind: 'rewind-origin'; readonly name: string; readonly moment: Moment }
  | {
      readonly kind: 'left';
      readonly name: string;
      readonly moment: Moment;
      readonly by: 'undo' | 'redo' | 'branch';
      readonly to: LeftState;
    };

export function goalOf(session: Session, target: PlanTarget): Goal {
  if (target.kind === 'undo' || target.kind === 'redo') {
    const to = session.history[target.kind];
    if (to === undefined)
      throw new SavepointError('no-rollback', `There is no rollback to ${target.kind} in '${session.name}'.`);
    return { kind: 'left', name: to.name, moment: to.before, by: target.kind, to };
  }
  if (target.kind === 'branch') {
    const to = session.findBranch(target.branch);
    return { kind: 'left', name: to.name, moment: to.before, by: 'branch', to };
  }
  if (target.kind === 'savepoint') {
    const { id, name } = session.find(target.savepoint);
    if (session.isAutomatic(id)) return { kind: 'automatic', name, moment: session.momentOf(id) };
    return { kind: 'savepoint', name, moment: session.momentOf(id), savepoint: id };
  }
  if (target.kind === 'rewind-origin') {
    if (session.rewindOrigin === undefined) throw new Error('No rewind is under way.');
    return { kind: 'rewind-origin', name: 'the state before the rewind', moment: session.rewindOrigin };
  }
  const outermost = session.savepoints()[0];
  if (outermost === undefined) throw noTransaction(session.name);
  return { kind: 'transaction', name: outermost.name, moment: session.momentOf(outermost.id) };
}

/** Whether savepoints end with it, or it writes values and no more. */
export function kindOf(goal: Goal, scope: 'everything' | 'paths'): LeftState['kind'] {
  if (goal.kind === 'left' && goal.to.kind === 'values') return 'values';
  return scope === 'paths' || goal.kind === 'automatic' || goal.kind === 'rewind-origin' ? 'values' : 'store';
}

/** Which state a rollback leads to. */
export function identityOf(goal: Goal): readonly (string | number)[] {
  const { version } = goal.moment;
  if (goal.kind === 'savepoint') return [goal.kind, goal.savepoint, version];
  return goal.kind === 'left' ? [goal.by, goal.to.id, version] : [goal.kind, version];
}
