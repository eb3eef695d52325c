// The timeline: what every cell holds now, and what it held as of any kept version.

import { Chains } from './chains';
import { NONE, ValueColumn } from './column';
import { Log } from './log';

/** What a cell that is not there holds. */
export const ABSENT: unique symbol = Symbol('absent');

/** What a cell holds: a value, or nothing. */
export type Slot<V> = V | typeof ABSENT;

/**
 * The present values in one column, and the log that leads to them. History is a straight line: going back to a
 * version appends what undoes the entries since, so that a version, once made, reads the same until it is forgotten.
 */
export class Timeline<V> {
  readonly #present = new ValueColumn<Slot<V>>(ABSENT);
  readonly #log = new Log<Slot<V>>(ABSENT);
  readonly #chains = new Chains();
  #cells = 0;
  /** Spans of the log that cancel out: the state at `landings[i]` is the state at `origins[i]`. Both grow. */
  readonly #landings: number[] = [];
  readonly #origins: number[] = [];
  #undone = 0;

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
    return { undone: this.#undone, hops: this.#chains.hops };
  }

  /** Makes room for cells below `count`. */
  grow(count: number): void {
    for (; this.#cells < count; this.#cells++) {
      this.#present.grow(this.#cells);
      this.#chains.grow(this.#cells);
    }
  }

  present(cell: number): Slot<V> {
    return this.#present.get(cell);
  }

  hasHistory(cell: number): boolean {
    return this.#chains.everChanged(cell);
  }

  /** Gives a cell without history its value in every version. */
  seed(cell: number, value: V): void {
    this.#present.set(cell, value);
  }

  record(cell: number, slot: Slot<V>): void {
    const entry = this.#log.append(cell, this.#chains.newest(cell), this.#present.get(cell));
    this.#chains.push(cell, entry);
    this.#present.set(cell, slot);
  }

  /** What the cell held as of a kept version: what its first change since then replaced. */
  at(cell: number, version: number): Slot<V> {
    const entry = this.#chains.firstSince(cell, version, this.#log);
    return entry === NONE ? this.#present.get(cell) : this.#log.old(entry);
  }

  /**
   * Makes the present state that of a kept version, and marks the end of doing so with a version of its own. Walks
   * back over the entries since, skipping spans that cancel out; each cell gets one new entry, which keeps its value of
   * before, however often it had changed.
   */
  rewind(version: number): void {
    const start = this.#log.length;
    let position = start;
    let hop = this.#landings.length - 1;
    while (position > version) {
      while (hop >= 0 && (this.#landings[hop] ?? NONE) > position) hop--;
      const origin = this.#landings[hop] === position ? (this.#origins[hop] ?? NONE) : NONE;
      if (origin >= version) position = origin;
      else this.#undo(--position, start);
    }
    this.#log.appendMarker();
    this.#hop(version);
  }

  /** Forgets the spans that cancel out: nothing will be rolled back past here. */
  settle(): void {
    this.#landings.length = 0;
    this.#origins.length = 0;
  }

  /** The entries from one version to a later one that are the first of their cell there: `visit(cell, old)`. */
  *changed(from: number, to: number): Generator<readonly [cell: number, before: Slot<V>]> {
    for (let entry = from; entry < to; entry++) {
      const cell = this.#log.cell(entry);
      if (cell !== NONE && this.#log.previous(entry) < from) yield [cell, this.#log.old(entry)];
    }
  }

  /** The entries of one cell from one version to a later one, newest first. */
  *entries(cell: number, from: number, to: number): Generator<number> {
    let entry = to < this.version ? this.#chains.firstSince(cell, to, this.#log) : this.#chains.newest(cell);
    if (entry >= to) entry = this.#log.previous(entry);
    else if (entry === NONE) entry = this.#chains.newest(cell);
    for (; entry >= from; entry = this.#log.previous(entry)) yield entry;
  }

  /** Forgets the versions before `floor`, and gives back the memory of at most `chunks` chunks of them. */
  forget(floor: number, chunks: number): void {
    this.#log.forget(floor);
    this.#log.reclaim(chunks, (entry) => this.#chains.leave(entry, this.#log));
  }

  #undo(entry: number, start: number): void {
    const cell = this.#log.cell(entry);
    if (cell === NONE) return;
    this.#undone++;
    const old = this.#log.old(entry);
    if (this.#chains.newest(cell) >= start) this.#present.set(cell, old);
    else this.record(cell, old);
  }

  #hop(origin: number): void {
    while ((this.#landings.at(-1) ?? NONE) > origin) {
      this.#landings.pop();
      this.#origins.pop();
    }
    this.#landings.push(this.version);
    this.#origins.push(origin);
  }
}
