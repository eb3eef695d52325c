// The entry index: a shortcut into the log for cells that change often.

import { Values } from './columns';

/**
 * Lists, one per cell that needs one, of some of its log entries in order. A list that has forgotten entries for half of
 * it lets go of them, so that letting go costs little each time.
 */
export class EntryIndex {
  readonly #lists = new Values<number[]>([]);
  #hops = 0;

  /** How many places all searches have looked at: counted for the tests. */
  get hops(): number {
    return this.#hops;
  }

  /** A new list with one entry; returns its number. */
  begin(entry: number): number {
    return this.#lists.append([entry]);
  }

  /** Adds a cell's newest entry; entries before `floor` are forgotten. */
  add(list: number, entry: number, floor: number): void {
    const entries = this.#lists.get(list);
    const half = entries.length >> 1;
    if (half > 0 && (entries[half] ?? floor) < floor) entries.splice(0, half);
    entries.push(entry);
  }

  /** Takes back a cell's newest entry. */
  removeLast(list: number): void {
    this.#lists.get(list).pop();
  }

  /** The oldest listed entry that is not before `version`. */
  firstSince(list: number, version: number): number | undefined {
    const entries = this.#lists.get(list);
    let low = 0;
    let high = entries.length;
    while (low < high) {
      this.#hops++;
      const middle = (low + high) >> 1;
      if ((entries[middle] ?? version) < version) low = middle + 1;
      else high = middle;
    }
    return entries[low];
  }

  /** What is wrong with a list, of whose entries only those from `floor` on can be looked at. */
  *problems(list: number, floor: number, belongs: (entry: number) => boolean): Generator<string> {
    let before = -1;
    for (const entry of this.#lists.get(list)) {
      if (entry <= before || (entry >= floor && !belongs(entry)))
        yield `entry ${entry} is out of place in list ${list}`;
      before = entry;
    }
  }
}
