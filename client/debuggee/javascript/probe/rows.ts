/**
 * The table of all objects that are followed, a row each, as columns: a record per object would cost more than all of
 * reading it. Rows stand in the order in which objects were found, which is breadth first.
 *
 * What is in here is the probe's innermost loop's: it stores by index, since one `append` for lists of all kinds is slow.
 */
import { listOf, uncurry } from './safe';

/** What a row's layout column holds that is no layout: the object was met and not read, or has a record of its own. */
export const UNREAD_ROW = -1;
export const RECORD_ROW = -2;

export const Integers = Int32Array;
const FIRST_CAPACITY = 4_096;

/** Values are kept in chunks, so that nothing is copied when there are more of them; a power of two. */
const CHUNK = 8_192;
const CHUNK_BITS = 13;

/** The columns; the cells of a row stand side by side. */
const ID = 0;
const LAYOUT = 1;
const START = 2;
const EPOCH = 3;
const PARENT = 4;
const SLOT = 5;
const WIDTH = 6;

export class Rows {
  count = 0;
  #capacity = FIRST_CAPACITY;
  #cells = new Integers(FIRST_CAPACITY * WIDTH);
  readonly #objects: object[] = [];
  readonly #chunks: unknown[][] = [];
  /** How much of the last chunk is taken. */
  #taken = CHUNK;

  add(object: object, id: number, parent: number, slot: number): number {
    const row = this.count++;
    if (row === this.#capacity) this.#grow();
    this.#objects[row] = object;
    const cells = this.#cells;
    const at = row * WIDTH;
    cells[at + ID] = id;
    cells[at + LAYOUT] = UNREAD_ROW;
    cells[at + PARENT] = parent;
    cells[at + SLOT] = slot;
    return row;
  }

  objectOf(row: number): object {
    return this.#objects[row] as object;
  }

  /** The distance of its id from the registry's first. */
  idOf(row: number): number {
    return this.#cells[row * WIDTH + ID] ?? 0;
  }

  /** The number of its layout, `UNREAD_ROW` or `RECORD_ROW`. */
  layoutOf(row: number): number {
    return this.#cells[row * WIDTH + LAYOUT] ?? UNREAD_ROW;
  }

  setLayout(row: number, layout: number): void {
    this.#cells[row * WIDTH + LAYOUT] = layout;
  }

  /** The epoch at which it was first read, if it has a layout. */
  epochOf(row: number): number {
    return this.#cells[row * WIDTH + EPOCH] ?? 0;
  }

  setEpoch(row: number, epoch: number): void {
    this.#cells[row * WIDTH + EPOCH] = epoch;
  }

  /** Where it was found: the row of an object, or a root's number; see `Registry.parentOf`. */
  parentOf(row: number): number {
    return this.#cells[row * WIDTH + PARENT] ?? 0;
  }

  slotOf(row: number): number {
    return this.#cells[row * WIDTH + SLOT] ?? 0;
  }

  setParent(row: number, parent: number, slot: number): void {
    this.#cells[row * WIDTH + PARENT] = parent;
    this.#cells[row * WIDTH + SLOT] = slot;
  }

  /** Makes room for the values of a row with a layout; `chunkOf` and `offsetOf` say where. */
  allot(row: number, size: number): void {
    if (this.#taken + size > CHUNK) {
      this.#chunks[this.#chunks.length] = listOf<unknown>(size > CHUNK ? size : CHUNK);
      this.#taken = 0;
    }
    this.#cells[row * WIDTH + START] = ((this.#chunks.length - 1) << CHUNK_BITS) | this.#taken;
    this.#taken += size;
  }

  chunkOf(row: number): unknown[] {
    return this.#chunks[(this.#cells[row * WIDTH + START] ?? 0) >> CHUNK_BITS] as unknown[];
  }

  offsetOf(row: number): number {
    return (this.#cells[row * WIDTH + START] ?? 0) & (CHUNK - 1);
  }

  #grow(): void {
    this.#capacity *= 2;
    const bigger = new Integers(this.#capacity * WIDTH);
    setIntegers(bigger, this.#cells);
    this.#cells = bigger;
  }
}

const setIntegers = uncurry(Int32Array.prototype.set);
