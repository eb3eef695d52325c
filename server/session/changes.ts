/** The net change between two versions as people read it: by path, without what only came into sight. */
import type { Change, DiffPage } from '../protocol';
import { detailOf, keyOf, unavailability, valueOf } from '../slot';
import type { Owner, Slot } from '../value';
import { placeOf, type Place } from './cells';
import { comparePaths } from '../comparePaths';
import { sameValue } from '../store';
import type { Preview } from './preview';

/** What a cell held and holds; absent or null: nothing. */
export interface CellChange {
  readonly path: string;
  readonly before?: Slot | null;
  readonly after?: Slot | null;
}

export interface PlaceChange extends Place {
  readonly before: Slot | null;
  readonly after: Slot | null;
}

/**
 * Only places of objects and calls that were there before: a new object shows as the change of what refers to it. And
 * only variables that had a value before: one that came into its scope meanwhile has not changed, and there is nothing
 * that it could be brought back to.
 */
export function* placeChanges(
  changes: Iterable<CellChange>,
  wasThere: (owner: Owner) => boolean,
): Iterable<PlaceChange> {
  for (const { path, before = null, after = null } of changes) {
    const place = placeOf(path);
    if (place === undefined || !wasThere(place.owner)) continue;
    if ('frame' in place.owner && (before === null || unavailability(before) !== undefined)) continue;
    yield { ...place, before, after };
  }
}

export function presentChange(change: PlaceChange, path: string): Change {
  return {
    path,
    kind: change.before === null ? 'added' : change.after === null ? 'removed' : 'changed',
    ...(change.before !== null && { before: valueOf(change.before) }),
    ...(change.after !== null && { after: valueOf(change.after) }),
  };
}

/** A change with what is known of the objects on its two sides, each as of its own side. */
export function withPreviews(change: Change, before: Preview, after: Preview): Change {
  return {
    ...change,
    ...(change.before !== undefined && { before: before(change.before) }),
    ...(change.after !== undefined && { after: after(change.after) }),
  };
}

/** A key that was deleted and came back is one change of its path, not a removal and an addition. */
export function mergeByPath(changes: readonly Change[]): Change[] {
  const byPath = new Map<string, Change>();
  for (const change of changes) {
    const other = byPath.get(change.path);
    if (other === undefined) {
      byPath.set(change.path, change);
      continue;
    }
    const before = other.before ?? change.before;
    const after = other.after ?? change.after;
    const by = change.by ?? other.by;
    byPath.set(change.path, {
      path: change.path,
      kind: 'changed',
      ...(by !== undefined && { by }),
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  }
  return [...byPath.values()];
}

/** As people count. */
export function pageOf(changes: readonly Change[], offset: number, limit: number): DiffPage {
  const all = changes.toSorted((one, other) => comparePaths(one.path, other.path));
  return { changes: all.slice(offset, offset + limit), total: all.length };
}

/** A label says how a place can be written, not what it holds. */
export function sameContent(one: Slot | null, other: Slot | null): boolean {
  if (one === null || other === null) return one === other;
  return sameValue(withoutLabel(one), withoutLabel(other));
}

function withoutLabel(slot: Slot): Slot {
  const detail = detailOf(slot);
  if (detail?.label === undefined) return slot;
  const { label: _label, reason: _reason, ...content } = detail;
  return Object.keys(content).length === 2 && content.value !== null ? content.value : content;
}

/** The key that renders a place's slot, from either side of a change. */
export function keyOfChange({ slot, before, after }: PlaceChange): ReturnType<typeof keyOf> {
  return keyOf(slot, before) ?? keyOf(slot, after);
}
