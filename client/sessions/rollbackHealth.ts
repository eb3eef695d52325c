/** What the invariants say of a rollback: which of those that were violated hold again, and which do not. */
import type { InvariantResult, RollbackHealth } from '../../server/protocol';

export function healthOf(before: readonly InvariantResult[], after: readonly InvariantResult[]): RollbackHealth {
  const violatedBefore = new Set(before.filter(({ status }) => status === 'violated').map(({ name }) => name));
  return {
    kind: 'checked',
    holdAgain: after.flatMap(({ name, status }) => (status === 'held' && violatedBefore.has(name) ? [name] : [])),
    violated: after.flatMap(({ name, status }) => (status === 'violated' ? [name] : [])),
    notChecked: after.filter(({ status }) => status === 'not-checked').length,
  };
}
