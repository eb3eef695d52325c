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

const [OUTER, VERSION, CHANGES, DEPTH, OUTERMOST, SAME_NAME] = [0, 1, 2, 3, 4, 5] as const;

/** How many of the newest levels are looked at one by one for a name. */
const NEARBY = 16;

/**
 * The savepoints, known by their ids, 1 and up, and the stack of the open ones. A savepoint never changes and knows the one
 * it was made in, so that a whole stack is kept, and brought back, by keeping the id of its innermost one.
 */
export class Savepoints {
  /** For each id: the one it was made in, version, changes so far, depth, the outermost, and the last of the same name. */
  readonly #rows = new Integers(8);
  readonly #names = new Values('');
  #kept = 1;
  #stack = new Int32Array(64);
  #depth = 0;
  /** The newest of each name among the `#indexed` outermost levels, or one that is closed; it then has their like. */
  readonly #newest = new Map<string, number>();
  #indexed = 0;

  constructor() {
    // Nothing has the id 0.
    this.#rows.append(NONE, NONE);
    this.#names.append('');
  }

  /** The innermost open savepoint, or `NONE`. */
  get top(): number {
    return this.#depth === 0 ? NONE : (this.#stack[this.#depth - 1] ?? NONE);
  }

  /** The savepoint that opened the transaction, or `NONE`. */
  get outermost(): number {
    return this.#depth === 0 ? NONE : (this.#stack[0] ?? NONE);
  }

  /** What rolling back to a savepoint restores. */
  version(id: number): number {
    return this.#rows.get(id, VERSION);
  }

  /** How many changes the transaction had recorded and not rolled back. */
  changes(id: number): number {
    return this.#rows.get(id, CHANGES);
  }

  /** The savepoint that opened its transaction. */
  outermostOf(id: number): number {
    return this.#rows.get(id, OUTERMOST);
  }

  name(id: number): string {
    return this.#names.get(id);
  }

  open(name: string | undefined, version: number, changes: number): number {
    const outer = this.top;
    const outermost = outer === NONE ? this.#rows.count : this.outermost;
    const id = this.#rows.append(outer, version, changes, this.#depth + 1, outermost, NONE);
    this.#names.append(name ?? `savepoint ${id}`);
    this.#push(id);
    return id;
  }

  /** The newest open savepoint that `ref` names; throws `unknown-savepoint`. */
  find(ref: SavepointRef): number {
    const found = typeof ref === 'string' ? this.#named(ref) : this.#isOpen(ref) ? ref : NONE;
    if (found !== NONE) return found;
    const what = typeof ref === 'string' ? `named '${ref}'` : `with the id ${ref}`;
    throw new StoreError('unknown-savepoint', `No savepoint ${what}.`);
  }

  /** Closes all that were made in a savepoint. */
  closeInside(id: number): void {
    this.#closeFrom(this.#rows.get(id, DEPTH));
  }

  /** Closes a savepoint and all that were made in it. */
  close(id: number): void {
    this.#closeFrom(this.#rows.get(id, DEPTH) - 1);
  }

  closeAll(): void {
    this.#closeFrom(0);
  }

  /** Makes a savepoint and all that it was made in the open ones; `NONE` leaves none open. */
  reopen(id: number): void {
    this.closeAll();
    const levels: number[] = [];
    for (let level = id; level !== NONE; level = this.#rows.get(level, OUTER)) levels.push(level);
    for (const level of levels.reverse()) this.#push(level);
  }

  /** A savepoint as it is handed out. */
  describe(id: number): Savepoint {
    const parent = this.#rows.get(id, OUTER);
    const level = { id, name: this.name(id), version: this.version(id), depth: this.#rows.get(id, DEPTH) };
    return parent === NONE ? level : { ...level, parent };
  }

  /** The open savepoints, outermost first. */
  list(): readonly Savepoint[] {
    return Array.from(this.#stack.subarray(0, this.#depth), (id) => this.describe(id));
  }

  /** Drops the savepoints from before a version, of which none is open. */
  forget(floor: number): void {
    while (this.#kept < this.#rows.count && this.version(this.#kept) < floor) {
      this.#kept++;
      this.#rows.forget(this.#kept);
      this.#names.forget(this.#kept);
    }
  }

  /** What is wrong with the structure: nothing, ever. For tests. */
  *problems(): Generator<string> {
    const newest = new Map(this.list().map(({ id, name }) => [name, id]));
    for (let level = 0; level < this.#depth; level++) {
      const id = this.#stack[level] ?? NONE;
      const outer = this.#rows.get(id, OUTER);
      const ordered = outer === NONE || (this.version(id) >= this.version(outer) && this.changes(id) >= this.changes(outer) && id > outer); // prettier-ignore
      const linked = outer === (level === 0 ? NONE : this.#stack[level - 1]) && this.outermostOf(id) === this.outermost;
      if (!ordered || !linked || this.#rows.get(id, DEPTH) !== level + 1) yield `savepoint ${id} is out of order`;
      if (this.#named(this.name(id)) !== newest.get(this.name(id))) yield `savepoint ${id} hides another, or is hidden`;
    }
  }

  #isOpen(id: number): boolean {
    return Number.isInteger(id) && id >= this.#kept && id < this.#rows.count && this.#stackedAt(id) < this.#depth;
  }

  /** The level of the stack that a savepoint is at; beyond its depth if it is closed. */
  #stackedAt(id: number): number {
    const level = this.#rows.get(id, DEPTH) - 1;
    return level < this.#depth && this.#stack[level] === id ? level : this.#depth;
  }

  #named(name: string): number {
    for (let level = this.#depth - 1; level >= this.#indexed; level--) {
      const id = this.#stack[level] ?? NONE;
      if (this.#names.get(id) === name) return id;
    }
    return this.#indexed === 0 ? NONE : this.#indexedNamed(name);
  }

  #indexedNamed(name: string): number {
    const newest = this.#newest.get(name) ?? NONE;
    let found = newest;
    while (found !== NONE && this.#stackedAt(found) >= this.#indexed) found = this.#rows.get(found, SAME_NAME);
    if (found !== newest && found !== NONE) this.#newest.set(name, found);
    if (found === NONE && newest !== NONE) this.#newest.delete(name);
    return found;
  }

  #push(id: number): void {
    if (this.#depth === this.#stack.length) {
      const larger = new Int32Array(2 * this.#depth);
      larger.set(this.#stack);
      this.#stack = larger;
    }
    this.#stack[this.#depth++] = id;
    if (this.#depth - this.#indexed > NEARBY) this.#indexOne();
  }

  /** Indexes the outermost level that is not, so that what is nearby is never much. */
  #indexOne(): void {
    const id = this.#stack[this.#indexed] ?? NONE;
    const name = this.#names.get(id);
    this.#rows.set(id, SAME_NAME, this.#indexedNamed(name));
    this.#newest.set(name, id);
    this.#indexed++;
  }

  #closeFrom(level: number): void {
    this.#depth = level;
    if (this.#indexed <= level) return;
    this.#indexed = level;
    if (level === 0) this.#newest.clear();
  }
}

/** The newest of a list of savepoints that `ref` names; throws `unknown-savepoint`. */
export function newestNamed(savepoints: readonly Savepoint[], ref: SavepointRef): Savepoint {
  const found = savepoints.findLast(({ id, name }) => (typeof ref === 'string' ? name : id) === ref);
  if (found !== undefined) return found;
  const what = typeof ref === 'string' ? `named '${ref}'` : `with the id ${ref}`;
  throw new StoreError('unknown-savepoint', `No savepoint ${what}.`);
}
