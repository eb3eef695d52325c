// The log: every recorded change, oldest first. It only appends at its end and forgets at its beginning.

import { CHUNK, NONE, placeOf, Rows, type Chunk } from './rows';
import { StoreError } from './storeError';

const MOST_ENTRIES = 2 ** 31 - 1;

/**
 * One row per change: the cell, the entry of that cell's change before, and the value that was replaced. A version is a
 * length of this log. Since old values are what is kept, the beginning can be forgotten without keeping a snapshot in
 * its place.
 */
export class Log<T> {
  readonly #entries: Rows<T>;
  readonly #blank: T;
  #tail;
  #length = 0;
  #floor = 0;
  #freed = 0;

  constructor(blank: T) {
    this.#blank = blank;
    this.#entries = new Rows(blank);
    this.#entries.grow(0);
    this.#tail = this.#entries.chunk(0);
  }

  get length(): number {
    return this.#length;
  }

  /** The oldest entry that may still be read, and so the oldest version. */
  get floor(): number {
    return this.#floor;
  }

  cell(entry: number): number {
    return this.#entries.first(entry);
  }

  previous(entry: number): number {
    return this.#entries.second(entry);
  }

  old(entry: number): T {
    return this.#entries.value(entry);
  }

  /** The chunk that holds an entry, its place in it being `placeOf(entry)`. */
  chunk(entry: number): Chunk<T> {
    return this.#entries.chunk(entry);
  }

  append(cell: number, previous: number, old: T): number {
    const entry = this.#length;
    const place = placeOf(entry);
    if (place === 0) this.#grow(entry);
    const { integers, values } = this.#tail;
    integers[place << 1] = cell;
    integers[(place << 1) + 1] = previous;
    values[place] = old;
    this.#length = entry + 1;
    return entry;
  }

  /** An entry that changes no cell: it gives a version of its own to what changes nothing else. */
  appendMarker(): void {
    this.append(NONE, NONE, this.#blank);
  }

  /** Forgets the entries before `floor`, at once for every reader; gives back at most `chunks` chunks of their memory. */
  forget(floor: number, chunks: number): void {
    if (floor > this.#floor) this.#floor = floor;
    for (let left = chunks; left > 0 && this.#freed + CHUNK <= this.#floor; left--) {
      this.#entries.free(this.#freed);
      this.#freed += CHUNK;
    }
  }

  #grow(entry: number): void {
    if (entry > MOST_ENTRIES - CHUNK)
      throw new StoreError('full', `The store has recorded ${entry} changes, the most it can.`);
    this.#entries.grow(entry);
    this.#tail = this.#entries.chunk(entry);
  }
}
