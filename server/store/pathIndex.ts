// The path index: which path is which cell, and which cells lie below which. It only grows, and holds no values.

import { Integers, NONE, Values } from './columns';
import { PathTable } from './pathTable';
import { parentPath, validPath, type Path } from './pointer';

const [PARENT, SIBLING, FIRST_CHILD, LAST_CHILD] = [0, 1, 2, 3] as const;

/**
 * Interns paths as small integers, in the order of first mention: a scope described depth first is contiguous. Every
 * ancestor of a path is interned with it, and the cells form a tree, so that a subtree is walked without looking at
 * anything else.
 */
export class PathIndex {
  readonly #paths = new Values<Path>('');
  readonly #table = new PathTable(this.#paths);
  /** For each cell: its parent, its next sibling, its first and its last child. */
  readonly #relatives = new Integers(4);
  /** The cell found last, and for how many more misses the one after it is guessed to be next. */
  #last = 0;
  #guesses = 0;

  constructor() {
    this.#add('', NONE);
  }

  /** How many cells there are; cells are the integers below it. */
  get count(): number {
    return this.#relatives.count;
  }

  /**
   * The cell of a path, or `NONE` for a path never mentioned. Who walks a scope mentions paths in the order in which they
   * were mentioned first: once that was so twice, the next one is tried before it is looked up.
   */
  find(path: Path): number {
    const next = this.#last + 1;
    if (this.#guesses > 0 && next < this.#relatives.count && this.#paths.get(next) === path) {
      this.#guesses = 2;
      this.#last = next;
      return next;
    }
    const found = this.#table.find(path);
    if (found === next) this.#guesses = 2;
    else if (this.#guesses > 0) this.#guesses--;
    this.#last = found;
    return found;
  }

  /** The cell of a path, made on first mention; throws `bad-path`. */
  intern(path: Path): number {
    const found = this.find(path);
    return found === NONE ? this.#internNew(validPath(path)) : found;
  }

  path(cell: number): Path {
    return this.#paths.get(cell);
  }

  /** The cell after `cell` in a depth-first walk of the subtree of `root`, or `NONE` at its end. */
  next(cell: number, root: number): number {
    const child = this.#relatives.get(cell, FIRST_CHILD);
    if (child !== NONE) return child;
    for (let at = cell; at !== root; at = this.#relatives.get(at, PARENT)) {
      const sibling = this.#relatives.get(at, SIBLING);
      if (sibling !== NONE) return sibling;
    }
    return NONE;
  }

  /** True where `cell` is `root` or below it. */
  isUnder(cell: number, root: number): boolean {
    if (root === 0) return true;
    let at = cell;
    // A parent is always mentioned before its children, so its number is smaller.
    while (at > root) at = this.#relatives.get(at, PARENT);
    return at === root;
  }

  /** What is wrong with the structure: nothing, ever. Walks everything; for tests. */
  *problems(): Generator<string> {
    let walked = 0;
    for (let cell = 0; cell !== NONE; cell = this.next(cell, 0)) {
      const path = this.path(cell);
      const parent = parentPath(path);
      if (this.#table.find(path) !== cell) yield `'${path}' is not found as cell ${cell}`;
      if (this.#relatives.get(cell, PARENT) !== (parent === undefined ? NONE : this.#table.find(parent)))
        yield `'${path}' is misplaced`;
      walked++;
    }
    if (walked !== this.#relatives.count) yield `${this.#relatives.count - walked} cells are not in the tree`;
  }

  #internNew(path: Path): number {
    const missing = [path];
    let parent = NONE;
    for (let at = parentPath(path); at !== undefined; at = parentPath(at)) {
      parent = this.#table.find(at);
      if (parent !== NONE) break;
      missing.push(at);
    }
    for (const each of missing.reverse()) parent = this.#add(each, parent);
    this.#last = parent;
    return parent;
  }

  #add(path: Path, parent: number): number {
    const cell = this.#paths.append(path);
    this.#relatives.append(parent, NONE, NONE, NONE);
    this.#table.add(cell, path);
    if (parent !== NONE) this.#adopt(parent, cell);
    return cell;
  }

  #adopt(parent: number, cell: number): void {
    const last = this.#relatives.get(parent, LAST_CHILD);
    this.#relatives.set(parent, LAST_CHILD, cell);
    if (last === NONE) this.#relatives.set(parent, FIRST_CHILD, cell);
    else this.#relatives.set(last, SIBLING, cell);
  }
}
