// Columns: arrays that grow by whole chunks and never copy, so that growing never pauses, however long they are.

const BITS = 13;

/** How many elements a chunk holds; memory is taken and given back in these. */
export const CHUNK = 1 << BITS;
const MASK = CHUNK - 1;

/** Reads as the end of a chain, a missing relative, or a log entry that belongs to no cell. */
export const NONE = -1;

const FREED = new Int32Array(0);

/** A column of 32-bit integers. Elements up to the grown length read as `NONE` until they are set. */
export class IntColumn {
  readonly #chunks: Int32Array[] = [];

  get(index: number): number {
    return chunkOf(this.#chunks, index)[index & MASK] ?? NONE;
  }

  set(index: number, value: number): void {
    chunkOf(this.#chunks, index)[index & MASK] = value;
  }

  /** Makes `index` settable; indices are grown in order. */
  grow(index: number): void {
    if ((index & MASK) === 0) this.#chunks[index >> BITS] = new Int32Array(CHUNK).fill(NONE);
  }

  /** Gives back the chunk that holds `index`. */
  free(index: number): void {
    this.#chunks[index >> BITS] = FREED;
  }
}

/** A column of values of one type; elements read as `blank` until they are set. */
export class ValueColumn<T> {
  readonly #chunks: T[][] = [];
  readonly #blank: T;

  constructor(blank: T) {
    this.#blank = blank;
  }

  get(index: number): T {
    return chunkOf(this.#chunks, index)[index & MASK] as T;
  }

  set(index: number, value: T): void {
    chunkOf(this.#chunks, index)[index & MASK] = value;
  }

  grow(index: number): void {
    if ((index & MASK) === 0) this.#chunks[index >> BITS] = new Array<T>(CHUNK).fill(this.#blank);
  }

  free(index: number): void {
    this.#chunks[index >> BITS] = [];
  }
}

function chunkOf<C>(chunks: readonly C[], index: number): C {
  const chunk = chunks[index >> BITS];
  if (chunk === undefined) throw new RangeError(`A column has no element ${index}.`);
  return chunk;
}
