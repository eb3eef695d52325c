// What was abandoned: reading a cell as of a version inside a detour. Nobody pays for it who does not look.

import { CHUNK, NONE, placeOf } from './columns';
import { type Detours } from './detours';
import { type Log } from './log';

/** A detour with more entries than this is sorted for the next reader. */
const FEW = 64;
/** How many detours stay sorted. */
const REMEMBERED = 32;

/** Own entries of a detour, oldest first, and for finding them `cell * CHUNK + place among the entries`, in order. */
interface Sorted {
  readonly entries: Int32Array;
  readonly keys: Float64Array;
}

/** How far a detour is sorted: what of its own is not before `from`, newest part first. */
interface Progress {
  from: number;
  readonly parts: Sorted[];
}

/**
 * Entries inside a detour have the values that they had set, and are in no chain. The first reader scans; in return each
 * reader sorts a part, a bounded one, of what it had to scan, so that the next finds it by binary search.
 */
export class Abandoned<T> {
  readonly #log: Log<T>;
  readonly #detours: Detours;
  readonly #progress = new Map<number, Progress>();
  #hops = 0;

  constructor(log: Log<T>, detours: Detours) {
    this.#log = log;
    this.#detours = detours;
  }

  /** How many places all reads have looked at: counted for the tests. */
  get hops(): number {
    return this.#hops;
  }

  /** The newest of a detour's own entries that is a cell's and before a version, or `NONE`. */
  find(cell: number, detour: number, version: number): number {
    const progress = this.#progress.get(detour);
    for (const part of progress?.parts ?? []) {
      const found = this.#search(part, cell, version);
      if (found !== NONE) return found;
    }
    const start = this.#detours.start(detour);
    const end = Math.min(version, progress?.from ?? version);
    const hops = this.#hops;
    const found = this.#scan(cell, start, end);
    if (this.#hops - hops > FEW) this.#sortMore(detour, start);
    return found;
  }

  #scan(cell: number, from: number, to: number): number {
    const stretches = this.#detours.beside(from, to);
    for (let index = 0; index < stretches.length; index += 2) {
      const first = stretches[index] ?? 0;
      for (let entry = (stretches[index + 1] ?? 0) - 1; entry >= first; entry--) {
        this.#hops++;
        if (this.#log.chunk(entry).cells[placeOf(entry)] === cell) return entry;
      }
    }
    return NONE;
  }

  #search({ entries, keys }: Sorted, cell: number, version: number): number {
    const before = this.#countBelow(entries, version);
    const at = this.#countBelow(keys, cell * CHUNK + before) - 1;
    const key = keys[at] ?? NONE;
    return key >= cell * CHUNK ? (entries[key % CHUNK] ?? NONE) : NONE;
  }

  /** How many of the numbers, which are in order, are less than `bound`. */
  #countBelow(numbers: Int32Array | Float64Array, bound: number): number {
    let low = 0;
    let high = numbers.length;
    while (low < high) {
      this.#hops++;
      const middle = (low + high) >> 1;
      if ((numbers[middle] ?? bound) < bound) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #sortMore(detour: number, start: number): void {
    const progress = this.#progress.get(detour) ?? this.#begin(detour);
    const entries = new Int32Array(CHUNK);
    let free = CHUNK;
    const stretches = this.#detours.beside(start, progress.from);
    for (let index = 0; index < stretches.length && free > 0; index += 2) {
      const first = stretches[index] ?? 0;
      for (let entry = (stretches[index + 1] ?? 0) - 1; entry >= first && free > 0; entry--) {
        entries[--free] = entry;
        progress.from = entry;
      }
    }
    const own = entries.subarray(free);
    // Markers have the cell -1, so that their keys come before all others.
    const keys = Float64Array.from(own, (entry, place) => this.#log.cell(entry) * CHUNK + place);
    progress.parts.push({ entries: own, keys: keys.sort() });
  }

  #begin(detour: number): Progress {
    for (const oldest of this.#progress.keys()) {
      if (this.#progress.size < REMEMBERED) break;
      this.#progress.delete(oldest);
    }
    const progress = { from: this.#detours.end(detour), parts: [] };
    this.#progress.set(detour, progress);
    return progress;
  }
}
