// Selective undo: taking back one committed transaction in the middle, as `git revert` does. It plans; the line writes.

import { changeOf, type Change } from './change';
import { type Core, type Write } from './core';
import { listed } from './meeting';
import { sameSlot, valueOf, type Slot } from './slot';
import { StoreError } from './storeError';
import { type Path } from './pointer';

/** A path that a later transaction, or the open one, changed again: undoing would overwrite that. */
export interface Conflict<V> {
  readonly path: Path;
  /** What undoing would restore, what the transaction had left, and what is there now; each missing where absent. */
  readonly restored?: V;
  readonly left?: V;
  readonly present?: V;
}

/** What undoing a transaction does: the changes it makes without conflict, and the conflicts. */
export interface UndoPlan<V> {
  readonly changes: readonly Change<V>[];
  readonly conflicts: readonly Conflict<V>[];
}

/** What to do about conflicts: undo nothing, leave those paths as they are, or restore them all the same. */
export type OnConflict = 'refuse' | 'skip' | 'overwrite';

/** A plan with the writes that carry it out, for the paths with and without conflict. */
export interface Undo<V> extends UndoPlan<V> {
  readonly clean: readonly Write<V>[];
  readonly conflicting: readonly Write<V>[];
}

/** Plans the undoing of the committed transaction with this version; throws `unknown-transaction`. */
export function planUndo<V>(core: Core<V>, version: number): Undo<V> {
  const transaction = core.commits.find(version);
  if (transaction === undefined) {
    throw new StoreError('unknown-transaction', `No kept transaction committed version ${version}.`);
  }
  const plan = {
    changes: [] as Change<V>[],
    conflicts: [] as Conflict<V>[],
    clean: [] as Write<V>[],
    conflicting: [] as Write<V>[],
  };
  for (const [cell, restored] of core.timeline.changed(transaction.from, version)) {
    const left = core.timeline.at(cell, version);
    if (sameSlot(restored, left, core.equals)) continue;
    const path = core.paths.path(cell);
    const present = core.timeline.present(cell);
    if (core.touchedBetween(cell, version, core.timeline.version)) {
      plan.conflicts.push({
        path,
        ...optional('restored', restored),
        ...optional('left', left),
        ...optional('present', present),
      });
      plan.conflicting.push([cell, restored]);
    } else {
      plan.changes.push(changeOf(path, present, restored));
      plan.clean.push([cell, restored]);
    }
  }
  return plan;
}

/** The writes to make of a plan; throws `conflict` where conflicts are to be refused. */
export function undoWrites<V>(plan: Undo<V>, onConflict: OnConflict): readonly Write<V>[] {
  if (onConflict === 'skip' || plan.conflicts.length === 0) return plan.clean;
  if (onConflict === 'overwrite') return [...plan.clean, ...plan.conflicting];
  const paths = plan.conflicts.map((conflict) => conflict.path);
  throw new StoreError(
    'conflict',
    `A later transaction changed ${listed(paths)}; undoing would overwrite that.`,
    paths,
  );
}

function optional<K extends string, V>(key: K, slot: Slot<V>): Partial<Record<K, V>> {
  const value = valueOf(slot);
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>);
}
