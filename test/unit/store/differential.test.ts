// Every operation of the store against the reference model, at random, compared whole after each one.

import assert from 'node:assert/strict';
import { isUnder, type Change, type Concurrent, type Store, StoreError } from '../../../server/store';
import { checkedStore, contents } from './support/checkedStore';
import { assign, changed, Model, stateOf, type Rival, type State } from './support/model';
import { ITERATIONS, Random, SEED } from './support/random';

const PREFIXES = ['', '/a', '/a/b', '/ab', '/c', '/d~1e'];
const PATHS = PREFIXES.flatMap((prefix) => ['', '/x', '/y', '/b/z'].map((tail) => prefix + tail));
/** Paths that are often seeded and seldom written. */
const LATE = Array.from({ length: 60 }, (_, key) => `${key % 2 === 0 ? '/a/b' : '/late'}/${key}`);
const NAMES = ['one', 'two', 'three', 'four', 'five'];
const OPERATIONS = {
  set: 8, delete: 3, setSubtree: 1, deleteSubtree: 1, savepoint: 4, release: 1, rollbackTo: 2, commit: 1, rollback: 1,
  seed: 2, reinstate: 2, undo: 2, begin: 1, rival: 6, rivalLevel: 2, commitRival: 1, rollbackRival: 1, prune: 1,
}; // prettier-ignore

/** How many of the latest commits the test may undo. */
const RECENT = 50;

interface Pairing {
  readonly ours: Concurrent<number>;
  readonly theirs: Rival;
}

class Both {
  readonly store: Store<number> = checkedStore<number>({ retention: 'all' });
  readonly model = new Model();
  readonly random: Random;
  rivals: Pairing[] = [];
  /** How many of the model's commits have been looked at. */
  joined = 0;
  readonly done: Record<string, number> = {};

  constructor(seed: number) {
    this.random = new Random(seed);
    this.model.at.set(0, {});
  }

  step(): void {
    const operation = this.random.weighted(OPERATIONS);
    const since = this.store.version;
    const refused = this[operation]() === 'refused';
    const key = refused ? `${operation} refused` : operation;
    this.done[key] = (this.done[key] ?? 0) + 1;
    this.remember();
    this.nameJoined(since);
    this.compare();
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
    assert.deepEqual(Object.fromEntries(store.entries('', from)), { ...before });
    assert.equal(store.getAt('/a/x', to), after['/a/x']);
    assert.deepEqual(bySpot([...store.diff(from, to, prefix)]), differences(before, after, prefix));
  }

  stateAt(version: number): State {
    const state = this.model.at.get(version);
    assert.ok(state !== undefined);
    return state;
  }

  set(): void {
    const [path, value] = [this.random.pick(this.random.below(12) === 0 ? LATE : PATHS), this.random.below(4)];
    const wrote = this.store.set(path, value);
    assert.equal(wrote, this.model.state[path] !== value);
    if (wrote) this.model.write((draft) => void (draft[path] = value));
  }

  delete(): void {
    const path = this.random.pick(PATHS);
    const wrote = this.store.delete(path);
    assert.equal(wrote, this.model.state[path] !== undefined);
    if (wrote) this.model.write((draft) => assign(draft, path, undefined));
  }

  setSubtree(): void {
    const { prefix, entries } = this.subtree();
    const next = replaced(this.model.state, prefix, entries);
    const count = changed(this.model.state, next).length;
    assert.equal(this.store.setSubtree(prefix, entries), count);
    if (count > 0) this.model.write(() => next);
  }

  deleteSubtree(): void {
    const prefix = this.random.pick(PREFIXES);
    const next = replaced(this.model.state, prefix, []);
    const count = changed(this.model.state, next).length;
    assert.equal(this.store.deleteSubtree(prefix), count);
    if (count > 0) this.model.write(() => next);
  }

  seed(): unknown {
    const [path, value] = [this.random.pick(this.random.below(8) === 0 ? PATHS : LATE), this.random.below(2)];
    return this.agree(
      () => this.store.seed(path, value),
      () => this.model.seed(path, value),
    );
  }

  savepoint(): void {
    const name = this.random.pick(NAMES);
    this.store.savepoint(name);
    this.model.savepoint(name);
  }

  release(): unknown {
    const name = this.random.pick(NAMES);
    return this.agree(
      () => this.store.release(name),
      () => this.model.release(name),
    );
  }

  rollbackTo(): unknown {
    const name = this.random.pick(NAMES);
    const before = this.store.version;
    return this.agree(
      () => this.store.rollbackTo(name),
      () => this.model.rollbackTo(name, before),
    );
  }

  commit(): unknown {
    return this.agree(
      () => this.store.commit(),
      () => this.model.commit(),
    );
  }

  rollback(): unknown {
    const before = this.store.version;
    return this.agree(
      () => this.store.rollback(),
      () => this.model.rollback(before),
    );
  }

  reinstate(): unknown {
    const rollbacks = this.store.rollbacks();
    if (rollbacks.length === 0) return 'refused';
    const { before } = this.random.pick(rollbacks);
    const now = this.store.version;
    this.store.reinstate(before);
    this.model.reinstate(before, now);
    return 'done';
  }

  undo(): unknown {
    const versions = this.store.transactions().map(({ version }) => version);
    const known = this.model.joined.slice(-RECENT).filter(({ version = -1 }) => versions.includes(version));
    if (known.length === 0) return 'refused';
    const event = this.random.pick(known);
    const version = event.version ?? 0;
    const expected = this.model.undoing(event);
    const plan = this.store.planUndo(version);
    assert.deepEqual(
      plan.conflicts.map(({ path }) => path).sort(),
      expected
        .filter((one) => one.conflict)
        .map(({ path }) => path)
        .sort(),
    );
    const onConflict = this.random.pick(['refuse', 'skip', 'overwrite'] as const);
    const restored = expected.filter(({ conflict }) => onConflict === 'overwrite' || !conflict).map(({ path }) => path);
    return this.agree(
      () => this.store.undo(version, onConflict),
      () => {
        if (onConflict === 'refuse' && restored.length < expected.length) throw new Error('conflict');
        if (restored.length > 0)
          this.model.write((draft) => restored.forEach((path) => assign(draft, path, event.before[path])));
      },
    );
  }

  begin(): unknown {
    if (this.rivals.length === 3) return 'refused';
    this.rivals.push({ ours: this.store.begin(), theirs: this.model.begin() });
    return 'done';
  }

  rival(): unknown {
    if (this.rivals.length === 0) return 'refused';
    const { ours, theirs } = this.random.pick(this.rivals);
    const path = this.random.pick(this.random.below(6) === 0 ? LATE : PATHS);
    const [value, kind] = [this.random.below(4), this.random.below(4)];
    const { prefix, entries } = this.subtree();
    const state = stateOf(theirs);
    const next =
      kind === 0 ? replaced(state, prefix, entries) : replaced(state, path, kind === 1 ? [] : [[path, value]], 'cell');
    const paths = changed(state, next);
    if (kind === 0) assert.equal(ours.setSubtree(prefix, entries), paths.length);
    else assert.equal(kind === 1 ? ours.delete(path) : ours.set(path, value), paths.length === 1);
    theirs.own = { ...theirs.own, ...Object.fromEntries(paths.map((each) => [each, next[each]])) };
    return 'done';
  }

  rivalLevel(): unknown {
    if (this.rivals.length === 0) return 'refused';
    const { ours, theirs } = this.random.pick(this.rivals);
    const name = this.random.pick(['one', 'two']);
    const index = theirs.stack.findLastIndex((level) => level.name === name);
    const level = theirs.stack[index];
    if (level === undefined || this.random.below(2) === 0) {
      ours.savepoint(name);
      theirs.stack = [...theirs.stack, { name, own: theirs.own }];
    } else if (this.random.below(2) === 0) {
      ours.rollbackTo(name);
      theirs.own = level.own;
      theirs.stack = theirs.stack.slice(0, index + 1);
    } else {
      ours.release(name);
      theirs.stack = theirs.stack.slice(0, index);
    }
    assert.equal(ours.savepoints().length, theirs.stack.length);
    return 'done';
  }

  commitRival(): unknown {
    if (this.rivals.length === 0) return 'refused';
    const pairing = this.random.pick(this.rivals);
    const lost = this.model.commitRival(pairing.theirs);
    try {
      pairing.ours.commit();
      assert.deepEqual(lost, []);
    } catch (error) {
      assert.ok(error instanceof StoreError && error.code === 'conflict');
      assert.deepEqual([...error.paths].sort(), [...lost].sort());
      pairing.ours.rollback();
    }
    this.forget(pairing);
    return lost.length > 0 ? 'refused' : 'done';
  }

  rollbackRival(): unknown {
    const [pairing] = this.rivals;
    if (pairing === undefined) return 'refused';
    pairing.ours.rollback();
    this.forget(pairing);
    return 'done';
  }

  forget(pairing: Pairing): void {
    this.rivals = this.rivals.filter((one) => one !== pairing);
    this.model.rivals = this.rivals.map(({ theirs }) => theirs);
  }

  prune(): void {
    const kept = this.store.prune(this.store.version - this.random.below(400));
    assert.equal(kept, this.store.oldestVersion);
  }

  subtree(): { readonly prefix: string; readonly entries: readonly (readonly [string, number])[] } {
    const prefix = this.random.pick(PREFIXES);
    const paths = PATHS.filter((path) => isUnder(path, prefix) && this.random.below(3) === 0);
    return { prefix, entries: [...new Set(paths)].map((path) => [path, this.random.below(4)]) };
  }

  /** Does both, and asserts that both refuse or neither does. */
  agree(ours: () => unknown, theirs: () => unknown): 'done' | 'refused' {
    const version = this.store.version;
    const outcomes = [ours, theirs].map((work) => {
      try {
        work();
        return 'done';
      } catch (error) {
        assert.ok(error instanceof StoreError || work === theirs, String(error));
        return 'refused';
      }
    });
    assert.equal(outcomes[0], outcomes[1]);
    if (outcomes[0] === 'refused') assert.equal(this.store.version, version);
    return outcomes[0] === 'done' ? 'done' : 'refused';
  }
}

function replaced(
  state: State,
  prefix: string,
  entries: readonly (readonly [string, number])[],
  scope: 'subtree' | 'cell' = 'subtree',
): State {
  const kept = Object.entries(state).filter(([path]) => (scope === 'cell' ? path !== prefix : !isUnder(path, prefix)));
  return Object.fromEntries([...kept, ...entries]);
}

function differences(before: State, after: State, prefix: string): readonly Change<number>[] {
  return bySpot(
    changed(before, after)
      .filter((path) => isUnder(path, prefix))
      .map((path) => {
        const [old, now] = [before[path], after[path]];
        if (old === undefined) return { path, kind: 'added' as const, ...(now !== undefined && { after: now }) };
        return now === undefined
          ? { path, kind: 'removed' as const, before: old }
          : { path, kind: 'changed' as const, before: old, after: now };
      }),
  );
}

function bySpot(changes: readonly Change<number>[]): readonly Change<number>[] {
  return [...changes].sort((one, other) => (one.path < other.path ? -1 : 1));
}

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
    assert.ok((seen['commitRival refused'] ?? 0) > 0 && (seen['commit refused'] ?? 0) > 0, 'no conflict was met');
  });
});
