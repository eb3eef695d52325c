// The log: every recorded change, oldest first. It only appends at its end and forgets at its beginning.

import { CHUNK, chunkOf, NONE, placeOf } from './columns';
import { StoreError } from './storeError';

const MOST_ENTRIES = 2 ** 31 - 1;

/** Freed chunks kept for the next growth: memory in use already is much faster than new memory. */
const SPARES = 8;

/** The entries of one stretch of the log, by place. `previous` is filled in later, by the chains. */
export interface LogChunk<T> {
  readonly cells: Int32Array;
  readonly previous: Int32Array;
  readonly values: T[];
}

/**
 * One entry per change: the cell, a link for the chains, and a value. A version is a length of this log. While a change
 * is part of the present, its entry has the value that it replaced; once it is rolled back, the value that it had set.
 */
export class Log<T> {
  readonly #blank: T;
  readonly #chunks: LogChunk<T>[] = [];
  readonly #spares: LogChunk<T>[] = [];
  #tail: LogChunk<T>;
  #length = 0;
  /** The length at which the chunks are full. */
  #room = CHUNK;
  #floor = 0;
  #freed = 0;
  readonly #most: number;

  constructor(blank: T, most = MOST_ENTRIES) {
    this.#blank = blank;
    this.#most = most;
    this.#tail = this.#newChunk();
    this.#chunks.push(this.#tail);
  }

  get length(): number {
    return this.#length;
  }

  /** The oldest entry that may still be read, and so the oldest version. */
  get floor(): number {
    return this.#floor;
  }

  cell(entry: number): number {
    return this.chunk(entry).cells[placeOf(entry)] ?? NONE;
  }

  value(entry: number): T {
    return this.chunk(entry).values[placeOf(entry)] as T;
  }

  previous(entry: number): number {
    return this.chunk(entry).previous[placeOf(entry)] ?? NONE;
  }

  /** The chunk that holds an entry, its place in it being `placeOf(entry)`. */
  chunk(entry: number): LogChunk<T> {
    const chunk = this.#chunks[chunkOf(entry)];
    if (chunk === undefined) throw new RangeError(`There is no entry ${entry}.`);
    return chunk;
  }

  /** True where the next entry needs `extend` first. */
  get isFull(): boolean {
    return this.#length === this.#room;
  }

  /** Makes room. Throws `full`. */
  extend(): void {
    if (this.#length > this.#most - CHUNK)
      throw new StoreError('full', `The store has recorded ${this.#length} changes, the most it can.`);
    this.#tail = this.#spares.pop() ?? this.#newChunk();
    this.#chunks.push(this.#tail);
    this.#room += CHUNK;
  }

  append(cell: number, value: T): void {
    const { cells, values } = this.#tail;
    const place = placeOf(this.#length++);
    cells[place] = cell;
    values[place] = value;
  }

  /** An entry that changes no cell: it gives a version of its own to what changes nothing else. */
  appendMarker(): void {
    this.append(NONE, this.#blank);
  }

  /** Forgets the entries before `floor`, at once for every reader; gives back at most `chunks` chunks of their memory. */
  forget(floor: number, chunks: number): void {
    if (floor > this.#floor) this.#floor = floor;
    for (let left = chunks; left > 0 && this.#freed + CHUNK <= this.#floor; left--) {
      if (this.#spares.length < SPARES) this.#spares.push(this.chunk(this.#freed));
      this.#chunks[chunkOf(this.#freed)] = NOTHING;
      this.#freed += CHUNK;
    }
  }

  #newChunk(): LogChunk<T> {
    return {
      cells: new Int32Array(CHUNK),
      previous: new Int32Array(CHUNK),
      values: new Array<T>(CHUNK).fill(this.#blank),
    };
  }
}

const NOTHING: LogChunk<never> = { cells: new Int32Array(0), previous: new Int32Array(0), values: [] };
