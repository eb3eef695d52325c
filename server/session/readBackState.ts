/** What the debuggee holds after the writes: the store's present state under a capture that is not yet recorded. */
import type { Capture, Owner, Slot } from '../value';
import { cellPath, placeOf } from './cells';
import type { Change as NetChange } from '../store';

export class ReadBackState {
  readonly #found = new Map<string, Slot | null>();

  constructor(
    readonly store: { get(path: string): Slot | undefined },
    readonly capture: Capture,
  ) {
    for (const { owner, slots } of capture.changes)
      for (const [slot, after] of slots) this.#found.set(cellPath(owner, slot), after);
  }

  get(path: string): Slot | null {
    const found = this.#found.get(path);
    return found === undefined ? (this.store.get(path) ?? null) : found;
  }

  /** The contents of all places that were planned for or found changed, as far as their owners stay. */
  contents(planned: Iterable<NetChange<Slot>>, stays: (owner: Owner) => boolean): Map<string, Slot | null> {
    const contents = new Map<string, Slot | null>();
    for (const path of [...[...planned].map((change) => change.path), ...this.#found.keys()]) {
      const place = placeOf(path);
      if (place !== undefined && stays(place.owner)) contents.set(path, this.get(path));
    }
    return contents;
  }
}
