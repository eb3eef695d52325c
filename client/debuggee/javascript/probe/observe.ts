/** Reads one object into a memento: compares with the last one first, and copies only where something differs. */
import type { Contents, Memento, PrivateValues, Tracked } from './model';
import { contentsOf } from './contents';
import { ACCESSOR, Accessor, CONFIGURABLE, ENUMERABLE, ORDINARY, UNREAD, unread, usualBits, WRITABLE } from './memento';
import { ownKeysOf } from './ownKeys';
import { getOwnPropertyDescriptor, getPrototypeOf, is, isExtensible, listOf } from './safe';

/** What the object holds now: its last memento, if that still says so. */
export function observe(tracked: Tracked, epoch: number): Memento {
  const { object, memento: last } = tracked;
  const contents = tracked.hasContents ? contentsOf(tracked, last?.contents) : undefined;
  const keys = ownKeysOf(tracked, last?.keys);
  const prototype = getPrototypeOf(object);
  const extensible = isExtensible(object);
  if (
    last?.keys === keys &&
    last.contents === contents &&
    last.prototype === prototype &&
    last.extensible === extensible &&
    (last.privates === tracked.privates || samePrivates(last.privates, tracked.privates)) &&
    holdsStill(tracked, last)
  ) {
    return last;
  }
  return read(tracked, epoch, keys, contents, prototype, extensible);
}

/** Whether every property of a memento is as it was. */
function holdsStill(tracked: Tracked, last: Memento): boolean {
  const { object } = tracked;
  const { keys, values, attributes } = last;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    const value = values[i];
    if (attributes === undefined && key !== 'length' && key !== 'stack') {
      const descriptor = getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
      // A data property with all attributes: an accessor property is never writable.
      if (descriptor.writable !== true || descriptor.enumerable !== true || descriptor.configurable !== true)
        return false;
      const now: unknown = descriptor.value;
      if (now !== value ? now === now || value === value : now === 0 && !is(now, value)) return false;
    } else {
      const now = readProperty(tracked, key, value);
      if (now !== value && !is(now, value)) return false;
      if (bits !== (attributes === undefined ? usualBits(tracked, key) : attributes[i])) return false;
    }
  }
  return true;
}

function read(
  tracked: Tracked,
  epoch: number,
  keys: readonly PropertyKey[],
  contents: Contents | undefined,
  prototype: object | null,
  extensible: boolean,
): Memento {
  const last = tracked.memento;
  const values = listOf<unknown>(keys.length);
  let attributes: number[] | undefined;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    values[i] = readProperty(tracked, key, last?.keys === keys ? last.values[i] : undefined);
    if (attributes !== undefined) attributes[i] = bits;
    else if (bits !== ORDINARY && bits !== usualBits(tracked, key)) {
      attributes = listOf<number>(keys.length);
      for (let j = 0; j < i; j++) attributes[j] = usualBits(tracked, keys[j] as PropertyKey);
      attributes[i] = bits;
    }
  }
  return {
    epoch,
    previous: last,
    keys,
    values,
    attributes,
    prototype,
    extensible,
    privates: tracked.privates,
    contents,
  };
}

/** The attributes of the property that was read last. */
let bits = 0;

/** @param last what it was; given back if it is an accessor that is the same */
function readProperty(tracked: Tracked, key: PropertyKey, last: unknown): unknown {
  if (key === 'stack' && isStackUnsafe(tracked)) {
    bits = UNREAD;
    return unread;
  }
  const descriptor = getOwnPropertyDescriptor(tracked.object, key) as PropertyDescriptor;
  bits =
    (descriptor.writable === true ? WRITABLE : 0) |
    (descriptor.enumerable === true ? ENUMERABLE : 0) |
    (descriptor.configurable === true ? CONFIGURABLE : 0);
  const get: unknown = descriptor.get;
  const set: unknown = descriptor.set;
  if (get === undefined && set === undefined) return descriptor.value;
  bits |= ACCESSOR;
  return Accessor.is(last) && last.get === get && last.set === set ? last : new Accessor(get, set);
}

/** V8 formats a stack when it is read, and asks the program how. */
function isStackUnsafe(tracked: Tracked): boolean {
  return tracked.kind === 'error' || getOwnPropertyDescriptor(Error, 'prepareStackTrace') !== undefined;
}

function samePrivates(a: PrivateValues | undefined, b: PrivateValues | undefined): boolean {
  const names = a?.names;
  if (names === undefined || names !== b?.names) return false;
  for (let i = 0; i < names.length; i++) if (!is(a?.values[i], b.values[i])) return false;
  return true;
}
