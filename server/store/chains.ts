// The chains: for each cell, its changes in the log. They are how the past of the present is read.

import { Integers, NONE, placeOf } from './columns';
import { type Detours } from './detours';
import { EntryIndex } from './entryIndex';
import { type Log } from './log';

const [NEWEST, TURN] = [0, 1] as const;

/** Stands for no entry, of a cell that was written once, though everything that was written was rolled back. */
const NONE_LEFT = -2;

/** One entry in this many of a cell's goes into its index. */
const STRIDE_BITS = 5;
const TURNS = (1 << STRIDE_BITS) - 1;

/**
 * Each cell knows its newest entry and each entry the cell's one before; a cell changed often also has an index, so that
 * its past is found by a binary search and a few steps. A cell changed rarely, as most are, costs no index. Entries
 * are linked late, when somebody reads or a chunk of the log is full: most of what is rolled back never is.
 */
export class Chains<T> {
  readonly #log: Log<T>;
  readonly #detours: Detours;
  /** For each cell: its newest entry; its turn, which is due for the index when its low bits are 0, over its list's number. */
  readonly #cells = new Integers(2);
  readonly #index = new EntryIndex();
  #linked = 0;
  #hops = 0;

  constructor(log: Log<T>, detours: Detours) {
    this.#log = log;
    this.#detours = detours;
  }

  /** How many places all reads have looked at: counted for the tests. */
  get hops(): number {
    return this.#hops + this.#index.hops;
  }

  /** Makes room for the next cell. */
  grow(): void {
    this.#cells.append(NONE, NONE);
  }

  /** True where the cell was ever written, even if that was rolled back. */
  wasWritten(cell: number): boolean {
    this.link();
    return this.#cells.get(cell, NEWEST) !== NONE;
  }

  /** Notes that the first change of a cell was rolled back. */
  noteWritten(cell: number): void {
    if (this.#cells.get(cell, NEWEST) === NONE) this.#cells.set(cell, NEWEST, NONE_LEFT);
  }

  /** The cell's oldest entry that is not before `version`, or `NONE`. What was rolled back is passed over. */
  firstSince(cell: number, version: number): number {
    this.link();
    let entry = this.#cells.get(cell, NEWEST);
    if (entry < version) return NONE;
    const list = this.#cells.get(cell, TURN) >> STRIDE_BITS;
    if (list >= 0) entry = this.#index.firstSince(list, version) ?? entry;
    for (;;) {
      this.#hops++;
      const previous = this.#log.previous(entry);
      if (previous < version) return entry;
      entry = previous;
    }
  }

  /** The cell's entries from one version to a later one, newest first. What was rolled back is passed over. */
  *entries(cell: number, from: number, to: number): Generator<number> {
    const after = this.firstSince(cell, to);
    let entry = after === NONE ? this.#cells.get(cell, NEWEST) : this.#log.previous(after);
    for (; entry >= from; entry = this.#log.previous(entry)) yield entry;
  }

  /** Links all entries. Those since the last time are at most a chunk of the log. */
  link(): void {
    const { length } = this.#log;
    if (this.#linked === length) return;
    const stretches = this.#detours.beside(this.#linked, length);
    for (let index = stretches.length - 2; index >= 0; index -= 2)
      this.#linkStretch(stretches[index] ?? 0, stretches[index + 1] ?? 0);
    this.#linked = length;
  }

  /** Unlinks what is about to be rolled back. */
  unlinkSince(version: number): void {
    if (this.#linked <= version) return;
    const stretches = this.#detours.beside(version, this.#linked);
    for (let index = 0; index < stretches.length; index += 2)
      this.#unlinkStretch(stretches[index] ?? 0, stretches[index + 1] ?? 0);
    this.#linked = version;
  }

  /** What is wrong with the structure: nothing, ever. Walks everything; for tests. */
  *problems(cells: number): Generator<string> {
    this.link();
    const { floor, length } = this.#log;
    let chained = 0;
    for (let cell = 0; cell < cells; cell++) {
      let newer = length;
      const chain = new Set<number>();
      for (const entry of this.entries(cell, floor, length)) {
        if (entry >= newer || this.#log.cell(entry) !== cell)
          yield `entry ${entry} is not in the chain of cell ${cell}`;
        newer = entry;
        chain.add(entry);
      }
      const list = this.#cells.get(cell, TURN) >> STRIDE_BITS;
      chained += chain.size;
      if (list >= 0) yield* this.#index.problems(list, floor, (entry) => chain.has(entry));
    }
    const stretches = this.#detours.beside(floor, length);
    for (let index = 0; index < stretches.length; index += 2) {
      for (let entry = stretches[index] ?? 0; entry < (stretches[index + 1] ?? 0); entry++)
        if (this.#log.cell(entry) !== NONE) chained--;
    }
    if (chained !== 0) yield `${chained} entries too many are in the chains`;
  }

  #linkStretch(from: number, to: number): void {
    for (let entry = from; entry < to; entry++) {
      const { cells, previous } = this.#log.chunk(entry);
      const place = placeOf(entry);
      const cell = cells[place] ?? NONE;
      if (cell === NONE) continue;
      const turn = this.#cells.get(cell, TURN);
      previous[place] = this.#cells.get(cell, NEWEST);
      this.#cells.set(cell, NEWEST, entry);
      this.#cells.set(cell, TURN, (turn & TURNS) === 0 ? this.#indexed(turn, entry) : turn - 1);
    }
  }

  #unlinkStretch(from: number, to: number): void {
    for (let entry = to - 1; entry >= from; entry--) {
      const cell = this.#log.cell(entry);
      if (cell === NONE) continue;
      const previous = this.#log.previous(entry);
      const turn = this.#cells.get(cell, TURN);
      this.#cells.set(cell, NEWEST, previous === NONE ? NONE_LEFT : previous);
      this.#cells.set(cell, TURN, (turn & TURNS) === TURNS ? this.#unindexed(turn) : turn + 1);
    }
  }

  /** Puts an entry whose turn it is into its cell's index, and returns the next turn. */
  #indexed(turn: number, entry: number): number {
    let list = turn >> STRIDE_BITS;
    if (list < 0) list = this.#index.begin(entry);
    else this.#index.add(list, entry, this.#log.floor);
    return (list << STRIDE_BITS) | TURNS;
  }

  /** Takes a cell's newest entry out of its index, and returns the turn before. */
  #unindexed(turn: number): number {
    const list = turn >> STRIDE_BITS;
    if (list >= 0) this.#index.removeLast(list);
    return list << STRIDE_BITS;
  }
}
