// A change, as a difference between two versions shows it.

import { type Path } from './pointer';
import { ABSENT, type Slot } from './slot';

/** What became of one path. `before` is missing where it was added, `after` where it was removed. */
export interface Change<V> {
  readonly path: Path;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly before?: V;
  readonly after?: V;
}

/** The change from one slot to a different one. */
export function changeOf<V>(path: Path, before: Slot<V>, after: Slot<V>): Change<V> {
  if (after === ABSENT) return before === ABSENT ? { path, kind: 'removed' } : { path, kind: 'removed', before };
  return before === ABSENT ? { path, kind: 'added', after } : { path, kind: 'changed', before, after };
}
