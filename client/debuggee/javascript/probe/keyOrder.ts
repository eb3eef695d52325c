/** The order of an object's keys, written back. */
import { isIndex } from './order';
import { NOT_EXTENSIBLE } from './properties';
import {
  append,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  isExtensible,
  ownKeys,
  setOf,
  text,
} from './safe';

/**
 * Puts keys back in the order they had, by adding those again that come too early.
 * @returns why it could not be done, if it could not
 */
export function restoreKeyOrder(object: object, target: readonly PropertyKey[]): string | undefined {
  const present = setOf(ownKeys(object));
  const wanted: PropertyKey[] = [];
  const add = (keys: readonly PropertyKey[]) => {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as string | symbol;
      if (!present.has(key) || isIndex(key)) continue;
      present.delete(key);
      append(wanted, key);
    }
  };
  add(target);
  add(ownKeys(object));
  const keys = ownKeys(object);
  let names = 0;
  while (isIndex(keys[names] ?? '')) names++;
  let first = 0;
  // Symbols stand after all names, in an order of their own, which the same rule restores.
  while (first < wanted.length && sameRank(keys, names, wanted, first)) first++;
  if (first === wanted.length) return undefined;
  if (!isExtensible(object)) return NOT_EXTENSIBLE;
  const moved: (string | symbol)[] = [];
  const descriptors: PropertyDescriptor[] = [];
  for (let i = first; i < wanted.length; i++) {
    const key = wanted[i] as string | symbol;
    const descriptor = getOwnPropertyDescriptor(object, key);
    if (descriptor === undefined) continue;
    if (descriptor.configurable !== true) {
      return `the property ${text(key)} is not configurable, so it cannot be moved`;
    }
    append(moved, key);
    append(descriptors, descriptor);
  }
  for (let i = 0; i < moved.length; i++) deleteProperty(object, moved[i] as string);
  for (let i = 0; i < moved.length; i++) defineProperty(object, moved[i] as string, descriptors[i] ?? {});
  return undefined;
}

/** Whether the wanted key at a place is where it should be already, among keys of its own type. */
function sameRank(
  keys: readonly PropertyKey[],
  offset: number,
  wanted: readonly PropertyKey[],
  place: number,
): boolean {
  const key = wanted[place];
  let rank = 0;
  for (let i = 0; i < place; i++) if (typeof wanted[i] === typeof key) rank++;
  for (let i = offset; i < keys.length; i++) {
    if (typeof keys[i] !== typeof key) continue;
    if (rank-- === 0) return keys[i] === key;
  }
  return false;
}
