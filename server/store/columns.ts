// Columns: tables of integers and of values that grow by whole chunks and never copy, so that growing never pauses,
// however long they are.

const BITS = 14;

/** How many values a chunk holds: large enough that V8 never moves one. */
export const CHUNK = 1 << BITS;
const MASK = CHUNK - 1;

/** How many integers a chunk holds, as a power of two: V8 never moves those, and a small store should stay small. */
const INTEGER_BITS = 13;

/** Stands for no row: the end of a chain, a missing relative, a log entry that belongs to no cell. */
export const NONE = -1;

/** Freed chunks kept for the next growth, as they are: memory in use already is much faster than new memory. */
const SPARES = 8;

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
  #count = 0;
  #first = 0;

  constructor(width: 2 | 4 | 8) {
    this.#wide = 31 - Math.clz32(width);
    this.#bits = INTEGER_BITS - this.#wide;
    this.#mask = (1 << this.#bits) - 1;
  }

  /** How many rows there are, the forgotten ones included. */
  get count(): number {
    return this.#count;
  }

  /** The first row that can be read. */
  get first(): number {
    return this.#first;
  }

  /** The first row whose integer in a column, where they are in order, is not less than a bound; `count` if there is none. */
  firstFrom(bound: number, column: number): number {
    let low = this.#first;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.get(middle, column) < bound) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** One integer of a row that is there. Asking for one that is not, even once, makes V8 slow for good. */
  get(row: number, column: number): number {
    return this.#chunks[row >> this.#bits]?.[((row & this.#mask) << this.#wide) + column] ?? NONE;
  }

  set(row: number, column: number, value: number): void {
    const chunk = this.#chunks[row >> this.#bits];
    if (chunk !== undefined) chunk[((row & this.#mask) << this.#wide) + column] = value;
  }

  /** Appends a row, with as many of these integers as it has columns, and returns its number. */
  append(a: number, b: number, c = 0, d = 0, e = 0, f = 0, g = 0): number {
    const row = this.#count++;
    const chunk = this.#chunks[row >> this.#bits] ?? this.#grow();
    const at = (row & this.#mask) << this.#wide;
    chunk[at] = a;
    chunk[at + 1] = b;
    if (this.#wide > 1) {
      chunk[at + 2] = c;
      chunk[at + 3] = d;
    }
    if (this.#wide > 2) {
      chunk[at + 4] = e;
      chunk[at + 5] = f;
      chunk[at + 6] = g;
    }
    return row;
  }

  /** Takes back the newest rows, so that `count` are left: at least those that were forgotten. */
  truncate(count: number): void {
    this.#count = count;
  }

  /** Told that the rows below one are not needed any more; gives back the chunks that hold no other. */
  forget(row: number): void {
    const rows = this.#mask + 1;
    for (; this.#first + rows <= row; this.#first += rows) {
      const index = this.#first >> this.#bits;
      const chunk = this.#chunks[index];
      if (chunk !== undefined && this.#spares.length < SPARES) this.#spares.push(chunk);
      this.#chunks[index] = NO_INTEGERS;
    }
  }

  #grow(): Int32Array {
    const chunk = this.#spares.pop() ?? new Int32Array(1 << INTEGER_BITS);
    this.#chunks.push(chunk);
    return chunk;
  }
}

/** A table of one value a row. */
export class Values<T> {
  readonly chunks: T[][] = [];
  readonly #spares: T[][] = [];
  readonly #blank: T;
  #count = 0;
  #first = 0;

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
    const chunk = this.chunks[row >> BITS] ?? this.#grow();
    chunk[row & MASK] = value;
    return row;
  }

  /** Takes back the newest rows, so that `count` are left: at least those that were forgotten. */
  truncate(count: number): void {
    this.#count = count;
  }

  /** Told that the rows below one are not needed any more; gives back the chunks that hold no other. */
  forget(row: number): void {
    for (; this.#first + CHUNK <= row; this.#first += CHUNK) {
      const index = chunkOf(this.#first);
      const chunk = this.chunks[index];
      if (chunk !== undefined && this.#spares.length < SPARES) this.#spares.push(chunk.fill(this.#blank));
      this.chunks[index] = [];
    }
  }

  #grow(): T[] {
    const chunk = this.#spares.pop() ?? new Array<T>(CHUNK).fill(this.#blank);
    this.chunks.push(chunk);
    return chunk;
  }
}
