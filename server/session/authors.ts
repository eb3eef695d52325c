/**
 * Who made the last change of each place: the program, Savepoint, or somebody else while the program stood still.
 *
 * What a reading finds changed since another one at the same stop, the program cannot have done: it is drift, an edit in
 * the Variables view or the Debug Console, or of another tool.
 */
import type { ChangeAuthor } from '../protocol';
import type { Store } from '../store';
import type { Slot } from '../value';
import { type CellChange, sameContent } from './changes';

interface Authored {
  readonly by: ChangeAuthor;
  /** The version before the first change in a row of the same author's. */
  readonly from: number;
  /** The version before the last of them. */
  readonly last: number;
}

export class Authors {
  readonly #last = new Map<string, Authored>();
  readonly #outside = new Set<string>();

  constructor(private readonly store: Store<Slot>) {}

  /** Notes, before the store is told, that a cell is about to get new content. */
  note(path: string, by: ChangeAuthor): void {
    const { version } = this.store;
    const known = this.#last.get(path);
    this.#last.set(path, { by, from: known?.by === by ? known.from : version, last: version });
    if (by === 'outside') this.#outside.add(path);
    else this.#outside.delete(path);
  }

  /** Who changed a cell last, if it was since a version. */
  by(path: string, since: number): ChangeAuthor | undefined {
    const known = this.#last.get(path);
    return known === undefined || known.last < since ? undefined : known.by;
  }

  /** The cells that somebody else changed last, since a version, and that do not hold what they held before. */
  drift(since: number): readonly CellChange[] {
    return [...this.#outside].flatMap((path) => {
      const known = this.#last.get(path);
      if (known === undefined || known.last < since) return [];
      // What the same author changed before that version is none of it.
      const from = Math.max(known.from, since);
      if (from < this.store.oldestVersion) return [];
      const before = this.store.getAt(path, from) ?? null;
      const after = this.store.get(path) ?? null;
      return sameContent(before, after) ? [] : [{ path, before, after }];
    });
  }
}
