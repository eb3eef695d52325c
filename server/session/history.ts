/**
 * The states that rollbacks have left, each of which can be gone back to: by undoing, any number of times, by redoing,
 * and as branches of the savepoints that they were left from. A bounded number is kept, the newest.
 *
 * As an editor's undo does, a new rollback ends what could be redone; what that was stays reachable as a branch.
 */
import type { Branch } from '../protocol';
import type { Moment } from './moment';

export interface LeftState {
  readonly id: number;
  /** What was gone to when it was left: a savepoint's name. */
  readonly name: string;
  readonly before: Moment;
  /** The version that the store left, and that it can reinstate. */
  readonly departure: number;
  /** `store`: savepoints may have gone with it, which the store brings back; `values`: some places were written only. */
  readonly kind: 'store' | 'values';
  /** The ids of the savepoints that were open, outermost first. */
  readonly savepoints: readonly number[];
  /** The version that its changes count from. */
  readonly base: number;
  readonly changes: number;
  /** Milliseconds since 1970. */
  readonly leftAt: number;
}

/** How a state was left: by a rollback, by undoing or redoing one, or for a branch that was restored. */
export type Leaving = { readonly by: 'rollback' } | { readonly by: 'undo' | 'redo' | 'branch'; readonly to: LeftState };

export class History {
  /** Oldest first. */
  #states: readonly LeftState[] = [];
  /** The ids of the states that undoing, and redoing, goes to; the last one first. */
  #undo: readonly number[] = [];
  #redo: readonly number[] = [];
  /** The ids of the states that were restored as branches, and are branches no longer. */
  readonly #restored = new Set<number>();
  #last = 0;

  /** What undoing would go back to. */
  get undo(): LeftState | undefined {
    return this.#find(this.#undo.at(-1));
  }

  get redo(): LeftState | undefined {
    return this.#find(this.#redo.at(-1));
  }

  get states(): readonly LeftState[] {
    return this.#states;
  }

  branch(id: number): LeftState | undefined {
    return this.#restored.has(id) ? undefined : this.#find(id);
  }

  /** Keeps the state that was left, and forgets the oldest ones, so that at most `keep` stay. */
  leave(left: Omit<LeftState, 'id'>, how: Leaving, keep: number): void {
    const state = { ...left, id: ++this.#last };
    if (how.by === 'branch') this.#restored.add(how.to.id);
    if (how.by === 'undo' || how.by === 'redo') this.#states = this.#states.filter(({ id }) => id !== how.to.id);
    this.#states = [...this.#states, state].slice(-Math.max(1, keep));
    const kept = (id: number): boolean => this.#find(id) !== undefined;
    const redo = how.by === 'undo' ? [...this.#redo, state.id] : how.by === 'redo' ? this.#redo : [];
    const undo = how.by === 'undo' ? this.#undo : [...this.#undo, state.id];
    this.#undo = undo.filter(kept);
    this.#redo = redo.filter(kept);
    for (const id of this.#restored) if (!kept(id)) this.#restored.delete(id);
  }

  /** Forgets the states that the store has forgotten. */
  forget(isKept: (state: LeftState) => boolean): void {
    if (this.#states.every(isKept)) return;
    this.#states = this.#states.filter(isKept);
    this.#undo = this.#undo.filter((id) => this.#find(id) !== undefined);
    this.#redo = this.#redo.filter((id) => this.#find(id) !== undefined);
  }

  /** What was abandoned, newest first, each under the innermost of its savepoints that is still open. */
  branches(open: ReadonlySet<number>, nameOf: (savepoint: number) => string): readonly Branch[] {
    return this.#states
      .filter(({ id }) => !this.#restored.has(id))
      .map((state): Branch => {
        const under = state.savepoints.findLast((savepoint) => open.has(savepoint));
        return {
          id: state.id,
          ...(under !== undefined && { under }),
          kind: state.kind === 'store' ? 'everything' : 'places',
          leftFor: state.name,
          savepoints: state.savepoints.filter((savepoint) => !open.has(savepoint)).map(nameOf),
          changes: state.changes,
          leftAt: state.leftAt,
        };
      })
      .filter(({ changes, savepoints }) => changes > 0 || savepoints.length > 0)
      .reverse();
  }

  #find(id: number | undefined): LeftState | undefined {
    return this.#states.find((state) => state.id === id);
  }
}
