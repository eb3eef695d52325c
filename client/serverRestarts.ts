/** When a server that has ended is started again: at once, later and later if it ends again, and not without end. */

const WINDOW_MILLISECONDS = 180_000;
const MOST = 20;
const LONGEST_MILLISECONDS = 5_000;

export class ServerRestarts {
  #ends: number[] = [];

  /** How many milliseconds to wait, or `give-up`, when the server ends at a moment of a clock in milliseconds. */
  next(now: number): number | 'give-up' {
    this.#ends = [...this.#ends.filter((end) => now - end < WINDOW_MILLISECONDS), now];
    const again = this.#ends.length - 1;
    if (again >= MOST) return 'give-up';
    return again < 3 ? 0 : Math.min(LONGEST_MILLISECONDS, 100 * 2 ** (again - 3));
  }
}
