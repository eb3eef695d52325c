// Columns: tables of integers and of values that grow by whole chunks and never copy, so that growing never pauses,
// however long they are.

const BITS = 14;

/** How many values, or pairs of integers, a chunk holds: large enough that V8 never moves one. */
export const CHUNK = 1 << BITS;
const MASK = CHUNK - 1;

/** Stands for no row: the end of a chain, a missing relative, a log entry that belongs to no cell. */
export const NONE = -1;

/** Freed chunks kept for the next growth, as they are: memory in use already is much faster than new memory. */
const SPARES = 4;

const NO_INTEGERS = new Int32Array(0);

/** Which chunk of values holds a row, and where in it the row is. */
export function chunkOf(row: number): number {
  return row >> BITS;
}

/** Where a row is in its chunk of values. */
export function placeOf(row: number): number {
  return row & MASK;
}

/** A table whose rows are 2, 4 or 8 integers of 32 bits, side by side in memory. */
export class Integers {
  readonly #chunks: Int32Array[] = [];
  readonly #spares: Int32Array[] = [];
  readonly #wide: number;
  readonly #bits: number;
  readonly #mask: number;
  #tail: Int32Array = NO_INTEGERS;
  #at = 0;
  #count = 0;

  constructor(width: 2 | 4 | 8) {
    this.#wide = 31 - Math.clz32(width);
    this.#bits = BITS + 1 - this.#wide;
    this.#mask = (1 << this.#bits) - 1;
  }

  /** How many rows were appended. */
  get count(): number {
    return this.#count;
  }

  get(row: number, column: number): number {
    return this.#chunks[row >> this.#bits]?.[((row & this.#mask) << this.#wide) + column] ?? NONE;
  }

  set(row: number, column: number, value: number): void {
    const chunk = this.#chunks[row >> this.#bits];
    if (chunk !== undefined) chunk[((row & this.#mask) << this.#wide) + column] = value;
  }

  /** Appends a row, with as many of these integers as it has columns, six at most, and returns its number. */
  append(a: number, b: number, c = 0, d = 0, e = 0, f = 0): number {
    if (this.#at === this.#tail.length) this.#grow();
    const tail = this.#tail;
    const at = this.#at;
    tail[at] = a;
    tail[at + 1] = b;
    if (this.#wide > 1) {
      tail[at + 2] = c;
      tail[at + 3] = d;
    }
    if (this.#wide > 2) {
      tail[at + 4] = e;
      tail[at + 5] = f;
    }
    this.#at = at + (1 << this.#wide);
    return this.#count++;
  }

  /** Told that all rows below one are not needed any more; gives back the chunk that this completes, if it does. */
  forget(row: number): void {
    if ((row & this.#mask) !== 0 || row === 0) return;
    const index = (row >> this.#bits) - 1;
    const chunk = this.#chunks[index];
    if (chunk !== undefined && this.#spares.length < SPARES) this.#spares.push(chunk);
    this.#chunks[index] = NO_INTEGERS;
  }

  #grow(): void {
    this.#tail = this.#spares.pop() ?? new Int32Array(2 * CHUNK);
    this.#chunks.push(this.#tail);
    this.#at = 0;
  }
}

/** A table of one value a row. */
export class Values<T> {
  readonly chunks: T[][] = [];
  readonly #spares: T[][] = [];
  readonly #blank: T;
  #count = 0;

  constructor(blank: T) {
    this.#blank = blank;
  }

  get(row: number): T {
    const chunk = this.chunks[row >> BITS];
    return chunk === undefined ? this.#blank : (chunk[row & MASK] as T);
  }

  set(row: number, value: T): void {
    const chunk = this.chunks[row >> BITS];
    if (chunk !== undefined) chunk[row & MASK] = value;
  }

  /** Appends a row and returns its number. */
  append(value: T): number {
    const row = this.#count++;
    if ((row & MASK) === 0) this.chunks.push(this.#spares.pop() ?? new Array<T>(CHUNK).fill(this.#blank));
    this.set(row, value);
    return row;
  }

  /** Told that all rows below one are not needed any more; gives back the chunk that this completes, if it does. */
  forget(row: number): void {
    if ((row & MASK) !== 0 || row === 0) return;
    const index = (row >> BITS) - 1;
    const chunk = this.chunks[index];
    if (chunk !== undefined && this.#spares.length < SPARES) this.#spares.push(chunk.fill(this.#blank));
    this.chunks[index] = [];
  }
}
