// The path index: which path is which cell, and which cells lie below which. It only grows, and holds no values.

import { IntColumn, NONE, ValueColumn } from './column';
import { parentPath, validPath, type Path } from './pointer';

const SHARDS = 256;

/**
 * Interns paths as small integers, in the order of first mention: a scope described depth first is contiguous. Every
 * ancestor of a path is interned with it, and the cells form a tree, so that a subtree is walked without looking at
 * anything else. Look-up is by hash, in many small maps in place of one: a map that grows copies itself, and at a
 * million paths that would be a pause.
 */
export class PathIndex {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<Path, number>());
  readonly #paths = new ValueColumn<Path>('');
  readonly #parent = new IntColumn();
  readonly #firstChild = new IntColumn();
  readonly #lastChild = new IntColumn();
  readonly #nextSibling = new IntColumn();
  #count = 0;

  constructor() {
    this.#add('', NONE);
  }

  /** How many cells there are; cells are the integers below it. */
  get count(): number {
    return this.#count;
  }

  /** The cell of a path, or `NONE` for a path never mentioned. */
  find(path: Path): number {
    return this.#shard(path).get(path) ?? NONE;
  }

  /** The cell of a path, made on first mention; throws `bad-path`. */
  intern(path: Path): number {
    const found = this.find(path);
    return found === NONE ? this.#internNew(validPath(path)) : found;
  }

  path(cell: number): Path {
    return this.#paths.get(cell);
  }

  parent(cell: number): number {
    return this.#parent.get(cell);
  }

  /** The cell after `cell` in a depth-first walk of the subtree of `root`, or `NONE` at its end. */
  next(cell: number, root: number): number {
    const child = this.#firstChild.get(cell);
    if (child !== NONE) return child;
    for (let at = cell; at !== root; at = this.#parent.get(at)) {
      const sibling = this.#nextSibling.get(at);
      if (sibling !== NONE) return sibling;
    }
    return NONE;
  }

  /** True where `cell` is `root` or below it. */
  isUnder(cell: number, root: number): boolean {
    let at = cell;
    // A parent is always mentioned before its children, so its number is smaller.
    while (at > root) at = this.#parent.get(at);
    return at === root;
  }

  #internNew(path: Path): number {
    const missing = [path];
    let parent = NONE;
    for (let at = parentPath(path); at !== undefined; at = parentPath(at)) {
      parent = this.find(at);
      if (parent !== NONE) break;
      missing.push(at);
    }
    for (const each of missing.reverse()) parent = this.#add(each, parent);
    return parent;
  }

  #add(path: Path, parent: number): number {
    const cell = this.#count++;
    for (const column of [this.#paths, this.#parent, this.#firstChild, this.#lastChild, this.#nextSibling]) {
      column.grow(cell);
    }
    this.#paths.set(cell, path);
    this.#parent.set(cell, parent);
    this.#shard(path).set(path, cell);
    if (parent !== NONE) this.#adopt(parent, cell);
    return cell;
  }

  #adopt(parent: number, cell: number): void {
    const last = this.#lastChild.get(parent);
    if (last === NONE) this.#firstChild.set(parent, cell);
    else this.#nextSibling.set(last, cell);
    this.#lastChild.set(parent, cell);
  }

  /** The end of a path varies most, so its last four characters choose the map. */
  #shard(path: Path): Map<Path, number> {
    const end = path.length;
    let hash = 0;
    for (let at = end < 4 ? 0 : end - 4; at < end; at++) hash = Math.imul(hash, 31) + path.charCodeAt(at);
    const shard = this.#shards[(hash ^ (hash >>> 8)) & (SHARDS - 1)];
    if (shard === undefined) throw new RangeError('A path has no shard.');
    return shard;
  }
}
