/**
 * Makes a log shorter that leads to the same state: what readings told in passing is left out, and readings that found
 * nothing, where another one follows at once. Changes all stay, in their order, since each is a version of the store.
 *
 * What is not an `observe` passes as it is, so an operation that is new to the protocol is safe here.
 */
import type { Capture } from '../value';
import type { Operation } from './record';

const OBSERVE = 'savepoint/observe';

/** An `observe` uses nothing of it. */
const NO_TALLY: Capture['tally'] = { cells: 0, restorable: 0, reasons: [] };

export class Compaction {
  /** The reading that came last, if nothing else has come since. */
  #held: { readonly operation: Operation; readonly capture: Capture } | undefined;

  /** The operations that are certain to stay, now that this one follows. */
  take(operation: Operation): readonly Operation[] {
    const held = this.#held;
    const capture = operation.method === OBSERVE ? trimmed(operation.params['capture'] as Capture) : undefined;
    this.#held = capture && { operation: { ...operation, params: { ...operation.params, capture } }, capture };
    if (held === undefined) return capture === undefined ? [operation] : [];
    if (capture !== undefined && isReplacedBy(held.capture, capture)) return [];
    return capture === undefined ? [held.operation, operation] : [held.operation];
  }

  end(): readonly Operation[] {
    const held = this.#held;
    this.#held = undefined;
    return held === undefined ? [] : [held.operation];
  }
}

function trimmed({ epoch, frames, objects, changes }: Capture): Capture {
  return { epoch, frames, objects, changes, tally: NO_TALLY };
}

/** Whether nothing is left of a reading when another follows it: no change, and no call that only it saw. */
function isReplacedBy(reading: Capture, next: Capture): boolean {
  if (reading.changes.length > 0 || reading.objects.length > 0) return false;
  const calls = new Set(next.frames.map(({ activation }) => activation));
  return reading.frames.every(({ activation }) => calls.has(activation));
}
