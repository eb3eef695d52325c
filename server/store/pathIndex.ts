// The path index: which path is which cell, and which cells lie below which. It only grows, and holds no values.

import { parentPath, validPath, type Path } from './pointer';
import { NONE, Rows } from './rows';

const SHARDS = 256;

/**
 * Interns paths as small integers, in the order of first mention: a scope described depth first is contiguous. Every
 * ancestor of a path is interned with it, and the cells form a tree, so that a subtree is walked without looking at
 * anything else. Look-up is by hash, in many small maps in place of one: a map that grows copies itself, and at a
 * million paths that would be a pause.
 */
export class PathIndex {
  readonly #shards = Array.from({ length: SHARDS }, () => new Map<Path, number>());
  /** For each cell: its parent, its next sibling, and its path. */
  readonly #cells = new Rows<Path>('');
  /** For each cell: its first and its last child. */
  readonly #children = new Rows<undefined>(undefined);
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
    return this.#cells.value(cell);
  }

  parent(cell: number): number {
    return this.#cells.first(cell);
  }

  /** The cell after `cell` in a depth-first walk of the subtree of `root`, or `NONE` at its end. */
  next(cell: number, root: number): number {
    const child = this.#children.first(cell);
    if (child !== NONE) return child;
    for (let at = cell; at !== root; at = this.#cells.first(at)) {
      const sibling = this.#cells.second(at);
      if (sibling !== NONE) return sibling;
    }
    return NONE;
  }

  /** True where `cell` is `root` or below it. */
  isUnder(cell: number, root: number): boolean {
    let at = cell;
    // A parent is always mentioned before its children, so its number is smaller.
    while (at > root) at = this.#cells.first(at);
    return at === root;
  }

  /** What is wrong with the structure: nothing, ever. Walks everything; for tests. */
  *problems(): Generator<string> {
    let walked = 0;
    for (let cell = 0; cell !== NONE; cell = this.next(cell, 0)) {
      const path = this.path(cell);
      const parent = parentPath(path);
      if (this.find(path) !== cell) yield `'${path}' is not found as cell ${cell}`;
      if (this.#cells.first(cell) !== (parent === undefined ? NONE : this.find(parent))) yield `'${path}' is misplaced`;
      walked++;
    }
    if (walked !== this.#count) yield `${this.#count - walked} cells are not in the tree`;
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
    this.#cells.grow(cell);
    this.#children.grow(cell);
    this.#cells.set(cell, parent, NONE);
    this.#cells.setValue(cell, path);
    this.#shard(path).set(path, cell);
    if (parent !== NONE) this.#adopt(parent, cell);
    return cell;
  }

  #adopt(parent: number, cell: number): void {
    const last = this.#children.second(parent);
    this.#children.set(parent, last === NONE ? cell : this.#children.first(parent), cell);
    if (last !== NONE) this.#cells.set(last, parent, cell);
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
