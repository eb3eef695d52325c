// The endings: who is told that a transaction has ended.

import { type Change } from './change';

/** The end of an outermost transaction. `changes` is its net change: for a rollback, what going back changed. */
export interface End<V> {
  readonly kind: 'commit' | 'rollback';
  readonly from: number;
  readonly version: number;
  readonly name?: string;
  readonly changes: () => Iterable<Change<V>>;
}

export type EndListener<V> = (end: End<V>) => void;

/** A list of listeners. One that throws stops neither the store nor the other listeners; its error goes to `onError`. */
export class Endings<V> {
  readonly #listeners = new Set<EndListener<V>>();
  readonly #onError: (error: unknown) => void;

  constructor(onError: (error: unknown) => void) {
    this.#onError = onError;
  }

  get listened(): boolean {
    return this.#listeners.size > 0;
  }

  /** Adds a listener and returns what removes it. */
  add(listener: EndListener<V>): () => void {
    const own: EndListener<V> = (end) => listener(end);
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  tell(end: End<V>): void {
    for (const listener of [...this.#listeners]) {
      try {
        listener(end);
      } catch (error) {
        this.#onError(error);
      }
    }
  }
}
