// The line: the store's own transaction, its savepoints, and how transactions end. It is where versions come from.

import { NONE } from './columns';
import { transactionProblems } from './consistency';
import { Concurrent } from './concurrent';
import { type Core, type Write } from './core';
import { Departures, type Left, type Rollback } from './departures';
import { type Edit } from './edit';
import { type End, type Endings } from './endings';
import { Meeting, type Snapshot, type Writes } from './meeting';
import { nextForgetting, oldestKept, type Retention } from './retention';
import { Savepoints, type Level, type Savepoint, type SavepointRef } from './savepoints';
import { isAbsent, sameSlot, type Slot } from './slot';
import { StoreError } from './storeError';

/** Memory given back by one operation, in chunks: a bound on its pause. */
const RECLAIMED = 4;

/**
 * A savepoint is the version at which it was made, so that making and releasing one touches no change. Going back is
 * left to the timeline; what is kept of the state left, besides its values, is the innermost savepoint.
 */
export class Line<V> {
  readonly savepoints = new Savepoints();
  readonly departures = new Departures(this.savepoints);
  readonly #core: Core<V>;
  readonly #endings: Endings<V>;
  readonly #retention: Retention;
  readonly #meeting: Meeting<V>;
  /** The transaction's changes not rolled back, as of the version `#countedAt`. */
  #counted = 0;
  #countedAt = 0;
  /** Ends that listeners are to be told of once the operation is over. */
  #due: End<V>[] = [];
  #locked: string | undefined;
  /** The version at which versions are to be forgotten. */
  #pruneAt: number;

  constructor(core: Core<V>, endings: Endings<V>, retention: Retention) {
    this.#core = core;
    this.#endings = endings;
    this.#retention = retention;
    this.#pruneAt = nextForgetting(retention, retention === 'all' ? 0 : retention.changes);
    this.#meeting = new Meeting(core);
  }

  /** How many changes the open transaction has recorded and not rolled back. */
  get changes(): number {
    return this.#isOpen() ? this.#counted + this.#core.timeline.version - this.#countedAt : 0;
  }

  /** Throws while a listener or a recipe runs. */
  checkUnlocked(): void {
    if (this.#locked !== undefined) throw new StoreError('locked', `A ${this.#locked} cannot write to the store.`);
  }

  /** Runs `work`, in which every write is refused in the name of `who`. */
  locked<R>(who: string, work: () => R): R {
    this.#locked = who;
    try {
      return work();
    } finally {
      this.#locked = undefined;
    }
  }

  /** Makes a cell hold a slot; false, and nothing recorded, where it holds an equal one. */
  write(cell: number, slot: Slot<V>, edit?: Edit): boolean {
    this.checkUnlocked();
    const { timeline, equals } = this.#core;
    if (!timeline.change(cell, slot, equals)) return false;
    if (edit !== undefined) timeline.describe(edit);
    if (!this.#isOpen()) this.#autocommit(undefined);
    return true;
  }

  /** Records writes as one: inside the open transaction, or as a transaction of their own. */
  writeAll(writes: readonly Write<V>[], name?: string): void {
    this.checkUnlocked();
    for (const [cell, slot] of writes) this.#core.timeline.record(cell, slot);
    if (!this.#isOpen() && writes.length > 0) this.#autocommit(name);
  }

  /** Gives a cell that was never written its value in every version; throws `has-history`. */
  seed(cell: number, value: V): void {
    this.checkUnlocked();
    const { timeline, paths, equals } = this.#core;
    const present = timeline.present(cell);
    const isNew = !timeline.wasWritten(cell) && !this.#meeting.awaits(cell);
    if (isNew && isAbsent(present)) timeline.seed(cell, value);
    else if (!isNew || !sameSlot(present, value, equals))
      throw new StoreError('has-history', `'${paths.path(cell)}' has a value or a history already.`);
  }

  savepoint(name: string | undefined): Savepoint {
    this.checkUnlocked();
    if (name === '') throw new StoreError('bad-name', "A savepoint's name cannot be empty.");
    const { version } = this.#core.timeline;
    if (!this.#isOpen()) this.#countedAt = version;
    return this.savepoints.open(name, version, this.changes);
  }

  release(ref: SavepointRef): void {
    this.checkUnlocked();
    const { depth } = this.savepoints.find(ref);
    if (depth === 1) this.commit();
    else this.savepoints.closeBelow(depth - 1);
  }

  rollbackTo(ref: SavepointRef): Rollback {
    this.checkUnlocked();
    const target = this.savepoints.find(ref);
    const before = this.#core.timeline.version;
    const left = this.#left();
    this.#undoSince(target);
    this.savepoints.closeBelow(target.depth);
    this.#count(target.changes);
    return this.departures.addTo(before, this.#core.timeline.version, left, target);
  }

  commit(): number {
    this.checkUnlocked();
    const outermost = this.#outermost('commit');
    this.#meeting.checkOwn();
    const { commits, timeline } = this.#core;
    const { name } = outermost;
    const from = commits.settled;
    if (this.changes > 0) commits.add(timeline.version, name);
    const committed = commits.last;
    this.#settle('commit', from, name);
    return committed;
  }

  rollback(): Rollback {
    this.checkUnlocked();
    const outermost = this.#outermost('roll back');
    const before = this.#core.timeline.version;
    const left = this.#left();
    this.#undoSince(outermost);
    const rollback = this.departures.add(before, this.#core.timeline.version, left, 'out');
    this.#settle('rollback', before, outermost.name);
    return rollback;
  }

  reinstate(version: number): Rollback {
    this.checkUnlocked();
    this.#core.checkVersion(version);
    const there = this.departures.find(version);
    if (there === undefined) throw new StoreError('unknown-version', `No rollback left the version ${version}.`);
    this.#core.checkVersion(there.base);
    const before = this.#core.timeline.version;
    const left = this.#left();
    const continues = this.savepoints.outermostOf(there.top) === this.savepoints.outermost?.row;
    if (!continues) this.#endBefore(there.base);
    this.#core.timeline.goTo(version);
    this.savepoints.reopen(there.top);
    this.#count(there.changes);
    const rollback = this.departures.add(before, this.#core.timeline.version, left, 'reinstate');
    if (there.top === NONE) this.#core.commits.settle(this.#core.timeline.version);
    if (!continues) this.#finish();
    return rollback;
  }

  /** Begins a concurrent transaction over what is committed now. */
  begin(name: string | undefined): Concurrent<V> {
    const snapshot = this.#meeting.enter();
    return new Concurrent(this.#core, snapshot, {
      commit: (writes) => this.#commitConcurrent(snapshot, writes, name),
      ended: () => this.#meeting.leave(snapshot),
    });
  }

  /** Forgets the versions before `version` that no open transaction needs, and returns the oldest one kept. */
  prune(version: number): number {
    const { timeline, commits } = this.#core;
    const own = this.savepoints.outermost?.version ?? timeline.version;
    timeline.forget(Math.min(version, own, this.#meeting.oldest), RECLAIMED);
    commits.forget(timeline.floor);
    this.departures.forget(timeline.floor);
    this.savepoints.forget(timeline.floor);
    return timeline.floor;
  }

  /** What is wrong with the structure: nothing, ever. Walks everything; for tests. */
  *problems(): Generator<string> {
    yield* this.savepoints.problems();
    yield* transactionProblems(this.#core, this.savepoints);
    if (this.#due.length > 0 || this.#locked !== undefined) yield 'an operation has not finished';
  }

  #commitConcurrent(snapshot: Snapshot<V>, writes: Writes<V>, name: string | undefined): void {
    this.checkUnlocked();
    this.#meeting.checkConcurrent(snapshot, writes);
    if (writes.size === 0) return;
    this.#meeting.wait(writes, name);
    if (this.#isOpen()) return;
    this.#admit();
    this.#finish();
  }

  #isOpen(): boolean {
    return this.savepoints.depth !== 0;
  }

  /** What the present state, which is to be left, has besides its values. Its savepoints are kept. */
  #left(): Left {
    const base = this.savepoints.outermost?.version ?? this.#core.timeline.version;
    return { top: this.savepoints.keep(), changes: this.changes, base };
  }

  /**
   * Makes the state what it was when an open savepoint was made. What the transaction has recorded since is undone in its
   * place. A savepoint from before a reinstatement may be beyond that: in what was rolled back, or before what was
   * committed since; its state is then recorded anew. The outermost one's is the committed state in any case.
   */
  #undoSince({ version }: Level): void {
    const { timeline, commits } = this.#core;
    const target = version === this.savepoints.outermost?.version ? commits.settled : version;
    if (target >= commits.settled && timeline.isOfPresent(target)) timeline.goBack(target);
    else timeline.goTo(target);
  }

  /**
   * Ends the open transaction, if any, as by a rollback, so that what waited for it commits; and undoes what was committed
   * since a version, which is committed too.
   */
  #endBefore(base: number): void {
    const { timeline, commits } = this.#core;
    const { outermost } = this.savepoints;
    if (outermost !== undefined) {
      this.#undoSince(outermost);
      commits.settle(timeline.version);
      this.savepoints.closeBelow(0);
      this.#admit();
    }
    if (commits.last <= base) return;
    timeline.goTo(base);
    this.#addCommit(undefined);
  }

  /** Notes how many changes of the transaction are not rolled back. */
  #count(changes: number): void {
    this.#counted = changes;
    this.#countedAt = this.#core.timeline.version;
  }

  #outermost(what: string): Level {
    const { outermost } = this.savepoints;
    if (outermost === undefined) throw new StoreError('no-transaction', `No transaction is open to ${what}.`);
    return outermost;
  }

  #autocommit(name: string | undefined): void {
    this.#addCommit(name);
    this.#finish();
  }

  /** Ends the open transaction, whose state is now the committed one, and lets in what waited for that. */
  #settle(kind: End<V>['kind'], from: number, name: string | undefined): void {
    this.#core.commits.settle(this.#core.timeline.version);
    this.savepoints.closeBelow(0);
    this.#count(0);
    this.#tell(kind, from, name);
    this.#admit();
    this.#finish();
  }

  #admit(): void {
    for (const commit of this.#meeting.admit()) {
      for (const [cell, { slot }] of commit.writes) this.#core.timeline.record(cell, slot);
      this.#addCommit(commit.name);
      commit.version = this.#core.commits.last;
    }
  }

  #addCommit(name: string | undefined): void {
    const { commits, timeline } = this.#core;
    const from = commits.settled;
    commits.add(timeline.version, name);
    this.#tell('commit', from, name);
  }

  #tell(kind: End<V>['kind'], from: number, name: string | undefined): void {
    if (!this.#endings.listened) return;
    const { version } = this.#core.timeline;
    const end = { kind, from, version, changes: () => this.#core.diff(from, version, 0) };
    this.#due.push(name === undefined ? end : { ...end, name });
  }

  /** Ends an operation that ended a transaction: listeners are told, and retention is seen to. */
  #finish(): void {
    if (this.#due.length > 0) {
      const due = this.#due;
      this.#due = [];
      this.locked('listener', () => due.forEach((end) => this.#endings.tell(end)));
    }
    const { version } = this.#core.timeline;
    if (version < this.#pruneAt) return;
    this.#pruneAt = nextForgetting(this.#retention, version);
    this.prune(oldestKept(this.#retention, version));
  }
}
