// The path table: a hash table from paths to cells that never copies itself when it grows.

import { NONE, type Values } from './columns';
import { type Path } from './pointer';

/** A page has this many places, of two integers each: 32 KB, so that making two pages of one is quick. */
const PAGE_BITS = 12;
const PLACES = 1 << PAGE_BITS;
const MASK = PLACES - 1;
const FULL = PLACES * 0.6;

/** More bits than these choose no page: who makes that many paths with like hashes finds them in one map. */
const MOST_BITS = 18;

/** A page: at `2p` a hash, at `2p + 1` a cell plus one, or 0 where the place is free. `depth` bits of the hash choose it. */
interface Page {
  readonly places: Int32Array;
  readonly depth: number;
  count: number;
}

/**
 * Extendible hashing (Fagin and others, 1979): the hash's leading bits choose a page, which when full becomes two; its last
 * bits choose a place, or the next free one. Hashes are kept, so that paths are compared only where all bits agree, and a
 * page is parted without looking at any path.
 */
export class PathTable {
  readonly #paths: Values<Path>;
  #pages: Page[];
  #places: Int32Array[];
  /** The leading bits of a hash that choose a page. */
  #bits = 1;
  readonly #overflow = new Map<Path, number>();

  constructor(paths: Values<Path>) {
    this.#paths = paths;
    this.#pages = [newPage(1), newPage(1)];
    this.#places = this.#pages.map(({ places }) => places);
  }

  /** The cell of a path, or `NONE`. */
  find(path: Path): number {
    const hash = hashOf(path);
    const places = this.#places[hash >>> (32 - this.#bits)];
    if (places === undefined) return NONE;
    for (let place = hash & MASK; ; place = (place + 1) & MASK) {
      const cell = (places[2 * place + 1] ?? 0) - 1;
      if (cell === NONE) return this.#overflow.size === 0 ? NONE : (this.#overflow.get(path) ?? NONE);
      if (places[2 * place] === hash && this.#paths.get(cell) === path) return cell;
    }
  }

  /** Adds a path that is not in the table. */
  add(cell: number, path: Path): void {
    const hash = hashOf(path);
    for (;;) {
      const page = this.#pages[hash >>> (32 - this.#bits)];
      if (page === undefined) return;
      if (page.count < FULL) {
        put(page, hash, cell);
        return;
      }
      if (page.depth === MOST_BITS) {
        this.#overflow.set(path, cell);
        return;
      }
      this.#part(page, hash);
    }
  }

  /** Makes two pages of one, by the next bit of the hashes, of which `hash` is one. */
  #part(page: Page, hash: number): void {
    if (page.depth === this.#bits) {
      this.#bits++;
      this.#pages = this.#pages.flatMap((each) => [each, each]);
      this.#places = this.#pages.map(({ places }) => places);
    }
    const [zero, one] = [newPage(page.depth + 1), newPage(page.depth + 1)];
    for (let place = 0; place < PLACES; place++) {
      const cell = (page.places[2 * place + 1] ?? 0) - 1;
      const moved = page.places[2 * place] ?? 0;
      if (cell !== NONE) put((moved >>> (31 - page.depth)) & 1 ? one : zero, moved, cell);
    }
    const span = 1 << (this.#bits - page.depth);
    const first = (hash >>> (32 - page.depth)) * span;
    for (let index = 0; index < span; index++) {
      const half = index < span / 2 ? zero : one;
      this.#pages[first + index] = half;
      this.#places[first + index] = half.places;
    }
  }
}

function newPage(depth: number): Page {
  return { places: new Int32Array(2 * PLACES), depth, count: 0 };
}

function put(page: Page, hash: number, cell: number): void {
  const { places } = page;
  let place = hash & MASK;
  while (places[2 * place + 1] !== 0) place = (place + 1) & MASK;
  places[2 * place] = hash;
  places[2 * place + 1] = cell + 1;
  page.count++;
}

const BASE = 0x9e3779b1;
const SQUARE = Math.imul(BASE, BASE);

/** A polynomial of all characters, two at a time, mixed as MurmurHash3 ends (Appleby, 2011). */
function hashOf(path: Path): number {
  const { length } = path;
  let hash = length;
  let at = 0;
  for (; at < length - 1; at += 2)
    hash = (Math.imul(hash, SQUARE) + Math.imul(path.charCodeAt(at), BASE) + path.charCodeAt(at + 1)) | 0;
  if (at < length) hash = (Math.imul(hash, BASE) + path.charCodeAt(at)) | 0;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return hash ^ (hash >>> 16);
}
