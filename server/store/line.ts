// The line: the store's own transaction, its savepoints, and how they end. It is where versions come from.

import { type Core, type Write } from './core';
import { Departures, type Left, type Reason, type Rollback } from './departures';
import { type End, type Endings } from './endings';
import { oldestKept, type Retention } from './retention';
import { findMark, Mark, type Savepoint, type SavepointRef } from './savepoints';
import { type Slot } from './slot';
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
  #top: Mark | undefined;
  #lastId = 0;
  /** The transaction's changes not rolled back, as of the version `#countedAt`. */
  #counted = 0;
  #countedAt = 0;
  #locked: string | undefined;

  constructor(core: Core<V>, endings: Endings<V>, retention: Retention) {
    this.#core = core;
    this.#endings = endings;
    this.#retention = retention;
  }

  get top(): Mark | undefined {
    return this.#top;
  }

  /** Throws while a listener or a recipe runs. */
  checkUnlocked(): void {
    if (this.#locked !== undefined) throw new StoreError('locked', `A ${this.#locked} cannot write to the store.`);
  }

  /** Runs `work`, in which every write is refused in the name of `who`. */
  locked<R>(who: string, work: () => R): R {
    const before = this.#locked;
    this.#locked = who;
    try {
      return work();
    } finally {
      this.#locked = before;
    }
  }

  /** Makes a cell hold a slot; false, and nothing recorded, where it holds an equal one. */
  write(cell: number, slot: Slot<V>): boolean {
    this.checkUnlocked();
    if (!this.#core.timeline.change(cell, slot, this.#core.equals)) return false;
    if (this.#top === undefined) this.#committed(undefined);
    return true;
  }

  /** Records writes as one: inside the open transaction, or as a transaction of their own. */
  writeAll(writes: readonly Write<V>[], name?: string): void {
    for (const [cell, slot] of writes) this.#core.timeline.record(cell, slot);
    if (this.#top === undefined && writes.length > 0) this.#committed(name);
  }

  savepoint(name: string | undefined): Savepoint {
    this.checkUnlocked();
    if (name === '') throw new StoreError('bad-name', "A savepoint's name cannot be empty.");
    const id = ++this.#lastId;
    const changes = this.#changes();
    const version = this.#core.timeline.version;
    this.#top = new Mark(id, name ?? `savepoint ${id}`, version, changes, this.#top);
    if (this.#top.outer === undefined) this.#enter(this.#top, 0);
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
    const changed = this.#changes() > 0;
    this.#enter(undefined, 0);
    if (changed) this.#committed(name);
    else this.#settled('commit', this.#core.timeline.version, name);
    return this.#core.commits.last;
  }

  rollback(): Rollback {
    this.checkUnlocked();
    const outermost = this.#outermost('roll back');
    const rollback = this.#leave(outermost.version, 'out');
    this.#enter(undefined, 0);
    this.#settled('rollback', rollback.before, outermost.name);
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

  /** Forgets the versions before `version` that no open transaction needs, and returns the oldest one kept. */
  prune(version: number): number {
    const { timeline, commits } = this.#core;
    timeline.forget(Math.min(version, this.#top?.outermost.version ?? timeline.version, commits.settled), RECLAIMED);
    commits.forget(timeline.floor);
    this.departures.forget(timeline.floor);
    return timeline.floor;
  }

  /** Reinstates a transaction that is over: what was committed since it began is undone first, and that is committed. */
  #reopen(version: number, left: Left): Rollback {
    const { timeline, commits } = this.#core;
    const before = timeline.version;
    const top = this.#top;
    const changes = this.#changes();
    const base = left.top?.outermost.version ?? version;
    if (commits.last > base) {
      timeline.rewind(base);
      this.#enter(undefined, 0);
      this.#committed(undefined);
    }
    timeline.rewind(version);
    this.#enter(left.top, left.changes);
    return this.departures.add(before, timeline.version, 'reinstate', top, changes);
  }

  #leave(version: number, reason: Reason): Rollback {
    const { timeline } = this.#core;
    const before = timeline.version;
    const changes = this.#changes();
    timeline.rewind(version);
    return this.departures.add(before, timeline.version, reason, this.#top, changes);
  }

  #enter(top: Mark | undefined, changes: number): void {
    this.#top = top;
    this.#counted = changes;
    this.#countedAt = this.#core.timeline.version;
    if (top === undefined) this.#core.timeline.settle();
  }

  #changes(): number {
    return this.#top === undefined ? 0 : this.#counted + this.#core.timeline.version - this.#countedAt;
  }

  #outermost(what: string): Mark {
    if (this.#top === undefined) throw new StoreError('no-transaction', `No transaction is open to ${what}.`);
    return this.#top.outermost;
  }

  /** Ends a transaction that changed something. */
  #committed(name: string | undefined): void {
    const { commits, timeline } = this.#core;
    const from = commits.settled;
    commits.add(timeline.version, name);
    this.#ended('commit', from, name);
  }

  /** Ends a transaction that changed nothing. */
  #settled(kind: End<V>['kind'], from: number, name: string | undefined): void {
    this.#core.commits.settle(this.#core.timeline.version);
    this.#ended(kind, from, name);
  }

  #ended(kind: End<V>['kind'], from: number, name: string | undefined): void {
    const { version } = this.#core.timeline;
    if (this.#endings.listened) {
      const end = { kind, from, version, changes: () => this.#core.diff(from, version, 0) };
      this.locked('listener', () => this.#endings.tell(name === undefined ? end : { ...end, name }));
    }
    this.prune(oldestKept(this.#retention, version));
  }
}
