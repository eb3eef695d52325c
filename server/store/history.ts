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
  let held = core.timeline.at(cell, from);
  core.timeline.eachTurn(cell, from, to, (entry, edit) => {
    const version = entry + 1;
    const next = core.timeline.at(cell, version);
    if (sameSlot(held, next, core.equals)) return;
    const [before, after] = [valueOf(held), valueOf(next)];
    held = next;
    found.push({
      version,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      ...(edit && { edit }),
    });
  });
  return found;
}
