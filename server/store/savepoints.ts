// The savepoint stack: names and marks. It knows nothing of values; a savepoint is a version with a name.

import { StoreError } from './storeError';

/** A named mark in a transaction. `version` is what rolling back to it restores; `depth` counts from 1, the outermost. */
export interface Savepoint {
  readonly id: number;
  readonly name: string;
  /** The id of the savepoint it was made in; the outermost has none. */
  readonly parent?: number;
  readonly version: number;
  readonly depth: number;
}

/** How a savepoint is referred to: by name, the newest of that name, or by id. */
export type SavepointRef = string | number;

/**
 * One level of the stack. Levels never change and are linked inwards to outwards, so that a whole stack is kept, and
 * brought back, by keeping its innermost level.
 */
export interface Mark {
  readonly point: Savepoint;
  readonly outer: Mark | undefined;
  readonly outermost: Savepoint;
  /** How many changes the transaction had recorded and not rolled back. */
  readonly changes: number;
}

/** The stack with one more savepoint on it. */
export function pushed(outer: Mark | undefined, id: number, name: string, version: number, changes: number): Mark {
  if (outer === undefined) {
    const point = { id, name, version, depth: 1 };
    return { point, outer, outermost: point, changes };
  }
  const point = { id, name, parent: outer.point.id, version, depth: outer.point.depth + 1 };
  return { point, outer, outermost: outer.outermost, changes };
}

/** The newest level that `ref` names; throws `unknown-savepoint`. */
export function findMark(top: Mark | undefined, ref: SavepointRef): Mark {
  for (let mark = top; mark !== undefined; mark = mark.outer) {
    if ((typeof ref === 'string' ? mark.point.name : mark.point.id) === ref) return mark;
  }
  throw new StoreError(
    'unknown-savepoint',
    typeof ref === 'string' ? `No savepoint named '${ref}'.` : `No savepoint with the id ${ref}.`,
  );
}

/** The stack as a list, outermost first. */
export function listed(top: Mark | undefined): readonly Savepoint[] {
  const points: Savepoint[] = [];
  for (let mark = top; mark !== undefined; mark = mark.outer) points.push(mark.point);
  return points.reverse();
}
