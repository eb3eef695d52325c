/**
 * The language's own functions, taken once before anything is read, and collections that nobody can patch.
 *
 * The probe runs inside someone else's program, whose prototypes may be patched, polluted or frozen. So nothing in this
 * folder calls a method through a prototype of the program: no `array.push`, no `for…of`, no spread, no destructuring
 * of arrays; only index loops, the functions below, and the methods of `SafeMap` and `SafeWeakMap`, which are their own.
 */
const { bind, call } = Function.prototype;

/** Turns a method into a function that takes its `this` first, without looking anything up when it is called. */
export const uncurry = bind.bind(call) as <T, A extends unknown[], R>(
  method: (this: T, ...args: A) => R,
) => (self: T, ...args: A) => R;

export const { apply, construct, defineProperty, deleteProperty, getPrototypeOf, isExtensible, ownKeys } = Reflect;
export const { preventExtensions, setPrototypeOf } = Reflect;
export const { create, is, getOwnPropertyNames, getOwnPropertySymbols } = Object;
const describe = Object.getOwnPropertyDescriptor;
export const { isArray } = Array;
export const { isView } = ArrayBuffer;
export const { now } = Date;
export const quote = JSON.stringify as (text: string) => string;
export const text = String;
export const newSymbol = Symbol;
export const realm: object = globalThis;

export const hasOwn: (self: object, key: PropertyKey) => boolean = uncurry(Object.prototype.hasOwnProperty);
export const sourceOf = uncurry(Function.prototype.toString);
export const charCodeAt = uncurry(String.prototype.charCodeAt);
export const indexOf: (self: string, search: string) => number = uncurry(String.prototype.indexOf);
export const startsWith: (self: string, search: string) => boolean = uncurry(String.prototype.startsWith);
export const substring = uncurry(String.prototype.substring);
export const toStringIn = uncurry(Number.prototype.toString);
export const bigintText: (self: bigint) => string = uncurry(BigInt.prototype.toString);
export const symbolText = uncurry(Symbol.prototype.toString);
export const sort = uncurry(Array.prototype.sort) as <T>(self: T[], compare: (a: T, b: T) => number) => T[];

export const ObjectPrototype: object = Object.prototype;

let polluted = false;

/** Looks whether the program has put on Object.prototype what would show through the descriptors that are read here. */
export function checkPollution(): void {
  const names = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'];
  polluted = false;
  for (let i = 0; i < names.length; i++) polluted ||= hasOwn(ObjectPrototype, names[i] ?? '');
}

export function getOwnPropertyDescriptor(object: object, key: PropertyKey): PropertyDescriptor | undefined {
  const descriptor = describe(object, key);
  if (polluted && descriptor !== undefined) setPrototypeOf(descriptor, null);
  return descriptor;
}

/** The function that reads an accessor property of an intrinsic. */
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the caller knows what it reads
export function getterOf<R>(holder: object, key: PropertyKey): (self: object) => R {
  const getter = getOwnPropertyDescriptor(holder, key)?.get;
  if (getter === undefined) throw new TypeError(`The debuggee has no accessor ${text(key)}.`);
  return uncurry(getter as (this: object) => R);
}

/** Makes a subclass's instances independent of the class's prototype, which the program may patch. */
function detach(subclass: { prototype: object }, methods: object): void {
  const keys = ownKeys(methods);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    const descriptor = key === undefined ? undefined : getOwnPropertyDescriptor(methods, key);
    if (key === undefined || key === 'constructor' || descriptor === undefined) continue;
    setPrototypeOf(descriptor, null);
    defineProperty(subclass.prototype, key, descriptor);
  }
  setPrototypeOf(subclass.prototype, null);
}

checkPollution();

// Their constructors are written out, because those that are implied pass arguments on through an iterator.
export class SafeMap<K, V> extends Map<K, V> {
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- see above
  constructor() {
    super();
  }
}
detach(SafeMap, Map.prototype);

export class SafeWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {
  // eslint-disable-next-line @typescript-eslint/no-useless-constructor -- see above
  constructor() {
    super();
  }
}
detach(SafeWeakMap, WeakMap.prototype);

const { Array: List } = globalThis;

/** A list of a known length, to be filled. */
export function listOf<T>(length: number): T[] {
  return new List<T>(length);
}

/** Appends without calling `push`. */
export function append<T>(list: T[], item: T): void {
  list[list.length] = item;
}

export function appendAll<T>(list: T[], items: readonly T[]): void {
  for (let i = 0; i < items.length; i++) append(list, items[i] as T);
}

export function join(parts: readonly string[], separator: string): string {
  let joined = '';
  for (let i = 0; i < parts.length; i++) joined += (i > 0 ? separator : '') + (parts[i] ?? '');
  return joined;
}

/** Whether two values are the same value: NaN is NaN, and 0 is not -0. */
export function same(a: unknown, b: unknown): boolean {
  return a === b ? a !== 0 || is(a, b) : a !== a && b !== b;
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' ? value !== null : typeof value === 'function';
}

export function setOf<T extends PropertyKey>(list: readonly T[]): SafeMap<T, true> {
  const set = new SafeMap<T, true>();
  for (let i = 0; i < list.length; i++) set.set(list[i] as T, true);
  return set;
}
