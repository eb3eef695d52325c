/**
 * What one object held at one capture, shallowly: immutable, kept as columns, and shared between captures for as long
 * as nothing in it changes. Reading compares first and copies only from the first difference on.
 */
import { viewLength } from './bytes';
import { contentsOf, type Contents } from './contents';
import type { PrivateValues, Tracked } from './registry';
import {
  append,
  charCodeAt,
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  isExtensible,
  same,
  SafeMap,
} from './safe';

export interface Memento {
  /** The capture that found the object like this. */
  epoch: number;
  /** What it held before, for as long as an epoch needs it. */
  previous: Memento | undefined;
  readonly keys: readonly PropertyKey[];
  /** A data property's value, or an `Accessor`. */
  readonly values: readonly unknown[];
  /** Bits of `Attribute` for each key; undefined where all are as an assignment makes them. */
  readonly attributes: readonly number[] | undefined;
  readonly prototype: object | null;
  readonly extensible: boolean;
  readonly privates: PrivateValues | undefined;
  readonly contents: Contents | undefined;
}

export const WRITABLE = 1;
export const ENUMERABLE = 2;
export const CONFIGURABLE = 4;
export const ACCESSOR = 8;
/** A property that can't be read without running code, so its value is not known. */
export const UNREAD = 16;
export const ORDINARY = WRITABLE | ENUMERABLE | CONFIGURABLE;

export class Accessor {
  readonly #brand = true;

  constructor(
    readonly get: unknown,
    readonly set: unknown,
  ) {}

  /** Unlike `instanceof`, it asks nothing of a Proxy. */
  static is(value: unknown): value is Accessor {
    return typeof value === 'object' && value !== null && #brand in value && value.#brand;
  }
}

/** The value that stands for a property that is not read. */
export const unread = new Accessor(undefined, undefined);

const noKeys: readonly PropertyKey[] = [];

/** What the object holds now: its last memento, if that still says so. */
export function observe(tracked: Tracked, epoch: number): Memento {
  const { object, memento: last } = tracked;
  const keys = ownKeysOf(tracked, last?.keys);
  const contents = contentsOf(tracked, last?.contents);
  const prototype = getPrototypeOf(object);
  const extensible = isExtensible(object);
  const comparable = last?.keys === keys;
  let values: unknown[] | undefined;
  let attributes: number[] | undefined;
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    let value: unknown;
    let bits: number;
    if (key === 'stack' && isStackUnsafe(tracked)) {
      value = unread;
      bits = UNREAD;
    } else {
      const descriptor = getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
      const get: unknown = descriptor.get;
      const set: unknown = descriptor.set;
      bits = (descriptor.enumerable === true ? ENUMERABLE : 0) | (descriptor.configurable === true ? CONFIGURABLE : 0);
      if (get === undefined && set === undefined) {
        value = descriptor.value;
        if (descriptor.writable === true) bits |= WRITABLE;
      } else {
        bits |= ACCESSOR;
        const before = comparable ? last.values[i] : undefined;
        value = Accessor.is(before) && before.get === get && before.set === set ? before : new Accessor(get, set);
      }
    }
    if (values === undefined) {
      const unchanged =
        comparable && same(last.values[i], value) && (last.attributes?.[i] ?? usualBits(tracked, key)) === bits;
      if (unchanged) continue;
      values = comparable ? firstOf(last.values, i) : [];
      if (comparable && last.attributes !== undefined) attributes = firstOf(last.attributes, i);
    }
    append(values, value);
    if (attributes !== undefined) append(attributes, bits);
    else if (bits !== usualBits(tracked, key)) {
      attributes = [];
      for (let j = 0; j < i; j++) append(attributes, usualBits(tracked, keys[j] as PropertyKey));
      append(attributes, bits);
    }
  }
  if (
    last !== undefined &&
    values === undefined &&
    comparable &&
    last.prototype === prototype &&
    last.extensible === extensible &&
    last.contents === contents &&
    samePrivates(last.privates, tracked.privates)
  ) {
    return last;
  }
  return {
    epoch,
    previous: last,
    keys,
    values: values ?? (comparable ? last.values : []),
    attributes: values === undefined && comparable ? last.attributes : attributes,
    prototype,
    extensible,
    privates: tracked.privates,
    contents,
  };
}

function firstOf<T>(list: readonly T[], count: number): T[] {
  const first: T[] = [];
  for (let i = 0; i < count; i++) append(first, list[i] as T);
  return first;
}

function usualBits(tracked: Tracked, key: PropertyKey): number {
  return key === 'length' && tracked.kind === 'array' ? WRITABLE : ORDINARY;
}

export function bitsOf(tracked: Tracked, memento: Memento, index: number): number {
  return memento.attributes?.[index] ?? usualBits(tracked, memento.keys[index] as PropertyKey);
}

/** The memento that says what the object held at an epoch; undefined if it was not followed then. */
export function asOf(tracked: Tracked, epoch: number): Memento | undefined {
  let memento = tracked.memento;
  while (memento !== undefined && memento.epoch > epoch) memento = memento.previous;
  return memento;
}

/** V8 formats a stack when it is read, and asks the program how. */
function isStackUnsafe(tracked: Tracked): boolean {
  return tracked.kind === 'error' || getOwnPropertyDescriptor(Error, 'prepareStackTrace') !== undefined;
}

/** More elements than this are not looked through for further properties, which would list every index. */
const LARGE_VIEW = 65_536;

/** The own keys; the same array as last time if they are the same. */
function ownKeysOf(tracked: Tracked, last: readonly PropertyKey[] | undefined): readonly PropertyKey[] {
  const { object, kind } = tracked;
  if (kind === 'view' && viewLength(object) > LARGE_VIEW) return noKeys;
  const names: PropertyKey[] = namesOf(object, kind);
  const symbols = getOwnPropertySymbols(object);
  for (let i = 0; i < symbols.length; i++) append(names, symbols[i] as symbol);
  if (last !== undefined && sameKeys(last, names)) return last;
  return shared(names);
}

function namesOf(object: object, kind: Tracked['kind']): string[] {
  if (kind === 'view') return namesBesideElements(object);
  return kind === 'function' ? namesBesideCaller(object) : getOwnPropertyNames(object);
}

/** The engine makes up `arguments` and `caller` of a function that is running, anew each time they are read. */
function namesBesideCaller(fn: object): string[] {
  const names = getOwnPropertyNames(fn);
  const rest: string[] = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    if (name !== 'arguments' && name !== 'caller') append(rest, name);
  }
  return rest;
}

function namesBesideElements(object: object): string[] {
  const names = getOwnPropertyNames(object);
  const rest: string[] = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    if (!startsWithDigit(name)) append(rest, name);
  }
  return rest;
}

function sameKeys(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function startsWithDigit(name: string): boolean {
  const unit = charCodeAt(name, 0);
  return unit >= 48 && unit <= 57;
}

/** Objects of one shape mostly come together, so the last lists seen serve the next object. */
const recent = new SafeMap<number, readonly PropertyKey[]>();
const LONGEST_SHARED = 64;

function shared(keys: readonly PropertyKey[]): readonly PropertyKey[] {
  if (keys.length > LONGEST_SHARED) return keys;
  const found = recent.get(keys.length);
  if (found !== undefined && sameKeys(found, keys)) return found;
  recent.set(keys.length, keys);
  return keys;
}

function samePrivates(a: PrivateValues | undefined, b: PrivateValues | undefined): boolean {
  if (a === b) return true;
  const names = a?.names;
  if (names === undefined || names !== b?.names) return false;
  for (let i = 0; i < names.length; i++) if (!same(a?.values[i], b.values[i])) return false;
  return true;
}
