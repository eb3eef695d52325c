/** What the debuggee holds after the writes: the store's present state under a capture that is not yet recorded. */
import type { Capture, Slot } from '../value';
import { cellPath } from './cells';
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

  /** The contents of all cells that were planned for or found changed. */
  contents(planned: Iterable<NetChange<Slot>>): Map<string, Slot | null> {
    const paths = [...[...planned].map((change) => change.path), ...this.#found.keys()];
    return new Map(paths.map((path) => [path, this.get(path)]));
  }
}
