// The line: the store's own transaction, its savepoints, and how they end. It is where versions come from.

import { baseOf, Departures, type Rollback } from './departures';
import { type Core, type Write } from './core';
import { type Endings, type End } from './endings';
import { findMark, pushed, type Mark, type Savepoint, type SavepointRef } from './savepoints';
import { oldestKept, type Retention } from './retention';
import { StoreError } from './storeError';
import { type Slot } from './timeline';

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

  write(cell: number, slot: Slot<V>): void {
    this.#core.timeline.record(cell, slot);
    if (this.#top === undefined) this.#commitLine(undefined);
  }

  /** Records writes as one: inside the open transaction, or as a transaction of their own. */
  writeAll(writes: readonly Write<V>[], name?: string): void {
    for (const [cell, slot] of writes) this.#core.timeline.record(cell, slot);
    if (this.#top === undefined && writes.length > 0) this.#commitLine(name);
  }

  savepoint(name: string | undefined): Savepoint {
    this.checkUnlocked();
    if (name === '') throw new StoreError('bad-name', "A savepoint's name cannot be empty.");
    const id = this.#lastId + 1;
    const version = this.#core.timeline.version;
    this.#top = pushed(this.#top, id, name ?? `savepoint ${id}`, version, this.#changes());
    this.#lastId = id;
    return this.#top.point;
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
    const rollback = this.#leave('rollback', mark.point.version, mark.point);
    this.#enter(mark, mark.changes);
    return rollback;
  }

  commit(): number {
    this.checkUnlocked();
    const name = this.#outermost('commit').name;
    const changed = this.#changes() > 0;
    this.#enter(undefined, 0);
    if (changed) this.#commitLine(name);
    else this.#end({ kind: 'commit', from: this.#core.timeline.version, name });
    return this.#core.commits.last;
  }

  rollback(): Rollback {
    this.checkUnlocked();
    const outermost = this.#outermost('roll back');
    const rollback = this.#leave('rollback', outermost.version, undefined);
    this.#enter(undefined, 0);
    this.#end({ kind: 'rollback', from: rollback.before, name: outermost.name });
    return rollback;
  }

  reinstate(version: number): Rollback {
    this.checkUnlocked();
    this.#core.checkVersion(version);
    const left = this.departures.find(version);
    if (left === undefined) throw new StoreError('unknown-version', `No rollback left the version ${version}.`);
    this.#core.checkVersion(baseOf(left, version));
    if (left.top?.outermost.id === this.#top?.outermost.id && left.top !== undefined) {
      const rollback = this.#leave('reinstate', version, undefined);
      this.#enter(left.top, left.changes);
      return rollback;
    }
    return this.#reopen(version, left.top, left.changes);
  }

  /** Forgets the versions before `version` that no open transaction needs, and returns the oldest one kept. */
  prune(version: number): number {
    const { timeline, commits } = this.#core;
    const needed = this.#top?.outermost.version ?? timeline.version;
    timeline.forget(Math.min(version, needed, commits.last), RECLAIMED);
    commits.forget(timeline.floor);
    this.departures.forget(timeline.floor);
    return timeline.floor;
  }

  /** Reinstates a transaction that is over: what was committed since it began is undone first, and that is committed. */
  #reopen(version: number, top: Mark | undefined, changes: number): Rollback {
    const { timeline, commits } = this.#core;
    const before = timeline.version;
    const base = top?.outermost.version ?? version;
    const from = { top: this.#top, changes: this.#changes() };
    if (commits.last > base) {
      timeline.rewind(base);
      this.#enter(undefined, 0);
      this.#commitLine(undefined);
    }
    timeline.rewind(version);
    this.#enter(top, changes);
    this.departures.add(before, timeline.version, { kind: 'reinstate', target: undefined, ...from });
    return { kind: 'reinstate', before, after: timeline.version };
  }

  #leave(kind: Rollback['kind'], version: number, target: Savepoint | undefined): Rollback {
    const { timeline } = this.#core;
    const before = timeline.version;
    const changes = this.#changes();
    timeline.rewind(version);
    const after = timeline.version;
    this.departures.add(before, after, { kind, target, top: this.#top, changes });
    return target === undefined ? { kind, before, after } : { kind, before, after, target };
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

  #outermost(what: string): Savepoint {
    if (this.#top === undefined) throw new StoreError('no-transaction', `No transaction is open to ${what}.`);
    return this.#top.outermost;
  }

  #commitLine(name: string | undefined): void {
    const { commits, timeline } = this.#core;
    const from = commits.last;
    commits.add(timeline.version, name);
    this.#retain();
    this.#end({ kind: 'commit', from, name });
  }

  #retain(): void {
    this.prune(oldestKept(this.#retention, this.#core.timeline.version));
  }

  #end({ kind, from, name }: { kind: End<V>['kind']; from: number; name: string | undefined }): void {
    if (!this.#endings.listened) return;
    const version = this.#core.timeline.version;
    const end = { kind, from, version, changes: () => this.#core.diff(from, version, 0) };
    this.locked('listener', () => this.#endings.tell(name === undefined ? end : { ...end, name }));
  }
}
