// Seeded randomness for tests: the same seed gives the same run.

/** The seed of this run: `STORE_SEED`, or a fixed one. */
export const SEED = Number(process.env['STORE_SEED'] ?? 20_260);

/** Iterations of the long random tests: `STORE_ITERATIONS`, or what a normal run can afford. */
export const ITERATIONS = Number(process.env['STORE_ITERATIONS'] ?? 1_000);

/** Mulberry32: small, fast, and good enough to choose operations with. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** An integer from 0 up to, not including, `bound`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * bound);
  }

  pick<T>(items: readonly T[]): T {
    const item = items[this.below(items.length)];
    if (item === undefined) throw new RangeError('There is nothing to pick from.');
    return item;
  }

  /** One of the names, each as often as its weight. */
  weighted<N extends string>(weights: Readonly<Record<N, number>>): N {
    const names = Object.keys(weights) as N[];
    return this.pick(names.flatMap((name) => Array.from({ length: weights[name] }, () => name)));
  }
}
