// The core: what every part of the store works on, and the reading of it. It decides nothing about transactions.

import { changeOf, sameSlot, type Change, type Equals } from './change';
import { NONE } from './column';
import { Commits } from './commits';
import { PathIndex } from './pathIndex';
import { type Path } from './pointer';
import { StoreError } from './storeError';
import { Timeline, type Slot } from './timeline';

declare const cellBrand: unique symbol;

/** A handle on the cell of one path: it stays the same for as long as the store lives, and is the fastest way to it. */
export type Cell = number & { readonly [cellBrand]: true };

/** A cell, by its path or its handle. */
export type Place = Path | Cell;

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
    if (!Number.isInteger(version) || version < 0 || version > this.timeline.version) {
      throw new StoreError(
        'unknown-version',
        `There is no version ${version}; the present one is ${this.timeline.version}.`,
      );
    }
    if (version < this.timeline.floor) {
      throw new StoreError(
        'pruned-version',
        `Version ${version} was pruned; the oldest kept is ${this.timeline.floor}.`,
      );
    }
  }

  /** The net change from one version to another, either of which may be the later, of the cells at and below `root`. */
  *diff(from: number, to: number, root: number): Generator<Change<V>> {
    const earlier = Math.min(from, to);
    const later = Math.max(from, to);
    for (const [cell, atEarlier] of this.timeline.changed(earlier, later)) {
      if (!this.paths.isUnder(cell, root)) continue;
      const atLater = this.timeline.at(cell, later);
      if (sameSlot(atEarlier, atLater, this.equals)) continue;
      const forwards = from <= to;
      yield changeOf(this.paths.path(cell), forwards ? atEarlier : atLater, forwards ? atLater : atEarlier);
    }
  }

  /** True where a cell's net value changed from one version to a later one. */
  changedBetween(cell: number, from: number, to: number): boolean {
    return !sameSlot(this.timeline.at(cell, from), this.timeline.at(cell, to), this.equals);
  }

  /** The cells at and below a root, depth first. */
  *subtree(root: number): Generator<number> {
    for (let cell = root; cell !== NONE; cell = this.paths.next(cell, root)) yield cell;
  }

  #known(cell: Cell): Cell {
    if (cell >= 0 && cell < this.paths.count && Number.isInteger(cell)) return cell;
    throw new StoreError('unknown-cell', `There is no cell ${cell}.`);
  }
}

/** A write that was decided on and is still to be recorded. */
export type Write<V> = readonly [cell: number, slot: Slot<V>];
