// The meeting of transactions: what each may see of the others, and which comes first.

import { type Core } from './core';
import { type Path } from './pointer';
import { type Slot } from './slot';
import { StoreError } from './storeError';

/** A slot in a box, so that a map's having none is told from its having `undefined`. */
export interface Boxed<V> {
  readonly slot: Slot<V>;
}

/** What a transaction writes, by cell. */
export type Writes<V> = ReadonlyMap<number, Boxed<V>>;

/** What a transaction committed while the store's own was open; it joins the log, and gets its version, after that. */
export interface Waiting<V> {
  readonly name: string | undefined;
  readonly writes: Writes<V>;
  version?: number;
}

/** What a concurrent transaction sees besides its own writes: a version, and what had committed but was waiting. */
export interface Snapshot<V> {
  readonly version: number;
  readonly waiting: readonly Waiting<V>[];
}

/**
 * Keeps the snapshots of the open concurrent transactions, and the commits that wait for the store's own transaction.
 * The first committer wins: whoever commits later and has changed a cell that was changed since its snapshot is refused.
 */
export class Meeting<V> {
  readonly #core: Core<V>;
  readonly #snapshots = new Set<Snapshot<V>>();
  #waiting: readonly Waiting<V>[] = [];

  constructor(core: Core<V>) {
    this.#core = core;
  }

  /** True where a commit that waits for the store's own transaction to end wrote a cell. */
  awaits(cell: number): boolean {
    return this.#waiting.some(({ writes }) => writes.has(cell));
  }

  /** The oldest version that an open concurrent transaction reads. */
  get oldest(): number {
    let oldest = Infinity;
    for (const { version } of this.#snapshots) oldest = Math.min(oldest, version);
    return oldest;
  }

  enter(): Snapshot<V> {
    const snapshot = { version: this.#core.commits.settled, waiting: this.#waiting };
    this.#snapshots.add(snapshot);
    return snapshot;
  }

  leave(snapshot: Snapshot<V>): void {
    this.#snapshots.delete(snapshot);
  }

  wait(writes: Writes<V>, name: string | undefined): void {
    this.#waiting = [...this.#waiting, { name, writes }];
  }

  /** Takes the waiting commits, which are to join the log now. */
  admit(): readonly Waiting<V>[] {
    const waiting = this.#waiting;
    if (waiting.length > 0) this.#waiting = [];
    return waiting;
  }

  /** Throws `conflict` where something committed since a snapshot changed a cell of `writes`. */
  checkConcurrent(snapshot: Snapshot<V>, writes: Writes<V>): void {
    const { settled } = this.#core.commits;
    const seen = new Set(snapshot.waiting.flatMap(({ version }) => version ?? []));
    const unseen = this.#waiting.filter((commit) => !snapshot.waiting.includes(commit));
    const lost = [...writes.keys()].filter(
      (cell) =>
        unseen.some((commit) => commit.writes.has(cell)) ||
        this.#core.touchedBetween(cell, snapshot.version, settled, seen),
    );
    this.#refuse(lost);
  }

  /** Throws `conflict` where a waiting commit changed a cell that the store's own transaction changed too. */
  checkOwn(): void {
    if (this.#waiting.length === 0) return;
    const { commits, timeline } = this.#core;
    const cells = new Set(this.#waiting.flatMap(({ writes }) => [...writes.keys()]));
    this.#refuse([...cells].filter((cell) => this.#core.changedBetween(cell, commits.settled, timeline.version)));
  }

  #refuse(cells: readonly number[]): void {
    if (cells.length === 0) return;
    const paths = cells.map((cell) => this.#core.paths.path(cell));
    throw new StoreError('conflict', `A transaction that committed first changed ${listed(paths)}.`, paths);
  }
}

/** Names the paths of a conflict in a sentence. */
export function listed(paths: readonly Path[]): string {
  const shown = paths.slice(0, 3).map((path) => `'${path}'`);
  return paths.length > shown.length ? `${shown.join(', ')} and ${paths.length - shown.length} more` : shown.join(', ');
}
