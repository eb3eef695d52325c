// Every operation of the store against the reference model, at random, compared whole after each one.

import assert from 'node:assert/strict';
import { Both, OPERATIONS } from './support/both';
import { ITERATIONS, SEED } from './support/random';

describe('store: against the reference model', function () {
  this.timeout(0);

  it(`agrees after each of ${2 * ITERATIONS} operations of every kind, seed ${SEED}`, () => {
    const seen: Record<string, number> = {};
    for (let round = 0; round < 4; round++) {
      const both = new Both(SEED + round);
      for (let iteration = 0; iteration < ITERATIONS / 2; iteration++) both.step();
      assert.deepEqual(both.store.check(), []);
      for (const [name, count] of Object.entries(both.done)) seen[name] = (seen[name] ?? 0) + count;
    }
    for (const operation of Object.keys(OPERATIONS))
      assert.ok((seen[operation] ?? 0) > 0, `${operation} was hardly tried`);
    assert.ok((seen['seed refused'] ?? 0) > 0, 'no seed was refused');
    assert.ok((seen['update refused'] ?? 0) > 0 && (seen['transaction refused'] ?? 0) > 0, 'nothing failed');
    assert.ok((seen['commitRival refused'] ?? 0) > 0 && (seen['commit refused'] ?? 0) > 0, 'no conflict was met');
  });
});
