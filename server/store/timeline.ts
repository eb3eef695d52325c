// The timeline: what every cell holds now, and what it held as of any kept version.

import { Abandoned } from './abandoned';
import { Chains } from './chains';
import { CHUNK, chunkOf, NONE, placeOf, Values } from './columns';
import { Detours } from './detours';
import { Edits, type Edit } from './edit';
import { Log } from './log';
import { ABSENT, isAbsent, sameSlot, type Equals, type Slot } from './slot';

/**
 * The present values, and the log that leads to them. A version, once made, reads the same until it is forgotten.
 *
 * To go back is to walk the log backwards and to exchange, for each entry, its value with the present one. The present is
 * then what it was, and the entries have become a detour: they stay where they are, with what they had set in
 * place of what they had replaced, so that nothing is lost, nothing is copied, and one marker is all that is appended.
 */
export class Timeline<V> {
  readonly #present = new Values<Slot<V>>(ABSENT);
  readonly #log = new Log<Slot<V>>(ABSENT);
  readonly #detours = new Detours();
  readonly #chains = new Chains(this.#log, this.#detours);
  readonly #abandoned = new Abandoned(this.#log, this.#detours);
  readonly #edits = new Edits();
  #count = 0;
  #undone = 0;

  /** The present version: how many entries the log has. */
  get version(): number {
    return this.#log.length;
  }

  /** The oldest version that can be read. */
  get floor(): number {
    return this.#log.floor;
  }

  /** Work done so far: entries undone by going back, and hops made by reading the past. Counted for the tests. */
  get work(): { readonly undone: number; readonly hops: number } {
    return { undone: this.#undone, hops: this.#chains.hops + this.#abandoned.hops };
  }

  /** Makes room for cells below `count`. */
  grow(count: number): void {
    for (; this.#count < count; this.#count++) {
      this.#present.append(ABSENT);
      this.#chains.grow();
    }
  }

  present(cell: number): Slot<V> {
    return this.#present.get(cell);
  }

  /** True where the cell was ever written, even if that was rolled back. */
  wasWritten(cell: number): boolean {
    return this.#chains.wasWritten(cell);
  }

  /** Gives a cell that was never written its value in every version. */
  seed(cell: number, value: V): void {
    this.#present.set(cell, value);
  }

  /** Records that a cell holds a slot; false, and nothing recorded, where it holds an equal one. */
  change(cell: number, slot: Slot<V>, equals: Equals<V>): boolean {
    const values = this.#present.chunks[chunkOf(cell)] ?? [];
    const place = placeOf(cell);
    const present = values[place] as Slot<V>;
    if (sameSlot(present, slot, equals)) return false;
    if (this.#log.isFull) this.#extend();
    this.#log.append(cell, present);
    values[place] = slot;
    return true;
  }

  /** Notes how the latest change was made. */
  describe(edit: Edit): void {
    this.#edits.add(this.version - 1, edit);
  }

  /** Records that a cell holds a slot, which differs. */
  record(cell: number, slot: Slot<V>): void {
    if (this.#log.isFull) this.#extend();
    this.#log.append(cell, this.#present.get(cell));
    this.#present.set(cell, slot);
  }

  /** What the cell held as of a kept version. */
  at(cell: number, version: number): Slot<V> {
    let beside = version;
    for (let detour = this.#detours.around(beside); detour !== NONE; detour = this.#detours.around(beside)) {
      const entry = this.#abandoned.find(cell, detour, beside);
      if (entry !== NONE) return this.#log.value(entry);
      beside = this.#detours.start(detour);
    }
    return this.#atPresent(cell, beside);
  }

  /** True where a version was not rolled back. */
  isOfPresent(version: number): boolean {
    return this.#detours.around(version) === NONE;
  }

  /**
   * Makes the present state that of a version of the present, by undoing the entries since; what was undone before is
   * passed over. Ends in a version of its own.
   */
  goBack(version: number): void {
    if (this.#log.isFull) this.#extend();
    this.#chains.unlinkSince(version);
    const end = this.version;
    if (this.#detours.lastEnd < version) {
      this.#exchange(version, end);
    } else {
      const stretches = this.#detours.beside(version, end);
      for (let index = 0; index < stretches.length; index += 2)
        this.#exchange(stretches[index] ?? 0, stretches[index + 1] ?? 0);
    }
    this.#log.appendMarker();
    this.#detours.add(version, end);
  }

  /** Makes the state that of any kept version by recording the net difference. Ends in a version of its own. */
  goTo(version: number): void {
    const there: (readonly [cell: number, slot: Slot<V>])[] = [];
    this.eachChanged(version, this.version, (cell, slot) => there.push([cell, slot]));
    for (const [cell, slot] of there) if (!Object.is(this.present(cell), slot)) this.record(cell, slot);
    this.#undone += there.length;
    if (this.#log.isFull) this.#extend();
    this.#log.appendMarker();
  }

  /** Visits the cells with an entry between two versions, in order, with what they held as of the earlier one. */
  eachChanged(from: number, to: number, visit: (cell: number, before: Slot<V>) => void): void {
    if (this.isOfPresent(from) && this.isOfPresent(to)) {
      this.#chains.link();
      const stretches = this.#detours.beside(from, to);
      for (let index = stretches.length - 2; index >= 0; index -= 2)
        this.#eachFirst(stretches[index] ?? 0, stretches[index + 1] ?? 0, from, visit);
      return;
    }
    const seen = new Set<number>();
    for (const cell of this.#cellsBetween(from, to)) seen.add(cell);
    for (const cell of seen) visit(cell, this.at(cell, from));
  }

  /** Visits the cells with an entry between two versions, in order, with what they held as of both. */
  eachBetween(from: number, to: number, visit: (cell: number, before: Slot<V>, after: Slot<V>) => void): void {
    if (this.isOfPresent(to))
      this.eachChanged(from, to, (cell, before) => visit(cell, before, this.#atPresent(cell, to)));
    else this.eachChanged(from, to, (cell, before) => visit(cell, before, this.at(cell, to)));
  }

  /** The entries of one cell from one version to a later one, newest first, without what was rolled back. */
  entries(cell: number, from: number, to: number): Iterable<number> {
    return this.#chains.entries(cell, from, to);
  }

  /**
   * Visits the entries of one cell from one version to a later one, and the markers between, oldest first, what was
   * rolled back included: the only places where what the cell holds may change.
   */
  eachTurn(cell: number, from: number, to: number, visit: (entry: number, edit: Edit | undefined) => void): void {
    for (let entry = from; entry < to; entry++) {
      const at = this.#log.cell(entry);
      if (at === cell) visit(entry, this.#edits.get(entry));
      else if (at === NONE) visit(entry, undefined);
    }
  }

  /**
   * Forgets the versions before `floor`, or, if it is inside a detour, before that, and gives back the memory of at most
   * `chunks` chunks of them.
   */
  forget(floor: number, chunks: number): void {
    const detour = this.#detours.outermostAround(floor);
    this.#log.forget(detour === NONE ? floor : this.#detours.start(detour), chunks);
    this.#detours.forget(this.floor);
    this.#edits.forget(this.floor);
  }

  /** What is wrong with the structure: nothing, ever. Walks everything; for tests. */
  *problems(): Generator<string> {
    yield* this.#detours.problems(this.floor, (entry) => this.#log.cell(entry) === NONE);
    yield* this.#chains.problems(this.#count);
    if (!this.isOfPresent(this.floor)) yield `the oldest version, ${this.floor}, was rolled back`;
  }

  /** What the cell held as of a version of the present. */
  #atPresent(cell: number, version: number): Slot<V> {
    const entry = this.#chains.firstSince(cell, version);
    return entry === NONE ? this.#present.get(cell) : this.#log.value(entry);
  }

  #eachFirst(start: number, end: number, from: number, visit: (cell: number, before: Slot<V>) => void): void {
    for (let entry = start; entry < end;) {
      const { cells, previous, values } = this.#log.chunk(entry);
      const last = Math.min(placeOf(entry) + end - entry, CHUNK);
      for (let place = placeOf(entry); place < last; place++, entry++) {
        const cell = cells[place] ?? NONE;
        if (cell !== NONE && (previous[place] ?? NONE) < from) visit(cell, values[place] as Slot<V>);
      }
    }
  }

  /**
   * The cells with an entry on the way from one version to another. Each end leaves the detours that the other is
   * not inside of, inner before outer, until both are beside each other.
   */
  *#cellsBetween(from: number, to: number): Generator<number> {
    let [one, other] = [from, to];
    for (;;) {
      const [left, right] = [this.#detours.around(one), this.#detours.around(other)];
      if (left === right) break;
      // A detour around another has the higher number.
      if (right === NONE || (left !== NONE && left < right)) {
        const start = this.#detours.start(left);
        yield* this.#cellsBeside(start, one);
        one = start;
      } else {
        const start = this.#detours.start(right);
        yield* this.#cellsBeside(start, other);
        other = start;
      }
    }
    yield* this.#cellsBeside(Math.min(one, other), Math.max(one, other));
  }

  *#cellsBeside(from: number, to: number): Generator<number> {
    const stretches = this.#detours.beside(from, to);
    for (let index = stretches.length - 2; index >= 0; index -= 2) {
      for (let entry = stretches[index] ?? 0; entry < (stretches[index + 1] ?? 0); entry++) {
        const cell = this.#log.cell(entry);
        if (cell !== NONE) yield cell;
      }
    }
  }

  /** Undoes the entries from one on and before another, newest first. */
  #exchange(from: number, to: number): void {
    const { chunks } = this.#present;
    for (let end = to; end > from;) {
      const { cells, values } = this.#log.chunk(end - 1);
      const before = end - 1 - placeOf(end - 1);
      const first = Math.max(from, before) - before;
      let inChunk = NONE;
      let held: Slot<V>[] = [];
      for (let place = end - 1 - before; place >= first; place--) {
        const cell = cells[place] ?? NONE;
        if (cell === NONE) continue;
        if (chunkOf(cell) !== inChunk) {
          inChunk = chunkOf(cell);
          held = chunks[inChunk] ?? [];
        }
        const at = placeOf(cell);
        const old = values[place] as Slot<V>;
        values[place] = held[at] as Slot<V>;
        held[at] = old;
        if (isAbsent(old)) this.#chains.noteWritten(cell);
      }
      end = before + first;
    }
    this.#undone += to - from;
  }

  /** Makes room in the log. What is in it is linked, so that there is never much to link at once. */
  #extend(): void {
    this.#chains.link();
    this.#log.extend();
  }
}
