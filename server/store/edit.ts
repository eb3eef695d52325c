// Edits: a composite value changed by a recipe, and the patches that say how.

/** One step of an edit, in immer's form. */
export interface Patch {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

/** How a recipe changed a value: the patches that lead there, and those that lead back. */
export interface Edit {
  readonly patches: readonly Patch[];
  readonly inverse: readonly Patch[];
}

/**
 * Runs a recipe on a draft of a value and returns the next value, which shares what did not change, with its patches:
 * immer's `produceWithPatches`. The store is given it and depends on no library.
 */
export type Produce<V> = (
  base: V,
  recipe: (draft: V) => unknown,
) => readonly [next: V, patches: readonly Patch[], inverse: readonly Patch[]];

/** The edits recorded in the log, by entry. Whole values are what the log restores from; these only describe. */
export class Edits {
  readonly #edits = new Map<number, Edit>();

  add(entry: number, edit: Edit): void {
    this.#edits.set(entry, edit);
  }

  get(entry: number): Edit | undefined {
    return this.#edits.get(entry);
  }

  forget(floor: number): void {
    for (const entry of this.#edits.keys()) {
      if (entry >= floor) return;
      this.#edits.delete(entry);
    }
  }
}
