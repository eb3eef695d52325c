// The history of one cell: every change of its value that is kept, rollbacks included.

import { type Core } from './core';
import { type Edit } from './edit';
import { sameSlot, valueOf } from './slot';

/** One change of a cell: the version it made, and the values around it, each missing where the cell was empty. */
export interface Revision<V> {
  readonly version: number;
  readonly before?: V;
  readonly after?: V;
  /** How a recipe made the change, for one that was made by a recipe. */
  readonly edit?: Edit;
}

/** The revisions of a cell from one version to a later one, oldest first. */
export function revisions<V>(core: Core<V>, cell: number, from: number, to: number): readonly Revision<V>[] {
  const found: Revision<V>[] = [];
  let after = core.timeline.at(cell, to);
  for (const entry of core.timeline.entries(cell, from, to)) {
    const { old, edit } = core.timeline.entry(entry);
    if (!sameSlot(old, after, core.equals)) {
      const [before, later] = [valueOf(old), valueOf(after)];
      found.push({
        version: entry + 1,
        ...(before !== undefined && { before }),
        ...(later !== undefined && { after: later }),
        ...(edit && { edit }),
      });
    }
    after = old;
  }
  return found.reverse();
}
