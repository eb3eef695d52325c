/** What a stop of the program leads to: which policy fires, of a violated rule or of a deadline, and to which savepoint. */
import type { InvariantResult, RulePolicy, Savepoint } from '../apiTypes';

/** Something that a policy is there for. */
export interface Cause {
  readonly trigger: 'invariant' | 'deadline';
  /** Tells it from other causes of the session. */
  readonly key: string;
  readonly rule?: string;
  readonly policy: RulePolicy;
  /** A sentence about what happened. */
  readonly message: string;
}

export type Decision =
  | { readonly kind: 'nothing' }
  /** The user is told at once. */
  | { readonly kind: 'tell'; readonly cause: Cause; readonly others: number }
  | {
      readonly kind: 'go-back';
      readonly policy: 'rollback' | 'rewind';
      readonly cause: Cause;
      readonly others: number;
      readonly savepoint: Savepoint;
    }
  /** A policy asks to go back, and there is no savepoint at which all rules held. */
  | { readonly kind: 'nowhere'; readonly cause: Cause; readonly others: number };

const STRENGTH: readonly RulePolicy[] = ['report', 'pause', 'rollback', 'rewind'];

export function causeOf({ rule, name, policy, message }: InvariantResult): Cause {
  return { trigger: 'invariant', key: rule, rule: name, policy, message };
}

export function violations(results: readonly InvariantResult[]): readonly Cause[] {
  return results.filter(({ status }) => status === 'violated').map(causeOf);
}

/** Of several causes, the one with the strongest policy decides. */
export function decideTrigger(causes: readonly Cause[], savepoints: readonly Savepoint[]): Decision {
  const [cause] = [...causes].sort((one, other) => STRENGTH.indexOf(other.policy) - STRENGTH.indexOf(one.policy));
  if (cause === undefined || cause.policy === 'report') return { kind: 'nothing' };
  const others = causes.length - 1;
  if (cause.policy === 'pause') return { kind: 'tell', cause, others };
  const savepoint = lastGood(savepoints);
  return savepoint === undefined
    ? { kind: 'nowhere', cause, others }
    : { kind: 'go-back', policy: cause.policy, cause, others, savepoint };
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
