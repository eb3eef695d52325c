// A change, as a difference between two versions shows it.

import { type Path } from './pointer';
import { ABSENT, type Slot } from './timeline';

/** What became of one path. `before` is missing where it was added, `after` where it was removed. */
export interface Change<V> {
  readonly path: Path;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: V;
  readonly after?: V;
}

/** Says whether two present values are the same. */
export type Equals<V> = (one: V, other: V) => boolean;

/** Says whether two slots are the same; an absent one is the same only as an absent one. */
export function sameSlot<V>(one: Slot<V>, other: Slot<V>, equals: Equals<V>): boolean {
  return one === ABSENT || other === ABSENT ? one === other : equals(one, other);
}

/** The change from one slot to a different one. */
export function changeOf<V>(path: Path, before: Slot<V>, after: Slot<V>): Change<V> {
  if (after === ABSENT) return before === ABSENT ? { path, kind: 'removed' } : { path, kind: 'removed', before };
  return before === ABSENT ? { path, kind: 'added', after } : { path, kind: 'changed', before, after };
}
