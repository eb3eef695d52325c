// Every operation, done by the store and by the reference model alike.

import assert from 'node:assert/strict';
import { StoreError } from '../../../../server/store';
import { Compared, LATE, outcomeOf, PATHS, PREFIXES, RECENT, type Pairing } from './compared';
import { stateOf } from './model';
import { assertPatched, recipeOf } from './recipes';
import { assign, changed, replaced, same } from './states';

const NAMES = ['one', 'two', 'three', 'four', 'five'];
/** Every operation, each with how often it is tried. */
export const OPERATIONS = {
  set: 8, delete: 3, update: 4, transaction: 2, setSubtree: 1, deleteSubtree: 1, savepoint: 4, release: 1, rollbackTo: 2, commit: 1, rollback: 1,
  seed: 2, reinstate: 2, undo: 2, begin: 1, rival: 6, rivalLevel: 2, commitRival: 1, rollbackRival: 1, prune: 1,
}; // prettier-ignore

export class Both extends Compared {
  /** Does an operation at random, and says which, and whether it was refused. */
  step(): string {
    const operation = this.random.weighted(OPERATIONS);
    const since = this.store.version;
    const refused = this[operation]() === 'refused';
    this.remember();
    this.nameJoined(since);
    this.compare();
    return refused ? `${operation} refused` : operation;
  }

  set(): void {
    const [path, value] = [this.random.pick(this.random.below(12) === 0 ? LATE : PATHS), this.value()];
    const wrote = this.store.set(path, value);
    assert.equal(wrote, !same(this.model.state[path], value));
    if (wrote) this.model.write((draft) => void (draft[path] = value));
  }

  delete(): void {
    const path = this.random.pick(PATHS);
    const wrote = this.store.delete(path);
    assert.equal(wrote, this.model.state[path] !== undefined);
    if (wrote) this.model.write((draft) => assign(draft, path, undefined));
  }

  /** Changes a value by a recipe, whose patches have to lead there and back. */
  update(): unknown {
    const held = PATHS.filter((path) => typeof this.model.state[path] === 'object');
    const path = this.random.pick(held.length > 0 && this.random.below(6) > 0 ? held : PATHS);
    const recipe = recipeOf(this.random);
    const before = this.model.state[path];
    return this.agree(
      () => {
        const since = this.store.version;
        const wrote = this.store.update(path, recipe);
        const [revision] = this.store.history(path, since);
        assert.equal(wrote, revision !== undefined);
        if (revision !== undefined) assertPatched(revision);
      },
      () => {
        if (before === undefined) throw new Error('nothing to update');
        const draft = structuredClone(before);
        const after = recipe(draft) ?? draft;
        if (!same(before, after)) this.model.write((state) => void (state[path] = after));
      },
    );
  }

  /** Runs work that writes, and may throw, in a savepoint. */
  transaction(): unknown {
    const name = this.random.pick(NAMES);
    const writes = Array.from({ length: this.random.below(3) }, () => [this.random.pick(PATHS), this.value()] as const);
    const fails = this.random.below(3) === 0;
    let left = 0;
    const [ours, theirs] = [
      () =>
        this.store.transaction((store) => {
          for (const [path, value] of writes) store.set(path, value);
          left = store.version;
          if (fails) throw new Error('The work failed.');
        }, name),
      () => {
        this.model.savepoint(name);
        for (const [path, value] of writes) this.model.write((draft) => void (draft[path] = value));
        if (fails) throw new Error('The work failed.');
        this.model.release(name);
      },
    ].map(outcomeOf);
    assert.equal(ours, theirs);
    if (theirs === 'refused') this.model.abandon(left);
    return theirs;
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
    const [value, kind] = [this.value(), this.random.below(4)];
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
}
