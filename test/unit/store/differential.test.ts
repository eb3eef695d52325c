// Every operation of the store against the reference model, at random, compared whole after each one.

import assert from 'node:assert/strict';
import { Both, OPERATIONS } from './support/both';
import { ITERATIONS, SEED } from './support/random';

const ROUNDS = 4;
/** What every run has to meet: each operation done, and those that can fail refused. */
const WANTED = [
  ...Object.keys(OPERATIONS),
  ...['seed', 'update', 'transaction', 'commitRival', 'commit'].map((operation) => `${operation} refused`),
];
/** How far the last round of a short run goes to meet it. A normal run has met it before. */
const MOST = 2_000;

describe('store: against the reference model', function () {
  this.timeout(0);

  it(`agrees after each of ${2 * ITERATIONS} operations or more, of every kind, seed ${SEED}`, () => {
    const missing = new Set(WANTED);
    for (let round = 1; round <= ROUNDS; round++) {
      const both = new Both(SEED + round - 1);
      const goesOn = (): boolean => round === ROUNDS && missing.size > 0;
      for (let step = 0; step < ITERATIONS / 2 || (goesOn() && step < MOST); step++) missing.delete(both.step());
      assert.deepEqual(both.store.check(), []);
    }
    assert.deepEqual([...missing], [], 'what was never done');
  });
});
