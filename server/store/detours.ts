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
  #firstOutermost = 0;
  #first = 0;
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
    let before = this.#outermostBefore(outermost);
    while (before !== NONE && this.start(before) >= start) {
      this.#rows.set(before, OUTER, detour);
      before = this.#outermostBefore(--outermost);
    }
    this.#rows.append(start, end, NONE, before);
    this.#outermost.truncate(outermost);
    this.#outermost.append(detour, end);
    this.#lastEnd = end;
  }

  /** The innermost detour that a version is inside of, or `NONE`. */
  around(version: number): number {
    if (version > this.#lastEnd) return NONE;
    const outermost = this.outermostAround(version);
    if (outermost === NONE) return NONE;
    let low = this.#first;
    let high = outermost;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end(middle) < version) low = middle + 1;
      else high = middle;
    }
    while (this.start(low) >= version) low = this.#rows.get(low, OUTER);
    return low;
  }

  /** The outermost detour that a version is inside of, or `NONE`. */
  outermostAround(version: number): number {
    let low = this.#firstOutermost;
    let high = this.#outermost.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#outermost.get(middle, ITS_END) < version) low = middle + 1;
      else high = middle;
    }
    if (low === this.#outermost.count) return NONE;
    const found = this.#outermost.get(low, DETOUR);
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
    for (; this.#first < this.#rows.count && this.end(this.#first) < floor;) this.#rows.forget(++this.#first);
    while (this.#firstOutermost < this.#outermost.count && this.#outermost.get(this.#firstOutermost, ITS_END) < floor)
      this.#outermost.forget(++this.#firstOutermost);
  }

  /** What is wrong with the structure: nothing, ever. For tests. */
  *problems(isMarker: (entry: number) => boolean): Generator<string> {
    const outermost = new Set<number>();
    for (let index = this.#firstOutermost; index < this.#outermost.count; index++)
      outermost.add(this.#outermost.get(index, DETOUR));
    let before = NONE;
    for (let detour = this.#first; detour < this.#rows.count; detour++) {
      const [start, end, outer] = [this.start(detour), this.end(detour), this.#rows.get(detour, OUTER)];
      if (start > end || end <= before || !isMarker(end)) yield `the detour from ${start} to ${end} is out of place`;
      if (outer !== NONE && (this.start(outer) > start || this.end(outer) < end))
        yield `the detour from ${start} to ${end} is not inside that from ${this.start(outer)} to ${this.end(outer)}`;
      if ((outer === NONE) !== outermost.has(detour)) yield `the detour from ${start} to ${end} is misplaced`;
      before = end;
    }
  }

  /** The outermost detour before the one at an index of their list, or `NONE`. */
  #outermostBefore(index: number): number {
    return index > this.#firstOutermost ? this.#outermost.get(index - 1, DETOUR) : NONE;
  }

  /** The last detour that ends before a version. */
  #lastBefore(version: number): number {
    if (this.#lastEnd < version) return this.#rows.count - 1;
    let low = this.#first;
    let high = this.#rows.count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.end(middle) < version) low = middle + 1;
      else high = middle;
    }
    return low === this.#first ? NONE : low - 1;
  }
}
