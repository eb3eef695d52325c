// The detours: the stretches of the log that were rolled back. They stay where they are; the present leads past them.

import { Integers, NONE } from './columns';

const [START, END, OUTER, BEFORE] = [0, 1, 2, 3] as const;
const [DETOUR, ITS_END] = [0, 1] as const;

/**
 * Rolling back to version `start` makes a detour: the entries from `start` on, and the marker at `end` that closes it. A
 * version is inside it where `start < version <= end`. Detours nest like brackets; entries and versions that are inside
 * a detour, but inside none within it, are its own. What is inside none belongs to the present, `NONE`.
 */
export class Detours {
  /** By number, in order of their ends: start, end, the detour around it, and the one before it beside it. */
  readonly #rows = new Integers(4);
  /** The detours that no other is around, in order, each with its end. */
  readonly #outermost = new Integers(2);
  /** Where the last outermost one starts, which is also the last of all, and where it ends. */
  #lastStart = NONE;
  #lastEnd = NONE;

  start(detour: number): number {
    return this.#rows.get(detour, START);
  }

  end(detour: number): number {
    return this.#rows.get(detour, END);
  }

  /** Where the last detour ends; none has ended after it. */
  get lastEnd(): number {
    return this.#lastEnd;
  }

  add(start: number, end: number): void {
    const detour = this.#rows.count;
    let outermost = this.#outermost.count;
    let before = detour === 0 ? NONE : this.#outermost.get(outermost - 1, DETOUR);
    if (this.#lastStart >= start) {
      while (before !== NONE && this.start(before) >= start) {
        this.#rows.set(before, OUTER, detour);
        outermost--;
        before = outermost > this.#outermost.first ? this.#outermost.get(outermost - 1, DETOUR) : NONE;
      }
      this.#outermost.truncate(outermost);
    }
    this.#rows.append(start, end, NONE, before);
    this.#outermost.append(detour, end);
    this.#lastStart = start;
    this.#lastEnd = end;
  }

  /** The innermost detour that a version is inside of, or `NONE`. */
  around(version: number): number {
    if (version > this.#lastEnd) return NONE;
    const outermost = this.outermostAround(version);
    if (outermost === NONE) return NONE;
    let low = this.#rows.firstFrom(version, END);
    while (this.start(low) >= version) low = this.#rows.get(low, OUTER);
    return low;
  }

  /** The outermost detour that a version is inside of, or `NONE`. */
  outermostAround(version: number): number {
    const index = this.#outermost.firstFrom(version, ITS_END);
    if (index === this.#outermost.count) return NONE;
    const found = this.#outermost.get(index, DETOUR);
    return this.start(found) < version ? found : NONE;
  }

  /**
   * The stretches from one version to a later one beside it, newest first, without the detours between: pairs of where
   * each begins and ends.
   */
  beside(from: number, to: number): readonly number[] {
    const stretches: number[] = [];
    let at = to;
    let detour = this.#lastBefore(to);
    while (detour !== NONE && this.end(detour) >= from) {
      if (this.end(detour) + 1 < at) stretches.push(this.end(detour) + 1, at);
      at = this.start(detour);
      detour = this.#rows.get(detour, BEFORE);
    }
    if (from < at) stretches.push(from, at);
    return stretches;
  }

  /** Drops the detours that end before a version, which is inside none. */
  forget(floor: number): void {
    // One more is kept of each: whoever walks back ends there, and asks for none that is gone.
    this.#rows.forget(this.#rows.firstFrom(floor, END) - 1);
    this.#outermost.forget(this.#outermost.firstFrom(floor, ITS_END) - 1);
  }

  /** What is wrong with the structure: nothing, ever. For tests. */
  *problems(floor: number, isMarker: (entry: number) => boolean): Generator<string> {
    const outermost = new Set<number>();
    for (let index = this.#outermost.first; index < this.#outermost.count; index++)
      outermost.add(this.#outermost.get(index, DETOUR));
    let before = NONE;
    for (let detour = this.#rows.firstFrom(floor, END); detour < this.#rows.count; detour++) {
      const [start, end, outer] = [this.start(detour), this.end(detour), this.#rows.get(detour, OUTER)];
      if (start > end || end <= before || !isMarker(end)) yield `the detour from ${start} to ${end} is out of place`;
      if (outer !== NONE && (this.start(outer) > start || this.end(outer) < end))
        yield `the detour from ${start} to ${end} is not inside that from ${this.start(outer)} to ${this.end(outer)}`;
      if ((outer === NONE) !== outermost.has(detour)) yield `the detour from ${start} to ${end} is misplaced`;
      before = end;
    }
  }

  /** The last detour that ends before a version. */
  #lastBefore(version: number): number {
    const { first, count } = this.#rows;
    const after = this.#lastEnd < version ? count : this.#rows.firstFrom(version, END);
    return after === first ? NONE : after - 1;
  }
}
