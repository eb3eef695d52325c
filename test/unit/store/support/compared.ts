// The store and the reference model side by side, and the comparison of the two.

import assert from 'node:assert/strict';
import { produceWithPatches } from 'immer';
import { isUnder, StoreError, type Concurrent, type Store } from '../../../../server/store';
import { checkedStore, contents } from './checkedStore';
import { Model, stateOf, type Rival } from './model';
import { Random } from './random';
import { bySpot, differences, same, within, type State, type Value } from './states';

export const PREFIXES = ['', '/a', '/a/b', '/ab', '/c', '/d~1e'];
export const PATHS = PREFIXES.flatMap((prefix) => ['', '/x', '/y', '/b/z'].map((tail) => prefix + tail));
/** Paths that are often seeded and seldom written. */
export const LATE = Array.from({ length: 60 }, (_, key) => `${key % 2 === 0 ? '/a/b' : '/late'}/${key}`);
/** How many of the latest commits the test may undo. */
export const RECENT = 50;

/** A concurrent transaction, and its model. */
export interface Pairing {
  readonly ours: Concurrent<Value>;
  readonly theirs: Rival;
}

export class Compared {
  readonly store: Store<Value> = checkedStore<Value>({ retention: 'all', produce: produceWithPatches });
  readonly model = new Model();
  readonly random: Random;
  rivals: Pairing[] = [];
  /** How many of the model's commits have been looked at. */
  joined = 0;

  constructor(seed: number) {
    this.random = new Random(seed);
    this.model.at.set(0, {});
  }

  /**
   * Notes which version each of the model's new commits has in the store, which may have made several in one operation, in
   * the same order. One that changed nothing the store does not list: such an operation's commits stay without a version.
   */
  nameJoined(since: number): void {
    const joined = this.model.joined.slice(this.joined);
    this.joined += joined.length;
    if (joined.length === 0) return;
    const made = this.store.transactions().filter(({ version }) => version > since);
    if (made.length === joined.length) joined.forEach((event, index) => (event.version = made[index]?.version ?? 0));
  }

  /** Notes the state of the present version; the oldest are let go, so that a long run does not slow down. */
  remember(): void {
    const { at } = this.model;
    at.set(this.store.version, this.model.state);
    for (const version of at.keys()) {
      if (at.size <= 10 * RECENT) return;
      at.delete(version);
    }
  }

  compare(): void {
    const { store, model, random } = this;
    assert.deepEqual(contents(store), { ...model.state });
    assert.deepEqual(
      store.savepoints().map(({ id, name }) => ({ id, name })),
      model.stack.map(({ id, name }) => ({ id, name })),
    );
    for (const { ours, theirs } of this.rivals)
      assert.deepEqual(Object.fromEntries(ours.entries()), { ...stateOf(theirs) });
    const versions = [...model.at.keys()].filter((version) => version >= store.oldestVersion);
    const [from, to, prefix] = [random.pick(versions), random.pick(versions), random.pick(PREFIXES)];
    const [before, after] = [this.stateAt(from), this.stateAt(to)];
    assert.deepEqual(Object.fromEntries(store.entries(prefix, from)), within(before, prefix));
    assert.deepEqual(store.getAt('/a/x', to), after['/a/x']);
    assert.deepEqual(bySpot([...store.diff(from, to, prefix)]), differences(before, after, prefix));
    if (random.below(8) === 0) this.compareHistory(random.pick(PATHS), Math.min(from, to), Math.max(from, to));
  }

  /** A cell's history leads, without a gap, from what it held as of one version to what it held as of a later one. */
  compareHistory(path: string, from: number, to: number): void {
    let held = this.stateAt(from)[path];
    for (const { version, before, after } of this.store.history(path, from, to)) {
      assert.deepEqual(before, held);
      assert.ok(!same(before, after));
      assert.deepEqual(this.store.getAt(path, version), after);
      held = after;
    }
    assert.deepEqual(held, this.stateAt(to)[path]);
  }

  stateAt(version: number): State {
    const state = this.model.at.get(version);
    assert.ok(state !== undefined);
    return state;
  }

  value(): Value {
    const count = this.random.below(4);
    return this.random.below(5) > 0 ? count : { count, marks: [0, 1].slice(0, this.random.below(3)) };
  }

  subtree(): { readonly prefix: string; readonly entries: readonly (readonly [string, Value])[] } {
    const prefix = this.random.pick(PREFIXES);
    const paths = PATHS.filter((path) => isUnder(path, prefix) && this.random.below(3) === 0);
    return { prefix, entries: [...new Set(paths)].map((path) => [path, this.value()]) };
  }

  /** Does both, and asserts that both refuse or neither does. */
  agree(ours: () => unknown, theirs: () => unknown): 'done' | 'refused' {
    const version = this.store.version;
    const outcome = outcomeOf(ours);
    assert.equal(outcome, outcomeOf(theirs));
    if (outcome === 'refused') assert.equal(this.store.version, version);
    return outcome;
  }
}

/** Whether work was done or refused: by the store with a `StoreError`, elsewhere with any other error but an assertion's. */
export function outcomeOf(work: () => unknown): 'done' | 'refused' {
  try {
    work();
    return 'done';
  } catch (error) {
    if (error instanceof StoreError || (error instanceof Error && error.constructor === Error)) return 'refused';
    throw error;
  }
}
