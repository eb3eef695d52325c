/** What the invariants say of the state that a savepoint marks. */
import type { Health, InvariantResult } from '../../server/protocol';

/** Undefined where no rule applied: such a savepoint is neither good nor bad. */
export function savepointHealth(results: readonly InvariantResult[]): Health | undefined {
  const applied = results.filter(({ status }) => status !== 'not-applicable');
  if (applied.length === 0) return undefined;
  if (applied.some(({ status }) => status === 'violated')) return 'violated';
  return applied.every(({ status }) => status === 'held') ? 'good' : 'unchecked';
}
