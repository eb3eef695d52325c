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
  /** The version before the change, or before the first one in a row of the same author's. */
  readonly from: number;
}

export class Authors {
  readonly #last = new Map<string, Authored>();
  readonly #outside = new Set<string>();

  constructor(private readonly store: Store<Slot>) {}

  /** Notes, before the store is told, that a cell is about to get new content. */
  note(path: string, by: ChangeAuthor): void {
    const last = this.#last.get(path);
    if (last?.by === by) return;
    this.#last.set(path, { by, from: this.store.version });
    if (by === 'outside') this.#outside.add(path);
    else this.#outside.delete(path);
  }

  /** Who changed a cell last, if it was since a version. */
  by(path: string, since: number): ChangeAuthor | undefined {
    const last = this.#last.get(path);
    return last === undefined || last.from < since ? undefined : last.by;
  }

  /** The cells that somebody else changed last, since a version, and that do not hold what they held before. */
  drift(since: number): readonly CellChange[] {
    return [...this.#outside].flatMap((path) => {
      const from = this.#last.get(path)?.from ?? 0;
      if (from < since || from < this.store.oldestVersion) return [];
      const before = this.store.getAt(path, from) ?? null;
      const after = this.store.get(path) ?? null;
      return sameContent(before, after) ? [] : [{ path, before, after }];
    });
  }
}
