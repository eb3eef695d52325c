/**
 * What the last numbered requests came to. A client whose server ended without answering asks again under the same
 * number, and is told what the request came to, whether it was done before or is only now.
 */
export type Outcome =
  { readonly kind: 'result'; readonly result: unknown } | { readonly kind: 'error'; readonly error: unknown };

/** How many outcomes are kept: more than a client has requests on their way for one session. */
export const KEPT_OUTCOMES = 32;

export class Outcomes {
  readonly #outcomes = new Map<number, Outcome>();
  #last = 0;

  /** The number of the latest request that was done; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** `missing`: a request before it has never arrived, so this one would not mean what it did when it was sent. */
  of(sequence: number): Outcome | 'new' | 'missing' {
    if (sequence === this.#last + 1) return 'new';
    return this.#outcomes.get(sequence) ?? 'missing';
  }

  note(sequence: number | undefined, outcome: Outcome): void {
    if (sequence === undefined) return;
    this.#last = sequence;
    this.#outcomes.set(sequence, outcome);
    for (const oldest of this.#outcomes.keys()) {
      if (this.#outcomes.size <= KEPT_OUTCOMES) break;
      this.#outcomes.delete(oldest);
    }
  }
}

export function outcomeOf(work: () => unknown): Outcome {
  try {
    return { kind: 'result', result: work() };
  } catch (error) {
    return { kind: 'error', error };
  }
}
