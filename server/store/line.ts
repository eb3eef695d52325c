// The line: the store's own transaction, its savepoints, and how transactions end. It is where versions come from.

import { Concurrent } from './concurrent';
import { type Core, type Write } from './core';
import { Departures, type Left, type Reason, type Rollback } from './departures';
import { type Edit } from './edit';
import { type End, type Endings } from './endings';
import { Meeting, type Snapshot, type Writes } from './meeting';
import { oldestKept, type Retention } from './retention';
import { findMark, Mark, type Savepoint, type SavepointRef } from './savepoints';
import { sameSlot, type Slot } from './slot';
import { StoreError } from './storeError';

/** Memory given back by one operation, in chunks: a bound on its pause. */
const RECLAIMED = 4;

/**
 * A savepoint is the version at which it was made, so that making and releasing one touches no change. Going back is
 * left to the timeline; what is kept of the state left, besides its values, is the innermost savepoint.
 */
export class Line<V> {
  readonly departures = new Departures();
  readonly #core: Core<V>;
  readonly #endings: Endings<V>;
  readonly #retention: Retention;
  readonly #meeting: Meeting<V>;
  #top: Mark | undefined;
  #lastId = 0;
  /** The transaction's changes not rolled back, as of the version `#countedAt`. */
  #counted = 0;
  #countedAt = 0;
  /** Ends that listeners are to be told of once the operation is over. */
  #due: End<V>[] = [];
  #locked: string | undefined;

  constructor(core: Core<V>, endings: Endings<V>, retention: Retention) {
    this.#core = core;
    this.#endings = endings;
    this.#retention = retention;
    this.#meeting = new Meeting(core);
  }

  get top(): Mark | undefined {
    return this.#top;
  }

  /** How many changes the open transaction has recorded and not rolled back. */
  get changes(): number {
    return this.#top === undefined ? 0 : this.#counted + this.#core.timeline.version - this.#countedAt;
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
    if (this.#top === undefined) this.#autocommit(undefined);
    return true;
  }

  /** Records writes as one: inside the open transaction, or as a transaction of their own. */
  writeAll(writes: readonly Write<V>[], name?: string): void {
    this.checkUnlocked();
    for (const [cell, slot] of writes) this.#core.timeline.record(cell, slot);
    if (this.#top === undefined && writes.length > 0) this.#autocommit(name);
  }

  savepoint(name: string | undefined): Savepoint {
    this.checkUnlocked();
    if (name === '') throw new StoreError('bad-name', "A savepoint's name cannot be empty.");
    const id = ++this.#lastId;
    const { version } = this.#core.timeline;
    if (this.#top === undefined) this.#countedAt = version;
    this.#top = new Mark(id, name ?? `savepoint ${id}`, version, this.changes, this.#top);
    return this.#top;
  }

  release(ref: SavepointRef): void {
    this.checkUnlocked();
    const mark = findMark(this.#top, ref);
    if (mark.outer === undefined) this.commit();
    else this.#top = mark.outer;
  }

  rollbackTo(ref: SavepointRef): Rollback {
    this.checkUnlocked();
    const mark = findMark(this.#top, ref);
    const rollback = this.#leave(mark.version, mark);
    this.#enter(mark, mark.changes);
    return rollback;
  }

  commit(): number {
    this.checkUnlocked();
    const { name } = this.#outermost('commit');
    this.#meeting.checkOwn();
    const from = this.#core.commits.settled;
    if (this.changes > 0) this.#core.commits.add(this.#core.timeline.version, name);
    const committed = this.#core.commits.last;
    this.#settle('commit', from, name);
    return committed;
  }

  rollback(): Rollback {
    this.checkUnlocked();
    const outermost = this.#outermost('roll back');
    const rollback = this.#leave(outermost.version, 'out');
    this.#settle('rollback', rollback.before, outermost.name);
    return rollback;
  }

  reinstate(version: number): Rollback {
    this.checkUnlocked();
    this.#core.checkVersion(version);
    const left = this.departures.find(version);
    if (left === undefined) throw new StoreError('unknown-version', `No rollback left the version ${version}.`);
    this.#core.checkVersion(left.top?.outermost.version ?? version);
    if (left.top === undefined || left.top.outermost !== this.#top?.outermost) return this.#reopen(version, left);
    const rollback = this.#leave(version, 'reinstate');
    this.#enter(left.top, left.changes);
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
    const own = this.#top?.outermost.version ?? timeline.version;
    timeline.forget(Math.min(version, own, commits.settled, this.#meeting.oldest), RECLAIMED);
    commits.forget(timeline.floor);
    this.departures.forget(timeline.floor);
    return timeline.floor;
  }

  /** What is wrong with the structure: nothing, ever. Walks everything; for tests. */
  *problems(): Generator<string> {
    const { timeline, commits, paths, equals } = this.#core;
    for (let mark = this.#top; mark?.outer !== undefined; mark = mark.outer) {
      const { outer } = mark;
      const inOrder = mark.version >= outer.version && mark.changes >= outer.changes && mark.id > outer.id;
      if (!inOrder || mark.depth !== outer.depth + 1) yield `savepoint ${mark.id} is out of order`;
    }
    const base = this.#top?.outermost.version ?? timeline.version;
    if (base < timeline.floor || commits.settled < timeline.floor) yield 'a version that is needed was forgotten';
    for (let cell = 0; cell < paths.count; cell++) {
      if (!sameSlot(timeline.at(cell, base), timeline.at(cell, commits.settled), equals)) {
        yield `the transaction did not begin from the committed value of '${paths.path(cell)}'`;
      }
    }
    let end = timeline.floor;
    for (const commit of commits) {
      if (commit.from < end || commit.version <= commit.from) yield `the commit of ${commit.version} is out of order`;
      end = commit.version;
    }
    if (end > Math.max(commits.settled, timeline.floor)) yield `the commit of ${end} is not settled`;
    if (this.#due.length > 0 || this.#locked !== undefined) yield 'an operation has not finished';
  }

  #commitConcurrent(snapshot: Snapshot<V>, writes: Writes<V>, name: string | undefined): void {
    this.checkUnlocked();
    this.#meeting.checkConcurrent(snapshot, writes);
    if (writes.size === 0) return;
    this.#meeting.wait(writes, name);
    if (this.#top !== undefined) return;
    this.#admit();
    this.#finish();
  }

  /**
   * Reinstates a transaction that is over. The open one, if any, is left as by a rollback, so that what waited for it
   * commits; what was committed since the other began is undone first, and that is committed.
   */
  #reopen(version: number, left: Left): Rollback {
    const { timeline, commits } = this.#core;
    const before = timeline.version;
    const top = this.#top;
    const changes = this.changes;
    const base = left.top?.outermost.version ?? version;
    if (top !== undefined) {
      timeline.rewind(top.outermost.version);
      commits.settle(timeline.version);
      this.#enter(undefined, 0);
      this.#admit();
    }
    if (commits.last > base) {
      timeline.rewind(base);
      this.#addCommit(undefined);
    }
    timeline.rewind(version);
    this.#enter(left.top, left.changes);
    const rollback = this.departures.add(before, timeline.version, 'reinstate', top, changes);
    if (left.top === undefined) commits.settle(timeline.version);
    this.#finish();
    return rollback;
  }

  #leave(version: number, reason: Reason): Rollback {
    const { timeline } = this.#core;
    const before = timeline.version;
    const changes = this.changes;
    timeline.rewind(version);
    return this.departures.add(before, timeline.version, reason, this.#top, changes);
  }

  #enter(top: Mark | undefined, changes: number): void {
    this.#top = top;
    this.#counted = changes;
    this.#countedAt = this.#core.timeline.version;
    if (top === undefined) this.#core.timeline.settle();
  }

  #outermost(what: string): Mark {
    if (this.#top === undefined) throw new StoreError('no-transaction', `No transaction is open to ${what}.`);
    return this.#top.outermost;
  }

  #autocommit(name: string | undefined): void {
    this.#addCommit(name);
    this.#finish();
  }

  /** Ends the open transaction, whose state is now the committed one, and lets in what waited for that. */
  #settle(kind: End<V>['kind'], from: number, name: string | undefined): void {
    this.#core.commits.settle(this.#core.timeline.version);
    this.#enter(undefined, 0);
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
    if (timeline.version > from) commits.add(timeline.version, name);
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
    this.prune(oldestKept(this.#retention, this.#core.timeline.version));
  }
}
