// Rows: tables that grow by whole chunks and never copy, so that growing never pauses, however long they are.

const BITS = 13;

/** How many rows a chunk holds; memory is taken and given back in these. */
export const CHUNK = 1 << BITS;
const MASK = CHUNK - 1;

/** Stands for no row: the end of a chain, a missing relative, a log entry that belongs to no cell. */
export const NONE = -1;

/** Freed chunks kept for the next growth, as they are: memory in use already is faster than new memory. */
const SPARES = 2;

/** The rows of one chunk: row `i` has its integers at `2i` and `2i + 1`, side by side in memory, and its value at `i`. */
export interface Chunk<T> {
  readonly integers: Int32Array;
  readonly values: T[];
}

/**
 * A table whose rows are two 32-bit integers and a value. A new row has `NONE` twice and `blank`, or, once rows have been
 * freed, whatever a freed one had.
 */
export class Rows<T> {
  readonly #chunks: Chunk<T>[] = [];
  readonly #spares: Chunk<T>[] = [];
  readonly #blank: T;

  constructor(blank: T) {
    this.#blank = blank;
  }

  first(row: number): number {
    return this.chunk(row).integers[placeOf(row) << 1] ?? NONE;
  }

  second(row: number): number {
    return this.chunk(row).integers[(placeOf(row) << 1) + 1] ?? NONE;
  }

  value(row: number): T {
    return this.chunk(row).values[placeOf(row)] as T;
  }

  set(row: number, first: number, second: number): void {
    const { integers } = this.chunk(row);
    integers[placeOf(row) << 1] = first;
    integers[(placeOf(row) << 1) + 1] = second;
  }

  setValue(row: number, value: T): void {
    this.chunk(row).values[placeOf(row)] = value;
  }

  /** The chunk that holds a row, for those who touch several parts of it at once; the row is at `placeOf(row)` in it. */
  chunk(row: number): Chunk<T> {
    const chunk = this.#chunks[row >> BITS];
    if (chunk === undefined) throw new RangeError(`There is no row ${row}.`);
    return chunk;
  }

  /** Makes a row; rows are made in order. */
  grow(row: number): void {
    if (placeOf(row) === 0) this.#chunks[row >> BITS] = this.#spares.pop() ?? newChunk(this.#blank);
  }

  /** Gives back the chunk that begins with `row`. */
  free(row: number): void {
    if (this.#spares.length < SPARES) this.#spares.push(this.chunk(row));
    this.#chunks[row >> BITS] = NOTHING;
  }
}

/** Where a row is in its chunk. */
export function placeOf(row: number): number {
  return row & MASK;
}

const NOTHING: Chunk<never> = { integers: new Int32Array(0), values: [] };

function newChunk<T>(blank: T): Chunk<T> {
  return { integers: new Int32Array(2 * CHUNK).fill(NONE), values: new Array<T>(CHUNK).fill(blank) };
}
