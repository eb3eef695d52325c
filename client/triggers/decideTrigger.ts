/** What a stop of the program leads to: which rule's policy fires, and to which savepoint. */
import type { InvariantResult, Savepoint } from '../apiTypes';

export type FiringPolicy = 'pause' | 'rollback' | 'rewind';

export type Decision =
  | { readonly kind: 'nothing' }
  /** The user is told at once. */
  | { readonly kind: 'tell'; readonly result: InvariantResult; readonly others: number }
  | {
      readonly kind: 'go-back';
      readonly policy: 'rollback' | 'rewind';
      readonly result: InvariantResult;
      readonly others: number;
      readonly savepoint: Savepoint;
    }
  /** A policy asks to go back, and there is no savepoint at which all rules held. */
  | { readonly kind: 'nowhere'; readonly result: InvariantResult; readonly others: number };

const STRENGTH: readonly InvariantResult['policy'][] = ['report', 'pause', 'rollback', 'rewind'];

/** Of several violated rules, the one with the strongest policy decides. */
export function decideTrigger(results: readonly InvariantResult[], savepoints: readonly Savepoint[]): Decision {
  const violated = results
    .filter(({ status }) => status === 'violated')
    .sort((one, other) => STRENGTH.indexOf(other.policy) - STRENGTH.indexOf(one.policy));
  const [result] = violated;
  if (result === undefined || result.policy === 'report') return { kind: 'nothing' };
  const others = violated.length - 1;
  if (result.policy === 'pause') return { kind: 'tell', result, others };
  const savepoint = lastGood(savepoints);
  return savepoint === undefined
    ? { kind: 'nowhere', result, others }
    : { kind: 'go-back', policy: result.policy, result, others, savepoint };
}

/** The newest savepoint at which every rule that applied was checked and held. */
export function lastGood(savepoints: readonly Savepoint[]): Savepoint | undefined {
  return savepoints
    .filter(({ health }) => health === 'good')
    .reduce<Savepoint | undefined>(
      (last, other) => (last === undefined || other.version >= last.version ? other : last),
      undefined,
    );
}
