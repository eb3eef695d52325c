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

/** An open savepoint. There is one for each depth, and used again: nobody keeps it. */
class OpenLevel {
  id = NONE;
  name = '';
  version = NONE;
  /** How many changes the transaction had recorded and not rolled back. */
  changes = NONE;
  /** The id of the savepoint it was made in, or `NONE`. */
  parent = NONE;
  /** Where it is kept. */
  row = NONE;

  constructor(readonly depth: number) {}
}

export type Level = Readonly<OpenLevel>;

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
  readonly #levels: OpenLevel[] = [];
  /** By level: a digest of its name. */
  #digests = new Int32Array(64);
  #depth = 0;
  #lastId = 0;
  /** The rows before this are kept. */
  #kept = 0;

  /** How many are open. */
  get depth(): number {
    return this.#depth;
  }

  /** The innermost open savepoint. */
  get innermost(): Level | undefined {
    return this.#depth === 0 ? undefined : this.#levels[this.#depth - 1];
  }

  /** The savepoint that opened the transaction. */
  get outermost(): Level | undefined {
    return this.#depth === 0 ? undefined : this.#levels[0];
  }

  /** The row of the savepoint that opened the transaction of a kept one; `NONE` for `NONE`. */
  outermostOf(row: number): number {
    let at = row;
    for (let outer = at; outer !== NONE; outer = this.#rows.get(outer, OUTER)) at = outer;
    return at;
  }

  /** Makes a savepoint in the innermost one. */
  open(name: string | undefined, version: number, changes: number): Savepoint {
    const id = ++this.#lastId;
    const given = name ?? `savepoint ${id}`;
    const row = this.#rows.append(id, version, changes, this.innermost?.row ?? NONE);
    this.#names.append(given);
    return plain(this.#push(id, given, version, changes, row));
  }

  /** The newest open savepoint that `ref` names; throws `unknown-savepoint`. */
  find(ref: SavepointRef): Level {
    const found = typeof ref === 'string' ? this.#named(ref) : this.#withId(ref);
    if (found === undefined) throw unknownSavepoint(ref);
    return found;
  }

  /** Closes all that are deeper than a depth. */
  closeBelow(depth: number): void {
    this.#depth = depth;
    const needed = (this.innermost?.row ?? NONE) + 1;
    this.#rows.truncate(Math.max(this.#kept, needed));
    this.#names.truncate(Math.max(this.#kept, needed));
  }

  /** Keeps the rows of all open savepoints, so that `reopen` can bring them back; returns the innermost one's, or `NONE`. */
  keep(): number {
    const row = this.innermost?.row ?? NONE;
    if (row >= this.#kept) this.#kept = row + 1;
    return row;
  }

  /** Makes a kept savepoint and all that it was made in the open ones; `NONE` leaves none open. */
  reopen(row: number): void {
    this.closeBelow(0);
    const rows: number[] = [];
    for (let at = row; at !== NONE; at = this.#rows.get(at, OUTER)) rows.push(at);
    for (const each of rows.reverse()) {
      const [id, version, changes] = [ID, VERSION, CHANGES].map((column) => this.#rows.get(each, column));
      this.#push(id ?? NONE, this.#names.get(each), version ?? NONE, changes ?? NONE, each);
    }
  }

  /** A kept savepoint, as it is handed out. */
  kept(row: number, depth: number): Savepoint {
    const outer = this.#rows.get(row, OUTER);
    const [id, version] = [this.#rows.get(row, ID), this.#rows.get(row, VERSION)];
    return plain({
      id,
      name: this.#names.get(row),
      version,
      depth,
      parent: outer === NONE ? NONE : this.#rows.get(outer, ID),
    });
  }

  /** The open savepoints, outermost first. */
  list(): readonly Savepoint[] {
    return this.#levels.slice(0, this.#depth).map((level) => plain(level));
  }

  /** Drops the kept savepoints from before a version, of which none is open. */
  forget(floor: number): void {
    const first = this.#rows.firstFrom(floor, VERSION);
    this.#rows.forget(first);
    this.#names.forget(first);
  }

  /** What is wrong with the structure: nothing, ever. For tests. */
  *problems(): Generator<string> {
    const newest = new Map(this.list().map(({ id, name }) => [name, id]));
    let [parent, outer] = [NONE, NONE];
    for (const level of this.#levels.slice(0, this.#depth)) {
      const { id, name, row, version, changes } = level;
      const columns = [ID, VERSION, CHANGES, OUTER].map((column) => this.#rows.get(row, column));
      if (columns.join() !== [id, version, changes, outer].join() || this.#names.get(row) !== name)
        yield `savepoint ${id} is not what its row says`;
      if (level.parent !== parent || row <= outer) yield `savepoint ${id} is out of order`;
      if (row >= this.#rows.count || row < this.#rows.first) yield `savepoint ${id} was taken back`;
      if (this.#withId(id) !== level) yield `savepoint ${id} is not found`;
      if (this.#named(name)?.id !== newest.get(name)) yield `savepoint ${id} hides another, or is hidden`;
      [parent, outer] = [id, row];
    }
    if (this.#rows.count > Math.max(this.#kept, outer + 1)) yield 'a savepoint that is closed was not taken back';
  }

  /**
   * The newest savepoint of a name. Looks at no more than the operation then closes, unless there is none; a digest of the
   * name keeps each look short.
   */
  #named(name: string): Level | undefined {
    const digest = digestOf(name);
    for (let depth = this.#depth; depth > 0; depth--) {
      if (this.#digests[depth - 1] !== digest) continue;
      const level = this.#levels[depth - 1];
      if (level?.name === name) return level;
    }
    return undefined;
  }

  /** The open savepoint with an id. Who was made in another has the higher id. */
  #withId(id: number): Level | undefined {
    let low = 0;
    let high = this.#depth;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#levels[middle]?.id ?? id) < id) low = middle + 1;
      else high = middle;
    }
    const found = low < this.#depth ? this.#levels[low] : undefined;
    return found?.id === id ? found : undefined;
  }

  #push(id: number, name: string, version: number, changes: number, row: number): Level {
    const parent = this.innermost?.id ?? NONE;
    const depth = ++this.#depth;
    if (depth > this.#digests.length) this.#digests = doubled(this.#digests);
    this.#digests[depth - 1] = digestOf(name);
    const level = this.#levels[depth - 1] ?? this.#deepen();
    level.id = id;
    level.name = name;
    level.version = version;
    level.changes = changes;
    level.row = row;
    level.parent = parent;
    return level;
  }

  #deepen(): OpenLevel {
    const level = new OpenLevel(this.#depth);
    this.#levels.push(level);
    return level;
  }
}

/** A savepoint as it is handed out: plain, and not changed by what becomes of it. */
export function plain({ id, name, version, depth, parent }: Omit<Level, 'changes' | 'row'>): Savepoint {
  return parent === NONE ? { id, name, version, depth } : { id, name, version, depth, parent };
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
