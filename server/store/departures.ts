// The departures: the states that rolling back, or reinstating, has left, each with its savepoints.

import { CHUNK, NONE, Rows } from './rows';
import { type Mark, type Savepoint } from './savepoints';

/** A state that was left, and can be reinstated by its version `before`. */
export interface Rollback {
  readonly kind: 'rollback' | 'reinstate';
  readonly before: number;
  readonly after: number;
  /** The savepoint rolled back to; none where the whole transaction was, or for a reinstatement. */
  readonly target?: Savepoint;
}

/** What a left state had besides its values: its innermost savepoint, and how many changes were not rolled back. */
export interface Left {
  readonly top: Mark | undefined;
  readonly changes: number;
}

/** Why a state was left: to go back to a savepoint, out of the transaction, or to a state left earlier. */
export type Reason = Mark | 'out' | 'reinstate';

/** The departures in order of time, and so of version. */
export class Departures {
  /** For each departure: the version left, the version after it, and the innermost savepoint left. */
  readonly #left = new Rows<Mark | undefined>(undefined);
  /** For each departure: how many changes were left, and the reason. */
  readonly #why = new Rows<Reason>('out');
  #count = 0;
  #first = 0;

  add(before: number, after: number, reason: Reason, left: Mark | undefined, changes: number): Rollback {
    const index = this.#count++;
    this.#left.grow(index);
    this.#left.set(index, before, after);
    this.#left.setValue(index, left);
    this.#why.grow(index);
    this.#why.set(index, changes, NONE);
    this.#why.setValue(index, reason);
    return describe(before, after, reason);
  }

  /** What was left at a version, if something was. */
  find(before: number): Left | undefined {
    let low = this.#first;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#left.first(middle) < before) low = middle + 1;
      else high = middle;
    }
    if (low === this.#count || this.#left.first(low) !== before) return undefined;
    return { top: this.#left.value(low), changes: this.#why.first(low) };
  }

  /** The departures whose state and savepoints are all kept, oldest first. */
  list(floor: number): readonly Rollback[] {
    const rollbacks: Rollback[] = [];
    for (let index = this.#first; index < this.#count; index++) {
      const before = this.#left.first(index);
      if ((this.#left.value(index)?.outermost.version ?? before) < floor) continue;
      rollbacks.push(describe(before, this.#left.second(index), this.#why.value(index)));
    }
    return rollbacks;
  }

  /** Drops the departures whose state is not kept. */
  forget(floor: number): void {
    while (this.#first < this.#count && this.#left.first(this.#first) < floor) {
      this.#left.setValue(this.#first, undefined);
      this.#why.setValue(this.#first, 'out');
      this.#first++;
      if (this.#first % CHUNK !== 0) continue;
      this.#left.free(this.#first - CHUNK);
      this.#why.free(this.#first - CHUNK);
    }
  }
}

function describe(before: number, after: number, reason: Reason): Rollback {
  if (reason === 'reinstate') return { kind: 'reinstate', before, after };
  if (reason === 'out') return { kind: 'rollback', before, after };
  return { kind: 'rollback', before, after, target: reason };
}
