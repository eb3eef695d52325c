/** Private fields to be written back, handed out to the client's text: only text at the top level of a frame names them. */
import type { Failures } from './failures';
import type { Tracked } from './model';
import { append, SafeMap, substring } from './safe';

interface PrivateWrite {
  readonly tracked: Tracked;
  readonly slot: string;
  readonly value: unknown;
}

export class PrivateWrites {
  readonly #byName = new SafeMap<string, PrivateWrite[]>();
  #pending: PrivateWrite | undefined;

  constructor(readonly failures: Failures) {}

  queue(tracked: Tracked, slot: string, value: unknown): void {
    const name = `#${substring(slot, 2)}`;
    let writes = this.#byName.get(name);
    if (writes === undefined) this.#byName.set(name, (writes = []));
    append(writes, { tracked, slot, value });
  }

  /** The next private field of a name to be written, by the client's text; what was handed out before and not confirmed threw. */
  next(name: string): boolean {
    this.#dropPending();
    const writes = this.#byName.get(name);
    if (writes === undefined || writes.length === 0) return false;
    this.#pending = writes[writes.length - 1];
    writes.length--;
    return true;
  }

  get object(): object | undefined {
    return this.#pending?.tracked.object;
  }

  get value(): unknown {
    return this.#pending?.value;
  }

  wrote(): void {
    this.#pending = undefined;
  }

  /** A write that was handed out and never confirmed threw. */
  #dropPending(): void {
    if (this.#pending === undefined) return;
    this.failures.object(this.#pending.tracked.id, this.#pending.slot, 'it refused the assignment');
    this.#pending = undefined;
  }

  /** What was never handed out was not written. */
  finish(): void {
    this.#dropPending();
    this.#byName.forEach((writes) => {
      for (let i = 0; i < writes.length; i++) {
        const write = writes[i] as PrivateWrite;
        this.failures.object(write.tracked.id, write.slot, 'its private name could not be reached here');
      }
    });
  }
}
