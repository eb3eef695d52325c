// The store: what a session's cells hold, with SQLite's savepoints over it. This is its whole face; the parts are
// paths (which cell), the timeline (what it holds and held), the line (savepoints and their ends) and commits.
// It does no I/O, reads no clock, and knows nothing of debuggees.

import { type Change } from './change';
import { NONE } from './column';
import { type CommittedTransaction } from './commits';
import { Core, type Cell, type Place, type Write } from './core';
import { type Rollback } from './departures';
import { Endings, type EndListener } from './endings';
import { sameValue } from './equality';
import { Line } from './line';
import { isUnder, type Path } from './pointer';
import { DEFAULT_RETENTION, type Retention } from './retention';
import { listed, type Savepoint, type SavepointRef } from './savepoints';
import { StoreError } from './storeError';
import { ABSENT, type Slot } from './timeline';

export interface StoreOptions<V> {
  /** When two values are the same; see `sameValue`. */
  readonly equals?: (one: V, other: V) => boolean;
  /** How much of the past is kept; see `Retention`. */
  readonly retention?: Retention;
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

  constructor(options: StoreOptions<V> = {}) {
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
    this.#line.checkUnlocked();
    const cell = this.#core.cellOf(place);
    const present = this.#core.timeline.present(cell);
    if (present !== ABSENT && this.#core.equals(present, value)) return false;
    this.#line.write(cell, value);
    return true;
  }

  /** Empties one cell, and not what is below it. False, and nothing recorded, where it is empty already. */
  delete(place: Place): boolean {
    this.#line.checkUnlocked();
    const cell = this.#core.find(place);
    if (cell === NONE || this.#core.timeline.present(cell) === ABSENT) return false;
    this.#line.write(cell, ABSENT);
    return true;
  }

  /**
   * Makes the subtree of `path` hold exactly these entries, whose paths are at or below it; what else it held is
   * deleted. One change per cell that differs. Returns how many did. Throws `outside-subtree`.
   */
  setSubtree(path: Path, entries: Iterable<readonly [Path, V]>): number {
    this.#line.checkUnlocked();
    const wanted = new Map<number, V>();
    for (const [at, value] of entries) {
      if (!isUnder(at, path)) throw new StoreError('outside-subtree', `'${at}' is not under '${path}'.`);
      wanted.set(this.#core.cellOf(at), value);
    }
    const writes: Write<V>[] = [];
    for (const cell of this.#core.subtree(this.#core.cellOf(path))) {
      if (!wanted.has(cell) && this.#core.timeline.present(cell) !== ABSENT) writes.push([cell, ABSENT]);
    }
    for (const [cell, value] of wanted) {
      const present = this.#core.timeline.present(cell);
      if (present === ABSENT || !this.#core.equals(present, value)) writes.push([cell, value]);
    }
    this.#line.writeAll(writes);
    return writes.length;
  }

  /** Empties every cell at and below `path`, and returns how many held something. */
  deleteSubtree(path: Path): number {
    return this.setSubtree(path, []);
  }

  /** What the cells at and below `prefix` hold, as of a version or now: depth first, siblings in order of first mention. */
  *entries(prefix: Path = '', version?: number): Generator<readonly [Path, V]> {
    const { paths, timeline } = this.#core;
    if (version !== undefined) this.#core.checkVersion(version);
    const root = paths.find(prefix);
    if (root === NONE) return;
    for (const cell of this.#core.subtree(root)) {
      const slot = version === undefined ? timeline.present(cell) : timeline.at(cell, version);
      if (slot !== ABSENT) yield [paths.path(cell), slot];
    }
  }

  /**
   * Describes the past late: a cell never written is given its value in every version. It is not a change: it has no
   * version, and no rollback undoes it. Seeding it again with an equal value does nothing. Throws `has-history` where
   * the cell was written, or seeded with another value.
   */
  seed(place: Place, value: V): void {
    this.#line.checkUnlocked();
    const { timeline, paths } = this.#core;
    const cell = this.#core.cellOf(place);
    const present = timeline.present(cell);
    if (present !== ABSENT && !timeline.hasHistory(cell) && this.#core.equals(present, value)) return;
    if (present !== ABSENT || timeline.hasHistory(cell)) {
      throw new StoreError('has-history', `'${paths.path(cell)}' has a value or a history already.`);
    }
    timeline.seed(cell, value);
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
  diff(from: number, to: number, prefix: Path = ''): Iterable<Change<V>> {
    this.#core.checkVersion(from);
    this.#core.checkVersion(to);
    const root = this.#core.paths.find(prefix);
    return root === NONE ? [] : this.#core.diff(from, to, root);
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

  /** COMMIT: ends the transaction and keeps its changes, whatever savepoints are open. Returns the committed version. */
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
    const { id } = this.savepoint(name);
    let result: R;
    try {
      result = work(this);
      if (isThenable(result))
        throw new StoreError('asynchronous', 'A transaction cannot wait: its work returned a promise.');
      this.release(id);
    } catch (error) {
      this.#abandon(id);
      throw error;
    }
    return result;
  }

  /** The open savepoints, outermost first; none outside a transaction. */
  savepoints(): readonly Savepoint[] {
    return listed(this.#line.top);
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
   * Calls `listener` once after each end of an outermost transaction, and never for one that failed. The listener
   * cannot write to the store, nor break it by throwing. Returns what ends the subscription.
   */
  onEnd(listener: EndListener<V>): () => void {
    return this.#endings.add(listener);
  }

  #present(place: Place): Slot<V> {
    const cell = this.#core.find(place);
    return cell === NONE ? ABSENT : this.#core.timeline.present(cell);
  }

  #abandon(id: number): void {
    const open = this.savepoints();
    if (!open.some((point) => point.id === id)) return;
    if (open[0]?.id === id) {
      this.rollback();
    } else {
      this.rollbackTo(id);
      this.release(id);
    }
  }
}

function valueOf<V>(slot: Slot<V>): V | undefined {
  return slot === ABSENT ? undefined : slot;
}

function isThenable(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
