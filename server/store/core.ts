// The core: what every part of the store works on, and the reading of it. It decides nothing about transactions.

import { changeOf, type Change } from './change';
import { Commits } from './commits';
import { PathIndex } from './pathIndex';
import { type Path } from './pointer';
import { sameSlot, type Equals, type Slot } from './slot';
import { StoreError } from './storeError';
import { Timeline } from './timeline';

declare const cellBrand: unique symbol;

/** A handle on the cell of one path: it stays the same for as long as the store lives, and is the fastest way to it. */
export type Cell = number & { readonly [cellBrand]: true };

/** A cell, by its path or its handle. */
export type Place = Path | Cell;

/** A write that was decided on and is still to be recorded. */
export type Write<V> = readonly [cell: number, slot: Slot<V>];

/** The parts that share one store's data, and how its values compare. */
export class Core<V> {
  readonly paths = new PathIndex();
  readonly timeline = new Timeline<V>();
  readonly commits = new Commits();
  readonly equals: Equals<V>;

  constructor(equals: Equals<V>) {
    this.equals = equals;
    this.timeline.grow(this.paths.count);
  }

  /** The cell of a place, made if the path is new; throws `bad-path` or `unknown-cell`. */
  cellOf(place: Place): Cell {
    if (typeof place !== 'string') return this.#known(place);
    const cell = this.paths.intern(place);
    this.timeline.grow(this.paths.count);
    return cell as Cell;
  }

  /** The cell of a place, or `NONE` where the path was never mentioned; throws `unknown-cell`. */
  find(place: Place): number {
    return typeof place === 'string' ? this.paths.find(place) : this.#known(place);
  }

  /** Throws unless the version is one that can be read. */
  checkVersion(version: number): void {
    const { version: present, floor } = this.timeline;
    if (!Number.isInteger(version) || version < 0 || version > present) {
      throw new StoreError('unknown-version', `There is no version ${version}; the present one is ${present}.`);
    }
    if (version < floor) {
      throw new StoreError('pruned-version', `Version ${version} was pruned; the oldest kept is ${floor}.`);
    }
  }

  /** The net change from one version to another, either of which may be the later, of the cells at and below `root`. */
  diff(from: number, to: number, root: number): readonly Change<V>[] {
    const { timeline, paths, equals } = this;
    const changes: Change<V>[] = [];
    timeline.eachBetween(Math.min(from, to), Math.max(from, to), (cell, atEarlier, atLater) => {
      if (!paths.isUnder(cell, root) || sameSlot(atEarlier, atLater, equals)) return;
      const path = paths.path(cell);
      changes.push(from <= to ? changeOf(path, atEarlier, atLater) : changeOf(path, atLater, atEarlier));
    });
    return changes;
  }

  /** True where a cell's net value changed from one version to a later one. */
  changedBetween(cell: number, from: number, to: number): boolean {
    return !sameSlot(this.timeline.at(cell, from), this.timeline.at(cell, to), this.equals);
  }

  /**
   * True where, from one version to a later one, some transaction changed the cell, even if another changed it back. The
   * open transaction counts as one, those in `except` as none, and what was rolled back never happened.
   */
  touchedBetween(cell: number, from: number, to: number, except: ReadonlySet<number> = new Set()): boolean {
    let seen = to;
    for (const entry of this.timeline.entries(cell, from, to)) {
      if (entry >= seen) continue;
      const [start, end] = this.#stretchOf(entry);
      seen = start;
      if (!except.has(end) && this.changedBetween(cell, Math.max(start, from), Math.min(end, to))) return true;
    }
    return false;
  }

  /** The transaction that an entry belongs to; one that belongs to none is a stretch of its own, without a change. */
  #stretchOf(entry: number): readonly [start: number, end: number] {
    const commit = this.commits.containing(entry);
    if (commit !== undefined) return [commit.from, commit.version];
    const open = this.commits.settled;
    return entry >= open ? [open, this.timeline.version] : [entry, entry];
  }

  #known(cell: Cell): Cell {
    if (cell >>> 0 === cell && cell < this.paths.count) return cell;
    throw new StoreError('unknown-cell', `There is no cell ${cell}.`);
  }
}
