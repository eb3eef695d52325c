// The timeline: what every cell holds now, and what it held as of any kept version.

import { Detours } from './detours';
import { Edits, type Edit } from './edit';
import { EntryIndex } from './entryIndex';
import { Log } from './log';
import { NONE, placeOf, Rows, type Chunk } from './rows';
import { ABSENT, sameSlot, type Equals, type Slot } from './slot';

/** One entry in this many of a cell's goes into its index. */
const STRIDE_BITS = 5;
const TURN = (1 << STRIDE_BITS) - 1;

/**
 * The present values, and the log that leads to them. History is a straight line: going back to a version appends what
 * undoes the entries since, so that a version, once made, reads the same until it is forgotten. Each cell knows its
 * newest log entry and each entry the cell's one before; a cell changed often also has an index, so that its past is
 * found by a binary search and a few steps. A cell changed rarely, as most are, costs no index.
 */
export class Timeline<V> {
  /** For each cell: its newest entry; its turn, which is due for the index when its low bits are 0, over its list's number; its value. */
  readonly #cells = new Rows<Slot<V>>(ABSENT);
  readonly #log = new Log<Slot<V>>(ABSENT);
  readonly #index = new EntryIndex();
  readonly #detours = new Detours();
  readonly #edits = new Edits();
  #count = 0;
  #undone = 0;
  #hops = 0;

  /** The present version: how many changes were recorded. */
  get version(): number {
    return this.#log.length;
  }

  /** The oldest version that can be read. */
  get floor(): number {
    return this.#log.floor;
  }

  /** Work done so far: entries undone by going back, and hops made by reading the past. Counted for the tests. */
  get work(): { readonly undone: number; readonly hops: number } {
    return { undone: this.#undone, hops: this.#hops + this.#index.hops };
  }

  /** Makes room for cells below `count`. */
  grow(count: number): void {
    for (; this.#count < count; this.#count++) this.#cells.grow(this.#count);
  }

  present(cell: number): Slot<V> {
    return this.#cells.value(cell);
  }

  hasHistory(cell: number): boolean {
    return this.#cells.first(cell) !== NONE;
  }

  /** Gives a cell without history its value in every version. */
  seed(cell: number, value: V): void {
    this.#cells.setValue(cell, value);
  }

  /** Records that a cell holds a slot; false, and nothing recorded, where it holds an equal one. */
  change(cell: number, slot: Slot<V>, equals: Equals<V>): boolean {
    const chunk = this.#cells.chunk(cell);
    const present = chunk.values[placeOf(cell)] as Slot<V>;
    if (sameSlot(present, slot, equals)) return false;
    this.#record(cell, chunk, present, slot);
    return true;
  }

  /** Notes how the latest change was made. */
  describe(edit: Edit): void {
    this.#edits.add(this.version - 1, edit);
  }

  /** Records that a cell holds a slot, which differs. */
  record(cell: number, slot: Slot<V>): void {
    const chunk = this.#cells.chunk(cell);
    this.#record(cell, chunk, chunk.values[placeOf(cell)] as Slot<V>, slot);
  }

  /** What the cell held as of a kept version: what its first change since then replaced. */
  at(cell: number, version: number): Slot<V> {
    const entry = this.#firstSince(cell, version);
    return entry === NONE ? this.#cells.value(cell) : this.#log.old(entry);
  }

  /**
   * Makes the present state that of a kept version, and marks the end of doing so with a version of its own. Walks
   * back over the entries since, except for detours; each cell gets one new entry, which keeps its value of before,
   * however often it had changed.
   */
  rewind(version: number): void {
    const start = this.#log.length;
    let position = start;
    let detour = this.#detours.count - 1;
    while (position > version) {
      const end = detour < 0 ? version : this.#detours.end(detour);
      if (end < position) position = this.#undo(position, Math.max(version, end), start);
      else if (end === position && this.#detours.start(detour) >= version) position = this.#detours.start(detour--);
      else detour--;
    }
    this.#log.appendMarker();
    this.#detours.add(version, this.#log.length);
  }

  /** Notes that nothing will be rolled back past here. */
  settle(): void {
    this.#detours.clear();
  }

  /** The cells changed from one version to a later one, in order of first change, and what they held at the first. */
  *changed(from: number, to: number): Generator<readonly [cell: number, before: Slot<V>]> {
    for (let entry = from; entry < to; entry++) {
      const cell = this.#log.cell(entry);
      if (cell !== NONE && this.#log.previous(entry) < from) yield [cell, this.#log.old(entry)];
    }
  }

  /** The entries of one cell from one version to a later one, newest first. */
  *entries(cell: number, from: number, to: number): Generator<number> {
    const after = this.#firstSince(cell, to);
    let entry = after === NONE ? this.#cells.first(cell) : this.#log.previous(after);
    for (; entry >= from; entry = this.#log.previous(entry)) yield entry;
  }

  /** What an entry replaced, and how the change was made, if that is known. */
  entry(entry: number): { readonly old: Slot<V>; readonly edit: Edit | undefined } {
    return { old: this.#log.old(entry), edit: this.#edits.get(entry) };
  }

  /** Forgets the versions before `floor`, and gives back the memory of at most `chunks` chunks of them. */
  forget(floor: number, chunks: number): void {
    this.#log.forget(floor, chunks);
    this.#edits.forget(this.floor);
  }

  /** What is wrong with the structure: nothing, ever. Walks everything; for tests. */
  *problems(): Generator<string> {
    let chained = 0;
    for (let cell = 0; cell < this.#count; cell++) {
      let newer = this.version;
      for (const entry of this.entries(cell, this.floor, this.version)) {
        if (entry >= newer || this.#log.cell(entry) !== cell)
          yield `entry ${entry} is not in the chain of cell ${cell}`;
        newer = entry;
        chained++;
      }
      const list = this.#cells.second(cell) >> STRIDE_BITS;
      if (list >= 0) yield* this.#index.problems(list, this.floor, (entry) => this.#log.cell(entry) === cell);
    }
    for (let entry = this.floor; entry < this.version; entry++) {
      if (this.#log.cell(entry) === NONE) chained++;
    }
    if (chained !== this.version - this.floor) yield `${this.version - this.floor - chained} entries are in no chain`;
    for (let detour = 0; detour < this.#detours.count; detour++) {
      const [start, end] = [this.#detours.start(detour), this.#detours.end(detour)];
      if (start < this.floor) continue;
      for (let cell = 0; cell < this.#count; cell++) {
        if (this.at(cell, start) !== this.at(cell, end))
          yield `the detour from ${start} to ${end} changes cell ${cell}`;
      }
    }
  }

  /** The cell's oldest entry that is not before `version`, or `NONE`. */
  #firstSince(cell: number, version: number): number {
    let entry = this.#cells.first(cell);
    if (entry < version) return NONE;
    const list = this.#cells.second(cell) >> STRIDE_BITS;
    if (list >= 0) entry = this.#index.firstSince(list, version) ?? entry;
    for (;;) {
      this.#hops++;
      const previous = this.#log.previous(entry);
      if (previous < version) return entry;
      entry = previous;
    }
  }

  /** Undoes the entries before one position and not before another, newest first; what undoes them begins at `start`. */
  #undo(from: number, to: number, start: number): number {
    for (let entry = from - 1; entry >= to; entry--) {
      const { integers, values } = this.#log.chunk(entry);
      const cell = integers[placeOf(entry) << 1] ?? NONE;
      if (cell !== NONE) this.#putBack(cell, values[placeOf(entry)] as Slot<V>, start);
    }
    this.#undone += from - to;
    return to;
  }

  #putBack(cell: number, old: Slot<V>, start: number): void {
    const chunk = this.#cells.chunk(cell);
    const place = placeOf(cell);
    if ((chunk.integers[place << 1] ?? NONE) >= start) chunk.values[place] = old;
    else this.#record(cell, chunk, chunk.values[place] as Slot<V>, old);
  }

  #record(cell: number, chunk: Chunk<Slot<V>>, present: Slot<V>, slot: Slot<V>): void {
    const { integers, values } = chunk;
    const place = placeOf(cell);
    const entry = this.#log.append(cell, integers[place << 1] ?? NONE, present);
    const turn = integers[(place << 1) + 1] ?? NONE;
    integers[place << 1] = entry;
    integers[(place << 1) + 1] = (turn & TURN) === 0 ? this.#indexed(turn, entry) : turn - 1;
    values[place] = slot;
  }

  /** Puts an entry whose turn it is into its cell's index, and returns the next turn. */
  #indexed(turn: number, entry: number): number {
    let list = turn >> STRIDE_BITS;
    if (list < 0) list = this.#index.begin(entry);
    else this.#index.add(list, entry, this.#log.floor);
    return (list << STRIDE_BITS) | TURN;
  }
}
