/** What is known of an object or a call as a whole, where the program stands. */
import type { OwnerNow } from '../plan/plan';
import type { Owner } from '../value';
import { cellPath } from './cells';
import type { Session } from './session';

export function ownerNow({ heap, store }: Session, owner: Owner): OwnerNow {
  const info = 'object' in owner ? heap.info(owner.object) : undefined;
  return {
    ...(info?.label !== undefined && { label: info.label }),
    ...(info?.reason !== undefined && { reason: info.reason }),
    fixed: info?.fixed === true,
    extensible: store.get(cellPath(owner, 'i:extensible')) !== false,
  };
}
