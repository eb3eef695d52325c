// The chains: for each cell, which log entries are its own.

import { IntColumn, NONE, ValueColumn } from './column';
import { type Log } from './log';

/** One entry in this many goes into its cell's index. */
const STRIDE = 16;

/**
 * Each cell knows its newest entry, and each entry the one before it. A cell changed often also has an index, every
 * sixteenth of its entries in order, so that finding an entry is a binary search and at most sixteen steps. A cell
 * changed rarely, as most are, costs no index at all.
 */
export class Chains {
  readonly #newest = new IntColumn();
  readonly #count = new IntColumn();
  readonly #index = new ValueColumn<number[] | undefined>(undefined);
  #hops = 0;

  /** How many entries and index places all searches have looked at: counted for the tests. */
  get hops(): number {
    return this.#hops;
  }

  grow(cell: number): void {
    this.#newest.grow(cell);
    this.#count.grow(cell);
    this.#index.grow(cell);
  }

  /** The cell's newest entry, or `NONE`; it may be a forgotten one. */
  newest(cell: number): number {
    return this.#newest.get(cell);
  }

  everChanged(cell: number): boolean {
    return this.#count.get(cell) !== NONE;
  }

  push(cell: number, entry: number): void {
    this.#newest.set(cell, entry);
    const count = this.#count.get(cell) + 1;
    this.#count.set(cell, count);
    if (count % STRIDE === STRIDE - 1) this.#pushIndex(cell, entry);
  }

  /** The cell's oldest entry that is not before `version`, or `NONE`. */
  firstSince<T>(cell: number, version: number, log: Log<T>): number {
    let entry = this.#newest.get(cell);
    if (entry < version) return NONE;
    entry = this.#fromIndex(cell, version) ?? entry;
    for (;;) {
      this.#hops++;
      const previous = log.previous(entry);
      if (previous < version) return entry;
      entry = previous;
    }
  }

  /** Drops what leads to a forgotten entry. */
  leave<T>(entry: number, log: Log<T>): void {
    const cell = log.cell(entry);
    if (cell === NONE) return;
    if (this.#newest.get(cell) === entry) this.#newest.set(cell, NONE);
    const index = this.#index.get(cell);
    if (index?.[0] === entry) index.shift();
  }

  #pushIndex(cell: number, entry: number): void {
    const index = this.#index.get(cell);
    if (index === undefined) this.#index.set(cell, [entry]);
    else index.push(entry);
  }

  /** The oldest indexed entry not before `version`. */
  #fromIndex(cell: number, version: number): number | undefined {
    const index = this.#index.get(cell);
    if (index === undefined) return undefined;
    let low = 0;
    let high = index.length;
    while (low < high) {
      this.#hops++;
      const middle = (low + high) >> 1;
      if ((index[middle] ?? version) < version) low = middle + 1;
      else high = middle;
    }
    return index[low];
  }
}
