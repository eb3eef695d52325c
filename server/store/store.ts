// The store: what a session's cells hold, with SQLite's savepoints over it. This is its whole face; the parts are
// paths (which cell), the timeline (what it holds and held), the line (savepoints and their ends) and commits.
// It does no I/O, reads no clock, and knows nothing of debuggees.

import { type Change } from './change';
import { type CommittedTransaction } from './commits';
import { type Concurrent } from './concurrent';
import { NONE } from './columns';
import { Core, type Cell, type Place } from './core';
import { type Rollback } from './departures';
import { type Produce } from './edit';
import { Endings, type EndListener } from './endings';
import { sameValue } from './equality';
import { revisions, type Revision } from './history';
import { inSavepoint } from './inSavepoint';
import { Line } from './line';
import { type Path } from './pointer';
import { DEFAULT_RETENTION, type Retention } from './retention';
import { type Savepoint, type SavepointRef } from './savepoints';
import { ABSENT, valueOf, type Slot } from './slot';
import { StoreError } from './storeError';
import { entriesUnder, subtreeWrites } from './subtree';
import { planUndo, undoWrites, type OnConflict, type UndoPlan } from './undo';

export interface StoreOptions<V> {
  /** When two values are the same; see `sameValue`. */
  readonly equals?: (one: V, other: V) => boolean;
  /** How much of the past is kept; see `Retention`. */
  readonly retention?: Retention;
  /** Runs recipes for `update`: immer's `produceWithPatches`. */
  readonly produce?: Produce<V>;
  /** Told of what a listener throws; by default nobody is. */
  readonly onListenerError?: (error: unknown) => void;
}

/** A store with nothing in it. */
export function createStore<V>(options: StoreOptions<V> = {}): Store<V> {
  return new Store(options);
}

/**
 * Every operation either does what it says or throws a `StoreError` and changes nothing. A write outside a transaction
 * is a transaction of its own, as in SQLite's autocommit mode.
 */
export class Store<V> {
  readonly #core: Core<V>;
  readonly #line: Line<V>;
  readonly #endings: Endings<V>;
  readonly #produce: Produce<V> | undefined;

  constructor(options: StoreOptions<V> = {}) {
    this.#produce = options.produce;
    this.#core = new Core(options.equals ?? sameValue);
    this.#endings = new Endings(options.onListenerError ?? (() => undefined));
    this.#line = new Line(this.#core, this.#endings, options.retention ?? DEFAULT_RETENTION);
  }

  // Cells.

  /** The handle of a path's cell, whether or not it holds anything. Throws `bad-path`. */
  cell(path: Path): Cell {
    return this.#core.cellOf(path);
  }

  /** The path of a handle. */
  path(cell: Cell): Path {
    return this.#core.paths.path(this.#core.cellOf(cell));
  }

  get(place: Place): V | undefined {
    return valueOf(this.#present(place));
  }

  has(place: Place): boolean {
    return this.#present(place) !== ABSENT;
  }

  /** Sets one cell. False, and nothing recorded, where it holds an equal value already. */
  set(place: Place, value: V): boolean {
    return this.#line.write(this.#core.cellOf(place), value);
  }

  /** Empties one cell, and not what is below it. False, and nothing recorded, where it is empty already. */
  delete(place: Place): boolean {
    const cell = this.#core.find(place);
    return cell !== NONE && this.#line.write(cell, ABSENT);
  }

  /**
   * Makes the subtree of `path` hold exactly these entries, whose paths are at or below it; what else it held is
   * deleted. One change per cell that differs. Returns how many did. Throws `outside-subtree`.
   */
  setSubtree(path: Path, entries: Iterable<readonly [Path, V]>): number {
    const { timeline } = this.#core;
    const writes = subtreeWrites(this.#core, path, [...entries], (cell) => timeline.present(cell));
    this.#line.writeAll(writes);
    return writes.length;
  }

  /** Empties every cell at and below `path`, and returns how many held something. */
  deleteSubtree(path: Path): number {
    return this.setSubtree(path, []);
  }

  /**
   * Changes a composite value by a recipe, which writes to a draft of it. The next value shares what did not change, and
   * the patches that lead to it and back are kept with the change, in `history`. False where the recipe changed nothing.
   * Throws `no-value`, or `no-recipes` in a store made without `produce`.
   */
  update(place: Place, recipe: (draft: V) => unknown): boolean {
    this.#line.checkUnlocked();
    const produce = this.#produce;
    const cell = this.#core.cellOf(place);
    const present = this.#core.timeline.present(cell);
    if (produce === undefined) throw new StoreError('no-recipes', 'This store was made without a way to run recipes.');
    if (present === ABSENT)
      throw new StoreError('no-value', `'${this.#core.paths.path(cell)}' holds nothing to update.`);
    const [next, patches, inverse] = this.#line.locked('recipe', () => produce(present, recipe));
    return this.#line.write(cell, next, { patches, inverse });
  }

  /** What the cells at and below `prefix` hold, as of a version or now: depth first, siblings in order of first mention. */
  entries(prefix: Path = '', version: number = this.version): Iterable<readonly [Path, V]> {
    this.#core.checkVersion(version);
    return entriesUnder(this.#core, prefix, (cell) => this.#core.timeline.at(cell, version));
  }

  /**
   * Describes the past late: a cell never written is given its value in every version. It is not a change: it has no
   * version, and no rollback undoes it. Seeding it again with an equal value does nothing. Throws `has-history` where
   * the cell was written, even by what was rolled back since or waits to commit, or was seeded with another value.
   */
  seed(place: Place, value: V): void {
    this.#line.seed(this.#core.cellOf(place), value);
  }

  // Versions.

  /** The present version: it grows with every recorded change, rollbacks included, and never goes back down. */
  get version(): number {
    return this.#core.timeline.version;
  }

  /** The oldest version that can be read. */
  get oldestVersion(): number {
    return this.#core.timeline.floor;
  }

  /** What a cell held as of a version, abandoned ones included. Throws `unknown-version` or `pruned-version`. */
  getAt(place: Place, version: number): V | undefined {
    this.#core.checkVersion(version);
    const cell = this.#core.find(place);
    return cell === NONE ? undefined : valueOf(this.#core.timeline.at(cell, version));
  }

  /**
   * The net change between any two kept versions, of the cells at and below `prefix`: what would have to be done at
   * `from` to have `to`. A cell that changed and changed back is not in it. Ordered by first change.
   */
  diff(from: number, to: number, prefix: Path = ''): readonly Change<V>[] {
    this.#core.checkVersion(from);
    this.#core.checkVersion(to);
    const root = this.#core.paths.find(prefix);
    return root === NONE ? [] : this.#core.diff(from, to, root);
  }

  /** Every kept change of one cell from one version to a later one, oldest first; by default, all of them. */
  history(place: Place, from: number = this.oldestVersion, to: number = this.version): readonly Revision<V>[] {
    this.#core.checkVersion(from);
    this.#core.checkVersion(to);
    const cell = this.#core.find(place);
    return cell === NONE ? [] : revisions(this.#core, cell, from, to);
  }

  /** Forgets the versions before `version`, as far as no open transaction needs them. Returns the oldest one kept. */
  prune(version: number): number {
    this.#line.checkUnlocked();
    return this.#line.prune(version);
  }

  // Savepoints.

  /**
   * SAVEPOINT: starts a new savepoint with a name, which need not be unique. Outside a transaction it opens one, and is
   * its outermost savepoint. Costs the same at any size and depth.
   */
  savepoint(name?: string): Savepoint {
    return this.#line.savepoint(name);
  }

  /**
   * RELEASE: removes the newest savepoint with a matching name, and all newer ones. Their changes become the parent's;
   * nothing is undone. Releasing the outermost is a COMMIT. Throws `unknown-savepoint`.
   */
  release(ref: SavepointRef): void {
    this.#line.release(ref);
  }

  /**
   * ROLLBACK TO: makes the state what it was just after the newest savepoint with a matching name was made. Newer
   * savepoints are removed; that one stays, and so does the transaction. Throws `unknown-savepoint`.
   */
  rollbackTo(ref: SavepointRef): Rollback {
    return this.#line.rollbackTo(ref);
  }

  /**
   * COMMIT: ends the transaction and keeps its changes, whatever savepoints are open. Returns the version of the last
   * transaction that changed something. Throws `no-transaction`, or `conflict`, with the paths, where a concurrent
   * transaction that committed first changed a cell that this one changed; the transaction is then still open.
   */
  commit(): number {
    return this.#line.commit();
  }

  /** ROLLBACK: ends the transaction and undoes all of its changes. Throws `no-transaction`. */
  rollback(): Rollback {
    return this.#line.rollback();
  }

  /**
   * Runs `work` inside a savepoint: released when it returns, rolled back to and released when it throws. The outermost
   * one is thereby a transaction, committed or rolled back. `work` cannot be asynchronous.
   */
  transaction<R>(work: (store: this) => R, name?: string): R {
    return inSavepoint(this, () => work(this), name);
  }

  /** How many changes the open transaction has recorded and not rolled back. */
  get pendingChanges(): number {
    return this.#line.changes;
  }

  /** The open savepoints, outermost first; none outside a transaction. */
  savepoints(): readonly Savepoint[] {
    return this.#line.savepoints.list();
  }

  /** The states left by rolling back or reinstating that can still be reinstated, newest last. */
  rollbacks(): readonly Rollback[] {
    return this.#line.departures.list(this.#core.timeline.floor);
  }

  /**
   * Undoes a rollback, at any later time and to any depth: the state and the open savepoints become what they were just
   * before it, in a new version. `version` is the `before` of one of `rollbacks()`. The state left is kept and can be
   * reinstated in turn, which is redo. If the rolled-back transaction is over, it is open again; whatever was committed
   * since it began is undone first, in a committed transaction. Throws `unknown-version` or `pruned-version`.
   */
  reinstate(version: number): Rollback {
    return this.#line.reinstate(version);
  }

  /** The committed transactions whose changes are all kept, oldest first. */
  transactions(): readonly CommittedTransaction[] {
    return [...this.#core.commits];
  }

  /**
   * What undoing one committed transaction, and not those after it, would do. A path that was changed again since, by a
   * transaction or the open one, is a conflict. Throws `unknown-transaction`.
   */
  planUndo(version: number): UndoPlan<V> {
    const { changes, conflicts } = planUndo(this.#core, version);
    return { changes, conflicts };
  }

  /**
   * Undoes one committed transaction, and not those after it: appends its inverse, inside the open transaction or as one
   * of its own, which can be undone in turn. Throws `unknown-transaction`, or `conflict` unless told what to do then.
   */
  undo(version: number, onConflict: OnConflict = 'refuse'): UndoPlan<V> {
    const plan = planUndo(this.#core, version);
    this.#line.writeAll(undoWrites(plan, onConflict), `undo of ${version}`);
    return { changes: plan.changes, conflicts: plan.conflicts };
  }

  /** BEGIN, for a second writer: a transaction of its own over what is committed now, under snapshot isolation. */
  begin(name?: string): Concurrent<V> {
    return this.#line.begin(name);
  }

  /**
   * Calls `listener` once after each end of an outermost transaction, and never for one that failed. The listener
   * cannot write to the store, nor break it by throwing. Returns what ends the subscription.
   */
  onEnd(listener: EndListener<V>): () => void {
    return this.#endings.add(listener);
  }

  /** Checks the store's own structures, all of them, and returns what is wrong: nothing, ever. For tests. */
  check(): readonly string[] {
    return [...this.#core.paths.problems(), ...this.#core.timeline.problems(), ...this.#line.problems()];
  }

  /** Work done so far: entries undone by going back, and hops made by reading the past. Counted for tests. */
  get work(): { readonly undone: number; readonly hops: number } {
    return this.#core.timeline.work;
  }

  #present(place: Place): Slot<V> {
    const cell = this.#core.find(place);
    return cell === NONE ? ABSENT : this.#core.timeline.present(cell);
  }
}
