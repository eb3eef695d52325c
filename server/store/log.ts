// The log: every recorded change, oldest first. It only appends at its end and forgets at its beginning.

import { CHUNK, IntColumn, NONE, ValueColumn } from './column';
import { StoreError } from './storeError';

const MOST_ENTRIES = 2 ** 31 - 1;

/**
 * Three columns, one element each per change: the cell, the entry of that cell's change before, and the value that was
 * replaced. A version is a length of this log. Since old values are what is kept, the beginning can be forgotten
 * without keeping a snapshot in its place.
 */
export class Log<T> {
  readonly #cells = new IntColumn();
  readonly #previous = new IntColumn();
  readonly #old: ValueColumn<T>;
  readonly #blank: T;
  #length = 0;
  #floor = 0;
  #freed = 0;

  constructor(blank: T) {
    this.#blank = blank;
    this.#old = new ValueColumn(blank);
  }

  get length(): number {
    return this.#length;
  }

  /** The oldest entry that may still be read, and so the oldest version. */
  get floor(): number {
    return this.#floor;
  }

  cell(entry: number): number {
    return this.#cells.get(entry);
  }

  previous(entry: number): number {
    return this.#previous.get(entry);
  }

  old(entry: number): T {
    return this.#old.get(entry);
  }

  append(cell: number, previous: number, old: T): number {
    const entry = this.#length;
    if (entry % CHUNK === 0) this.#grow(entry);
    this.#cells.set(entry, cell);
    this.#previous.set(entry, previous);
    this.#old.set(entry, old);
    this.#length = entry + 1;
    return entry;
  }

  /** An entry that changes no cell: it gives a version of its own to what changes nothing else. */
  appendMarker(): void {
    this.append(NONE, NONE, this.#blank);
  }

  /** Forgets the entries before `floor`, at once for every reader; their memory goes back in `reclaim`. */
  forget(floor: number): void {
    this.#floor = Math.max(this.#floor, floor);
  }

  /** Gives back at most `chunks` chunks of forgotten entries, telling each entry to `leave` first. */
  reclaim(chunks: number, leave: (entry: number) => void): void {
    for (let left = chunks; left > 0 && this.#freed + CHUNK <= this.#floor; left--) {
      for (let entry = this.#freed; entry < this.#freed + CHUNK; entry++) leave(entry);
      this.#cells.free(this.#freed);
      this.#previous.free(this.#freed);
      this.#old.free(this.#freed);
      this.#freed += CHUNK;
    }
  }

  #grow(entry: number): void {
    if (entry > MOST_ENTRIES - CHUNK)
      throw new StoreError('full', `The store has recorded ${entry} changes, the most it can.`);
    this.#cells.grow(entry);
    this.#previous.grow(entry);
    this.#old.grow(entry);
  }
}
