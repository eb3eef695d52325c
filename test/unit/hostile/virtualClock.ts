/** Time that passes only when nothing else is left to do: a test of timeouts waits for none. */
import type { Clock } from '../../../client/debuggee/variables/clock';

interface Timer {
  readonly at: number;
  readonly order: number;
  readonly callback: () => void;
}

export class VirtualClock implements Clock {
  #now = 0;
  #order = 0;
  #timers: Timer[] = [];

  now(): number {
    return this.#now;
  }

  after(milliseconds: number, callback: () => void): () => void {
    const timer = { at: this.#now + Math.max(0, milliseconds), order: this.#order++, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Lets time pass until the work is done. Rejects if nothing is left that could get it done. */
  async until<R>(work: Promise<R>): Promise<R> {
    const state = { isSettled: false };
    const settle = (): void => {
      state.isSettled = true;
    };
    work.then(settle, settle);
    for (;;) {
      await allMicrotasks();
      if (state.isSettled) return work;
      if (!this.#passToNext()) throw new Error('It hangs: nothing is left that it could wait for.');
    }
  }

  /** Lets everything happen that is still to come. */
  async drain(): Promise<void> {
    do await allMicrotasks();
    while (this.#passToNext());
  }

  /** Lets time pass until it is so, or until nothing more is to come. */
  async passUntil(isSo: () => boolean): Promise<void> {
    do await allMicrotasks();
    while (!isSo() && this.#passToNext());
  }

  /** Has `setTimeout` wait for this time too; gives what ends it. */
  takeOver(): () => void {
    const { setTimeout: set, clearTimeout: clear } = globalThis;
    const after = (callback: () => void, milliseconds = 0): (() => void) => this.after(milliseconds, callback);
    const callOff = (timer: (() => void) | undefined): void => timer?.();
    Object.assign(globalThis, { setTimeout: after, clearTimeout: callOff });
    return () => Object.assign(globalThis, { setTimeout: set, clearTimeout: clear });
  }

  #passToNext(): boolean {
    const [next] = this.#timers.sort((one, other) => one.at - other.at || one.order - other.order);
    if (next === undefined) return false;
    this.#timers.shift();
    this.#now = next.at;
    next.callback();
    return true;
  }
}

/** Nothing in these tests waits for input or output, so everything that can go on is a microtask. */
function allMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
