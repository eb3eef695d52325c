/**
 * The documents that schemas were checked against, kept from one check of a session to the next: what changed in between is
 * put into them, so that a check costs what has changed and what the schema looks at, and not the store's cells.
 */
import type { ObjectId, Slot } from '../value';
import type { PlaceSource } from './dependencies';
import { type Change, MaterializedVariable, type ObjectSource } from './materialize';

interface Kept {
  readonly variable: MaterializedVariable;
  readonly version: number;
}

/** By what the variable is called; kept for a session by whoever checks its rules. */
export type Documents = Map<string, Kept>;

const MOST_KEPT = 50;
/** Of so many changes at once, making a document anew is no slower. */
const MOST_CHANGES = 1_000;

export class KeptDocuments {
  /** `source` and `places` are the debuggee's now. */
  constructor(
    private readonly documents: Documents,
    private readonly source: ObjectSource,
    private readonly places: PlaceSource,
  ) {}

  /** Of the variable of that path, which now holds `slot`. */
  of(path: string, slot: Slot): MaterializedVariable {
    const kept = this.documents.get(path);
    const changes = kept === undefined ? undefined : this.#changesSince(kept.version);
    const { version } = this.places;
    if (kept === undefined || changes === undefined) return this.anew(path, slot);
    kept.variable.moveOn(slot, this.source, changes);
    this.documents.set(path, { variable: kept.variable, version });
    return kept.variable;
  }

  /** Nothing of before is taken over. */
  anew(path: string, slot: Slot): MaterializedVariable {
    const variable = new MaterializedVariable(path, slot, this.source);
    this.documents.delete(path);
    this.documents.set(path, { variable, version: this.places.version });
    const [oldest] = this.documents.keys();
    if (this.documents.size > MOST_KEPT && oldest !== undefined) this.documents.delete(oldest);
    return variable;
  }

  #changesSince(version: number): ReadonlyMap<ObjectId, readonly Change[]> | undefined {
    const changed = this.places.changedSince(version);
    if (changed === undefined) return undefined;
    let count = 0;
    for (const names of changed.values()) count += names.length;
    if (count > MOST_CHANGES) return undefined;
    return new Map(
      [...changed].map(([object, names]) => [
        object,
        names.map((name): Change => [name, this.places.slot({ object }, name)]),
      ]),
    );
  }
}
