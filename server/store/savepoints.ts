// The savepoint stack: names and marks. It knows nothing of values; a savepoint is a version with a name.

import { Integers, NONE, Values } from './columns';
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

const [ID, VERSION, CHANGES, OUTER] = [0, 1, 2, 3] as const;

/**
 * The stack of open savepoints, outermost first. Each has a row, which knows the row of the one it was made in, so that a
 * whole stack is kept, and brought back, by keeping its innermost row. A row never changes; when its savepoint is closed and
 * nobody keeps it, it is taken back.
 */
export class Savepoints {
  /** For each row: its id, its version, the changes so far, and the row of the savepoint it was made in. */
  readonly #rows = new Integers(4);
  readonly #names = new Values('');
  /** By level, from 0: the open savepoint's row, and a digest of its name. */
  #stack = new Int32Array(64);
  #digests = new Int32Array(64);
  #depth = 0;
  #lastId = 0;
  /** Rows before `#first` are forgotten; those from there and before `#kept` are kept. */
  #first = 0;
  #kept = 0;

  /** How many are open. */
  get depth(): number {
    return this.#depth;
  }

  /** The row of the innermost open savepoint, or `NONE`. */
  get top(): number {
    return this.row(this.#depth);
  }

  /** The row of the open savepoint at a depth, from 1, or `NONE`. */
  row(depth: number): number {
    return depth > this.#depth || depth === 0 ? NONE : (this.#stack[depth - 1] ?? NONE);
  }

  /** What rolling back to a savepoint restores. */
  version(row: number): number {
    return this.#rows.get(row, VERSION);
  }

  /** How many changes the transaction had recorded and not rolled back. */
  changes(row: number): number {
    return this.#rows.get(row, CHANGES);
  }

  name(row: number): string {
    return this.#names.get(row);
  }

  /** The row of the savepoint that opened its transaction. */
  outermostOf(row: number): number {
    let at = row;
    for (let outer = at; outer !== NONE; outer = this.#rows.get(outer, OUTER)) at = outer;
    return at;
  }

  /** Makes a savepoint in the innermost one. */
  open(name: string | undefined, version: number, changes: number): Savepoint {
    const id = ++this.#lastId;
    const given = name ?? `savepoint ${id}`;
    const row = this.#rows.append(id, version, changes, this.top);
    this.#names.append(given);
    this.#push(row, given);
    return this.describe(row, this.#depth);
  }

  /** The depth of the newest open savepoint that `ref` names; throws `unknown-savepoint`. */
  find(ref: SavepointRef): number {
    const depth = typeof ref === 'string' ? this.#named(ref) : this.#withId(ref);
    if (depth !== 0) return depth;
    throw unknownSavepoint(ref);
  }

  /** Closes all that are deeper than a depth. */
  closeBelow(depth: number): void {
    this.#depth = depth;
    const needed = Math.max(this.#kept, this.top + 1);
    this.#rows.truncate(needed);
    this.#names.truncate(needed);
  }

  /** Keeps the rows of all open savepoints, so that `reopen` can bring them back. */
  keep(): void {
    this.#kept = Math.max(this.#kept, this.top + 1);
  }

  /** Makes a kept savepoint and all that it was made in the open ones; `NONE` leaves none open. */
  reopen(row: number): void {
    this.closeBelow(0);
    const rows: number[] = [];
    for (let at = row; at !== NONE; at = this.#rows.get(at, OUTER)) rows.push(at);
    for (const each of rows.reverse()) this.#push(each, this.name(each));
  }

  /** A savepoint as it is handed out. */
  describe(row: number, depth: number): Savepoint {
    const outer = this.#rows.get(row, OUTER);
    const [id, name, version] = [this.#rows.get(row, ID), this.name(row), this.version(row)];
    return outer === NONE
      ? { id, name, version, depth }
      : { id, name, version, depth, parent: this.#rows.get(outer, ID) };
  }

  /** The open savepoints, outermost first. */
  list(): readonly Savepoint[] {
    return Array.from(this.#stack.subarray(0, this.#depth), (row, level) => this.describe(row, level + 1));
  }

  /** Drops the kept savepoints from before a version, of which none is open. */
  forget(floor: number): void {
    while (this.#first < this.#kept && this.version(this.#first) < floor) {
      this.#first++;
      this.#rows.forget(this.#first);
      this.#names.forget(this.#first);
    }
  }

  /** What is wrong with the structure: nothing, ever. For tests. */
  *problems(): Generator<string> {
    const newest = new Map(this.list().map(({ depth, name }) => [name, depth]));
    for (let depth = 1; depth <= this.#depth; depth++) {
      const row = this.row(depth);
      const [id, outer] = [this.#rows.get(row, ID), this.#rows.get(row, OUTER)];
      const ordered = outer === NONE || (this.version(row) >= this.version(outer) && this.changes(row) >= this.changes(outer) && row > outer); // prettier-ignore
      if (!ordered || outer !== (depth === 1 ? NONE : this.row(depth - 1))) yield `savepoint ${id} is out of order`;
      if (row >= this.#rows.count || row < this.#first) yield `savepoint ${id} was taken back`;
      if (this.#withId(id) !== depth) yield `savepoint ${id} is not found`;
      if (this.#named(this.name(row)) !== newest.get(this.name(row)))
        yield `savepoint ${id} hides another, or is hidden`;
    }
    if (this.#rows.count > Math.max(this.#kept, this.top + 1)) yield 'a savepoint that is closed was not taken back';
  }

  /**
   * The depth of the newest savepoint of a name, or 0. Looks at no more than the operation then closes, unless there is none;
   * a digest of the name keeps each look short.
   */
  #named(name: string): number {
    const digest = digestOf(name);
    for (let level = this.#depth - 1; level >= 0; level--)
      if (this.#digests[level] === digest && this.name(this.#stack[level] ?? NONE) === name) return level + 1;
    return 0;
  }

  /** The depth of the open savepoint with an id, or 0. Who was made in another has the higher id. */
  #withId(id: number): number {
    let low = 0;
    let high = this.#depth;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#rows.get(this.#stack[middle] ?? NONE, ID) < id) low = middle + 1;
      else high = middle;
    }
    return low < this.#depth && this.#rows.get(this.#stack[low] ?? NONE, ID) === id ? low + 1 : 0;
  }

  #push(row: number, name: string): void {
    if (this.#depth === this.#stack.length) {
      this.#stack = doubled(this.#stack);
      this.#digests = doubled(this.#digests);
    }
    this.#stack[this.#depth] = row;
    this.#digests[this.#depth] = digestOf(name);
    this.#depth++;
  }
}

/** Tells most names apart: by their length and their last four characters, which is where names that are made differ. */
function digestOf(name: string): number {
  const { length } = name;
  let digest = length;
  for (let at = Math.max(0, length - 4); at < length; at++) digest = (Math.imul(digest, 31) + name.charCodeAt(at)) | 0;
  return digest;
}

function doubled(integers: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * integers.length);
  larger.set(integers);
  return larger;
}

/** The newest of a list of savepoints that `ref` names; throws `unknown-savepoint`. */
export function newestNamed(savepoints: readonly Savepoint[], ref: SavepointRef): Savepoint {
  const found = savepoints.findLast(({ id, name }) => (typeof ref === 'string' ? name : id) === ref);
  if (found !== undefined) return found;
  throw unknownSavepoint(ref);
}

function unknownSavepoint(ref: SavepointRef): StoreError {
  const what = typeof ref === 'string' ? `named '${ref}'` : `with the id ${ref}`;
  return new StoreError('unknown-savepoint', `No savepoint ${what}.`);
}
