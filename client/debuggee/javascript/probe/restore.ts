/**
 * Writes what an epoch's mementos say back into the same objects: only what differs, and only what is asked for. What
 * cannot be written is told with its reason, and the rest goes on.
 */
import { Failures } from './failures';
import { asOf } from './memento';
import { reasonOf } from './model';
import { ObjectRestorer } from './objectRestorer';
import { PrivateWrites } from './privateWrites';
import type { Registry } from './registry';
import { setOf } from './safe';
import type { Slots } from './slots';

export interface ObjectWrite {
  readonly object: number;
  readonly slots: readonly string[] | null;
}

export class Restorer {
  readonly failures = new Failures();
  readonly privateWrites = new PrivateWrites(this.failures);

  constructor(
    readonly registry: Registry,
    readonly slots: Slots,
    readonly epoch: number,
  ) {}

  write(request: ObjectWrite): void {
    const tracked = this.registry.byId(request.object);
    const target = tracked === undefined ? undefined : asOf(tracked, this.epoch);
    if (tracked === undefined || target === undefined) {
      const reason = tracked?.kind === 'outside' ? reasonOf(tracked) : 'nothing of it was kept then';
      this.failures.object(request.object, undefined, reason);
      return;
    }
    const asked = request.slots === null ? undefined : setOf(request.slots);
    new ObjectRestorer(this, tracked, target, asked).run();
  }
}
