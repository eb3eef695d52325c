// A concurrent transaction: a second writer beside the store's own transaction, an agent's beside a person's.

import { type Core, type Place } from './core';
import { type Boxed, type Snapshot, type Writes } from './meeting';
import { type Path } from './pointer';
import { newestNamed, type Savepoint, type SavepointRef } from './savepoints';
import { ABSENT, sameSlot, valueOf, type Slot } from './slot';
import { StoreError } from './storeError';
import { entriesUnder, subtreeWrites } from './subtree';

/** How a concurrent transaction ends. */
export interface Finish<V> {
  /** Commits what it wrote; throws `conflict`. */
  commit(writes: Writes<V>): void;
  /** Told once that it has ended. */
  ended(): void;
}

/**
 * A transaction under snapshot isolation: it reads the state committed when it began and its own writes, and nobody sees
 * those until it commits. Its writes are an overlay; what they replaced in the overlay is what its savepoints undo.
 * While it is open it keeps the versions since its snapshot from being pruned.
 */
export class Concurrent<V> {
  readonly #core: Core<V>;
  readonly #snapshot: Snapshot<V>;
  readonly #finish: Finish<V>;
  readonly #overlay = new Map<number, Boxed<V>>();
  readonly #replaced: (readonly [cell: number, before: Boxed<V> | undefined])[] = [];
  #savepoints: readonly Savepoint[] = [];
  #lastId = 0;
  #state: 'open' | 'committed' | 'rolled back' = 'open';

  constructor(core: Core<V>, snapshot: Snapshot<V>, finish: Finish<V>) {
    this.#core = core;
    this.#snapshot = snapshot;
    this.#finish = finish;
  }

  get state(): 'open' | 'committed' | 'rolled back' {
    return this.#state;
  }

  get(place: Place): V | undefined {
    return valueOf(this.#find(place));
  }

  has(place: Place): boolean {
    return this.#find(place) !== ABSENT;
  }

  /** What it sees at and below `prefix`, depth first. */
  entries(prefix: Path = ''): Iterable<readonly [Path, V]> {
    this.#checkOpen();
    return entriesUnder(this.#core, prefix, (cell) => this.#read(cell));
  }

  /** Sets one cell; false where it sees an equal value there. */
  set(place: Place, value: V): boolean {
    return this.#write(this.#core.cellOf(place), value);
  }

  /** Empties one cell; false where it sees none. */
  delete(place: Place): boolean {
    return this.#write(this.#core.cellOf(place), ABSENT);
  }

  /** As the store's `setSubtree`. */
  setSubtree(path: Path, entries: Iterable<readonly [Path, V]>): number {
    const writes = subtreeWrites(this.#core, path, entries, (cell) => this.#read(cell));
    for (const [cell, slot] of writes) this.#write(cell, slot);
    return writes.length;
  }

  /** As the store's `deleteSubtree`. */
  deleteSubtree(path: Path): number {
    return this.setSubtree(path, []);
  }

  /** SAVEPOINT, within this transaction; its `version` counts this transaction's own writes. */
  savepoint(name?: string): Savepoint {
    this.#checkOpen();
    if (name === '') throw new StoreError('bad-name', "A savepoint's name cannot be empty.");
    const id = ++this.#lastId;
    const outer = this.#savepoints.at(-1);
    const savepoint = {
      id,
      name: name ?? `savepoint ${id}`,
      version: this.#replaced.length,
      depth: this.#savepoints.length + 1,
      ...(outer && { parent: outer.id }),
    };
    this.#savepoints = [...this.#savepoints, savepoint];
    return savepoint;
  }

  /** RELEASE. As after SQLite's BEGIN, releasing the outermost savepoint does not commit. */
  release(ref: SavepointRef): void {
    this.#checkOpen();
    this.#savepoints = this.#savepoints.slice(0, newestNamed(this.#savepoints, ref).depth - 1);
  }

  /** ROLLBACK TO. */
  rollbackTo(ref: SavepointRef): void {
    this.#checkOpen();
    const { version, depth } = newestNamed(this.#savepoints, ref);
    this.#savepoints = this.#savepoints.slice(0, depth);
    for (const [cell, before] of this.#replaced.splice(version).reverse()) {
      if (before === undefined) this.#overlay.delete(cell);
      else this.#overlay.set(cell, before);
    }
  }

  savepoints(): readonly Savepoint[] {
    return this.#savepoints;
  }

  /**
   * COMMIT: the first committer wins. Throws `conflict`, with the paths, where a transaction that committed after this
   * one began changed a cell that this one changes; it is then still open. While the store's own transaction is open,
   * what is committed here waits: later transactions see it, the store's own does not until it ends.
   */
  commit(): void {
    this.#checkOpen();
    const changed = [...this.#overlay].filter(
      ([cell, { slot }]) => !sameSlot(this.#base(cell), slot, this.#core.equals),
    );
    this.#finish.commit(new Map(changed));
    this.#end('committed');
  }

  /** ROLLBACK: ends it, and nothing was written. */
  rollback(): void {
    this.#checkOpen();
    this.#end('rolled back');
  }

  #end(state: 'committed' | 'rolled back'): void {
    this.#state = state;
    this.#finish.ended();
  }

  #find(place: Place): Slot<V> {
    this.#checkOpen();
    return this.#read(this.#core.cellOf(place));
  }

  #read(cell: number): Slot<V> {
    const own = this.#overlay.get(cell);
    return own === undefined ? this.#base(cell) : own.slot;
  }

  #base(cell: number): Slot<V> {
    const committed = this.#snapshot.waiting.findLast(({ writes }) => writes.has(cell))?.writes.get(cell);
    return committed === undefined ? this.#core.timeline.at(cell, this.#snapshot.version) : committed.slot;
  }

  #write(cell: number, slot: Slot<V>): boolean {
    this.#checkOpen();
    if (sameSlot(this.#read(cell), slot, this.#core.equals)) return false;
    this.#replaced.push([cell, this.#overlay.get(cell)]);
    this.#overlay.set(cell, { slot });
    return true;
  }

  #checkOpen(): void {
    if (this.#state !== 'open') throw new StoreError('ended', `This transaction was ${this.#state}.`);
  }
}
