// Consistency: what must hold between the transactions and the values. For tests, which check it after each one.

import { type Core } from './core';
import { type Savepoints } from './savepoints';
import { sameSlot } from './slot';

/** What is wrong between the open transaction, the committed ones and the log: nothing, ever. Walks everything. */
export function* transactionProblems<V>(core: Core<V>, savepoints: Savepoints): Generator<string> {
  const { timeline, commits, paths, equals } = core;
  const base = savepoints.outermost?.version ?? timeline.version;
  if (base < timeline.floor || commits.settled < timeline.floor) yield 'a version that is needed was forgotten';
  for (let cell = 0; cell < paths.count; cell++) {
    if (!sameSlot(timeline.at(cell, base), timeline.at(cell, commits.settled), equals))
      yield `the transaction did not begin from the committed value of '${paths.path(cell)}'`;
  }
  if (savepoints.depth === 0 && commits.settled !== timeline.version)
    yield 'no transaction is open, and yet not all is settled';
  let end = timeline.floor;
  for (const commit of commits) {
    if (commit.from < end || commit.version <= commit.from) yield `the commit of ${commit.version} is out of order`;
    end = commit.version;
  }
  if (end > Math.max(commits.settled, timeline.floor)) yield `the commit of ${end} is not settled`;
}
