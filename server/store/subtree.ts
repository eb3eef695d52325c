// Subtrees: a whole part of the state read or written at once, by whoever can read a cell.

import { type Core, type Write } from './core';
import { isUnder, type Path } from './pointer';
import { NONE } from './columns';
import { ABSENT, sameSlot, type Slot } from './slot';
import { StoreError } from './storeError';

/** Reads a cell, in the present, in the past, or in a concurrent transaction. */
export type Read<V> = (cell: number) => Slot<V>;

/** The cells at and below `root`, depth first, siblings in order of first mention. */
export function* cellsUnder<V>(core: Core<V>, root: number): Generator<number> {
  for (let cell = root; cell !== NONE; cell = core.paths.next(cell, root)) yield cell;
}

/** What is held at and below `prefix`. */
export function* entriesUnder<V>(core: Core<V>, prefix: Path, read: Read<V>): Generator<readonly [Path, V]> {
  for (const cell of cellsUnder(core, core.paths.find(prefix))) {
    const slot = read(cell);
    if (slot !== ABSENT) yield [core.paths.path(cell), slot];
  }
}

/** The writes that make the subtree of `path` hold exactly `entries`. Throws `outside-subtree`. */
export function subtreeWrites<V>(
  core: Core<V>,
  path: Path,
  entries: Iterable<readonly [Path, V]>,
  read: Read<V>,
): readonly Write<V>[] {
  const root = core.cellOf(path);
  const wanted = new Map<number, Slot<V>>();
  for (const [at, value] of entries) {
    if (!isUnder(at, path)) throw new StoreError('outside-subtree', `'${at}' is not under '${path}'.`, [at]);
    wanted.set(core.cellOf(at), value);
  }
  const gone = [...cellsUnder(core, root)].filter((cell) => !wanted.has(cell) && read(cell) !== ABSENT);
  const changed = [...wanted].filter(([cell, slot]) => !sameSlot(read(cell), slot, core.equals));
  return [...gone.map((cell) => [cell, ABSENT] as const), ...changed];
}
