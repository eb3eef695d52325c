// The departures: the states that rolling back, or reinstating, has left, each with its savepoints.

import { CHUNK, IntColumn, ValueColumn } from './column';
import { type Mark, type Savepoint } from './savepoints';

/** A state that was left, and can be reinstated by its version `before`. */
export interface Rollback {
  readonly kind: 'rollback' | 'reinstate';
  readonly before: number;
  readonly after: number;
  /** The savepoint rolled back to; none where the whole transaction was. */
  readonly target?: Savepoint;
}

/** What a left state had besides its values: its innermost savepoint, and its changes not rolled back. */
export interface Left {
  readonly top: Mark | undefined;
  readonly changes: number;
}

interface Departure extends Left {
  readonly kind: Rollback['kind'];
  readonly target: Savepoint | undefined;
}

/** The departures in order of time, and so of version. */
export class Departures {
  readonly #before = new IntColumn();
  readonly #after = new IntColumn();
  readonly #departures = new ValueColumn<Departure | undefined>(undefined);
  #count = 0;
  #first = 0;

  add(before: number, after: number, departure: Departure): void {
    const index = this.#count++;
    for (const column of [this.#before, this.#after, this.#departures]) column.grow(index);
    this.#before.set(index, before);
    this.#after.set(index, after);
    this.#departures.set(index, departure);
  }

  /** What was left at a version, if something was. */
  find(before: number): Left | undefined {
    let low = this.#first;
    let high = this.#count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#before.get(middle) < before) low = middle + 1;
      else high = middle;
    }
    return low < this.#count && this.#before.get(low) === before ? this.#departures.get(low) : undefined;
  }

  /** The departures whose state and savepoints are all kept, oldest first. */
  list(floor: number): readonly Rollback[] {
    const rollbacks: Rollback[] = [];
    for (let index = this.#first; index < this.#count; index++) {
      const departure = this.#departures.get(index);
      if (departure === undefined || baseOf(departure, this.#before.get(index)) < floor) continue;
      const rollback = { kind: departure.kind, before: this.#before.get(index), after: this.#after.get(index) };
      rollbacks.push(departure.target === undefined ? rollback : { ...rollback, target: departure.target });
    }
    return rollbacks;
  }

  forget(floor: number): void {
    while (this.#first < this.#count && this.#before.get(this.#first) < floor) {
      this.#departures.set(this.#first, undefined);
      this.#first++;
      if (this.#first % CHUNK !== 0) continue;
      for (const column of [this.#before, this.#after, this.#departures]) column.free(this.#first - CHUNK);
    }
  }
}

/** The oldest version that a left state needs. */
export function baseOf(left: Left, before: number): number {
  return left.top === undefined ? before : left.top.outermost.version;
}
