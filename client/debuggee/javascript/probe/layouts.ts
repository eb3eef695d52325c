/**
 * What ordinary objects have in common: their kind, keys and prototype. Objects that were made alike share one layout, so
 * that only their values are kept for each.
 */
import type { Classes } from './classes';
import type { Layout } from './model';
import { append } from './safe';

/** Longer lists of keys are seldom the same; they are not looked for. */
const LONGEST_SHARED = 64;
/** So many layouts of one number of keys are shared at most. */
const MOST_ALIKE = 16;

export class Layouts {
  #list: Layout[] = [];
  /** The numbers of layouts, by the number of keys. */
  #ofObjects: number[][] = [];
  #ofArrays: number[][] = [];

  constructor(readonly classes: Classes) {}

  at(number: number): Layout {
    return this.#list[number] as Layout;
  }

  /** A new reading: what is known of classes may be stale, so new objects get new layouts. */
  begin(): void {
    this.#ofObjects = emptyLists();
    this.#ofArrays = emptyLists();
  }

  /** Forgets all layouts; gives what they were. */
  reset(): Layout[] {
    const list = this.#list;
    this.#list = [];
    this.begin();
    return list;
  }

  add(layout: Layout): number {
    append(this.#list, layout);
    return this.#list.length - 1;
  }

  /** @returns the number of an object's layout, which is a new one if there is none yet */
  numberOf(object: object, kind: Layout['kind'], keys: readonly string[], prototype: object | null): number {
    if (keys.length > LONGEST_SHARED) return this.#make(object, kind, keys, prototype);
    const alike = (kind === 'array' ? this.#ofArrays : this.#ofObjects)[keys.length] as number[];
    for (let i = 0; i < alike.length; i++) {
      const number = alike[i] ?? 0;
      const layout = this.#list[number] as Layout;
      if (layout.prototype === prototype && sameKeys(layout.keys, keys)) return number;
    }
    const made = this.#make(object, kind, keys, prototype);
    if (alike.length < MOST_ALIKE) append(alike, made);
    return made;
  }

  #make(object: object, kind: Layout['kind'], keys: readonly string[], prototype: object | null): number {
    // Stacks are formatted when they are read, and private fields are read by the client's text.
    let isPlain = this.classes.fieldsOf(object)?.length === 0;
    for (let i = 0; i < keys.length; i++) isPlain &&= keys[i] !== 'stack';
    return this.add({ kind, keys, prototype, isPlain, isFollowed: false });
  }
}

function emptyLists(): number[][] {
  const lists: number[][] = [];
  for (let i = 0; i <= LONGEST_SHARED; i++) append(lists, []);
  return lists;
}

export function sameKeys(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
