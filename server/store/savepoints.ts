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
 * A savepoint as one level of the stack. Levels never change and are linked from inside to outside, so that a whole
 * stack is kept, and brought back, by keeping its innermost level. The links are not among its properties, so that a
 * savepoint handed out is copied or sent without its stack.
 */
export class Mark implements Savepoint {
  declare readonly parent?: number;
  readonly depth: number;
  readonly #outer: Mark | undefined;
  readonly #outermost: Mark;
  readonly #changes: number;

  constructor(
    readonly id: number,
    readonly name: string,
    readonly version: number,
    changes: number,
    outer: Mark | undefined,
  ) {
    this.#changes = changes;
    this.#outer = outer;
    this.#outermost = outer === undefined ? this : outer.#outermost;
    this.depth = outer === undefined ? 1 : outer.depth + 1;
    if (outer !== undefined) this.parent = outer.id;
  }

  get outer(): Mark | undefined {
    return this.#outer;
  }

  /** The level that opened the transaction, which is told from others by its id. */
  get outermost(): Mark {
    return this.#outermost;
  }

  /** How many changes the transaction had recorded and not rolled back. */
  get changes(): number {
    return this.#changes;
  }
}

/** The newest level that `ref` names; throws `unknown-savepoint`. */
export function findMark(top: Mark | undefined, ref: SavepointRef): Mark {
  for (let mark = top; mark !== undefined; mark = mark.outer) {
    if ((typeof ref === 'string' ? mark.name : mark.id) === ref) return mark;
  }
  throw new StoreError(
    'unknown-savepoint',
    typeof ref === 'string' ? `No savepoint named '${ref}'.` : `No savepoint with the id ${ref}.`,
  );
}

/** The stack, outermost first. */
export function marksOf(top: Mark | undefined): readonly Mark[] {
  const marks: Mark[] = [];
  for (let mark = top; mark !== undefined; mark = mark.outer) marks.push(mark);
  return marks.reverse();
}
