/** That a rollback brought everything back. */
import assert from 'node:assert/strict';
import type { RollbackReport } from '../../../client/apiTypes';

/** The failure shows what did not come back, and why. */
export function assertRestored({ outcome, verdicts, rewind }: RollbackReport): void {
  const others = verdicts.filter(({ verdict }) => verdict !== 'restored' && verdict !== 'unchanged');
  assert.deepEqual({ outcome, others }, { outcome: 'restored', others: [] }, rewind && JSON.stringify(rewind));
}
