// The departures: the states that rolling back, or reinstating, has left, each with its savepoints.

import { Integers } from './columns';
import { plain, type Level, type Savepoint, type Savepoints } from './savepoints';

/** A state that was left, and can be reinstated by its version `before`. */
export interface Rollback {
  readonly kind: 'rollback' | 'reinstate';
  readonly before: number;
  readonly after: number;
  /** The savepoint rolled back to; none where the whole transaction was, or for a reinstatement. */
  readonly target?: Savepoint;
}

/**
 * What a left state had besides its values: the row of its innermost savepoint or `NONE`, how many changes were not rolled
 * back, and the version that its transaction began from, its own if there was none.
 */
export interface Left {
  readonly top: number;
  readonly changes: number;
  readonly base: number;
}

/** Why a state was left other than to go back to a savepoint: to roll back the transaction, or to reinstate. */
export type Reason = 'out' | 'reinstate';

const [BEFORE, AFTER, TOP, CHANGES, BASE, TARGET, DEPTH] = [0, 1, 2, 3, 4, 5, 6] as const;
/** Stand for no target. */
const REASONS: Readonly<Record<Reason, number>> = { out: -1, reinstate: -2 };

/** The departures in order of time, and so of version. */
export class Departures {
  readonly #rows = new Integers(8);
  readonly #savepoints: Savepoints;

  constructor(savepoints: Savepoints) {
    this.#savepoints = savepoints;
  }

  /** Notes that the state of version `before` was left for another reason than `addTo`'s; the new one has version `after`. */
  add(before: number, after: number, { top, changes, base }: Left, reason: Reason): Rollback {
    this.#rows.append(before, after, top, changes, base, REASONS[reason], 0);
    return { kind: reason === 'out' ? 'rollback' : 'reinstate', before, after };
  }

  /** Notes that the state of version `before` was left to go back to an open savepoint. */
  addTo(before: number, after: number, { top, changes, base }: Left, target: Level): Rollback {
    this.#rows.append(before, after, top, changes, base, target.row, target.depth);
    return { kind: 'rollback', before, after, target: plain(target) };
  }

  /** What was left at a version, if something was. */
  find(before: number): Left | undefined {
    const found = this.#rows.firstFrom(before, BEFORE);
    if (found === this.#rows.count || this.#rows.get(found, BEFORE) !== before) return undefined;
    return {
      top: this.#rows.get(found, TOP),
      changes: this.#rows.get(found, CHANGES),
      base: this.#rows.get(found, BASE),
    };
  }

  /** The departures whose state and savepoints are all kept, oldest first. */
  list(floor: number): readonly Rollback[] {
    const rollbacks: Rollback[] = [];
    for (let index = this.#rows.first; index < this.#rows.count; index++) {
      if (this.#rows.get(index, BASE) < floor) continue;
      const [before, after] = [this.#rows.get(index, BEFORE), this.#rows.get(index, AFTER)];
      rollbacks.push(this.#describe(before, after, this.#rows.get(index, TARGET), this.#rows.get(index, DEPTH)));
    }
    return rollbacks;
  }

  /** Drops the departures whose state is not kept. */
  forget(floor: number): void {
    this.#rows.forget(this.#rows.firstFrom(floor, BEFORE));
  }

  #describe(before: number, after: number, target: number, depth: number): Rollback {
    if (target === REASONS.reinstate) return { kind: 'reinstate', before, after };
    if (target === REASONS.out) return { kind: 'rollback', before, after };
    return { kind: 'rollback', before, after, target: this.#savepoints.kept(target, depth) };
  }
}
