/** What an object is, told by its internal slots and never by what it says of itself. */
import { dataValue, foreign, hostPrototypes, isNative } from './intrinsics';
import { isProxy, nextPrototype, types } from './host';
import {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getterOf,
  indexOf,
  isArray,
  isObject,
  isView,
  ObjectPrototype,
  realm,
  SafeMap,
  symbolText,
  uncurry,
} from './safe';

export type Kind =
  | 'object'
  | 'array'
  | 'map'
  | 'set'
  | 'view'
  | 'buffer'
  | 'function'
  | 'class'
  | 'error'
  | 'date'
  | 'regexp'
  | 'boxed'
  /** Own properties can be set back, but what it holds inside can not. */
  | 'sealed'
  /** Not walked at all. */
  | 'outside';

export interface Classified {
  readonly kind: Kind;
  /** Why it or its inside is out of reach; for kinds `sealed` and `outside`. */
  readonly reason: string | undefined;
}

const PROXY = 'a Proxy: reading it would run its traps';
const NATIVE = 'a native handle';
const NAMESPACE = 'a module namespace';
const MODULES = 'the module system';

const known = {
  object: { kind: 'object', reason: undefined },
  array: { kind: 'array', reason: undefined },
  map: { kind: 'map', reason: undefined },
  set: { kind: 'set', reason: undefined },
  view: { kind: 'view', reason: undefined },
  buffer: { kind: 'buffer', reason: undefined },
  function: { kind: 'function', reason: undefined },
  class: { kind: 'class', reason: undefined },
  error: { kind: 'error', reason: undefined },
  date: { kind: 'date', reason: undefined },
  regexp: { kind: 'regexp', reason: undefined },
  boxed: { kind: 'boxed', reason: undefined },
} satisfies Partial<Record<Kind, Classified>>;

function outside(reason: string): Classified {
  return { kind: 'outside', reason };
}

function sealed(what: string): Classified {
  return { kind: 'sealed', reason: `${what} cannot be read or set back` };
}

export function classify(object: object): Classified {
  if (isProxy(object)) return outside(PROXY);
  if (typeof object === 'function') return classifyFunction(object);
  if (isArray(object)) return known.array;
  const prototype = nextPrototype(object);
  if (prototype === ObjectPrototype) return known.object;
  const found = types === undefined ? byBrand(object, prototype) : byType(object, types);
  if (found !== undefined) return found;
  return isHostObject(object, prototype);
}

function classifyFunction(fn: object): Classified {
  if (foreign.has(dataValue(fn, 'cache') as object)) return outside(MODULES);
  const names = getOwnPropertyNames(fn);
  let hasPrototype = false;
  for (let i = 0; i < names.length; i++) hasPrototype ||= names[i] === 'prototype';
  if (!hasPrototype) return known.function;
  return isWritable(fn, 'prototype') ? known.function : known.class;
}

function isWritable(holder: object, key: string): boolean {
  return getOwnPropertyDescriptor(holder, key)?.writable === true;
}

function byType(object: object, is: NonNullable<typeof types>): Classified | undefined {
  if (is.isMap(object)) return known.map;
  if (is.isSet(object)) return known.set;
  if (isView(object)) return known.view;
  if (is.isAnyArrayBuffer(object)) return known.buffer;
  if (is.isDate(object)) return known.date;
  if (is.isNativeError(object)) return known.error;
  if (is.isRegExp(object)) return known.regexp;
  if (is.isBoxedPrimitive(object)) return known.boxed;
  if (is.isPromise(object)) return sealed("a promise's state");
  if (is.isWeakMap(object)) return sealed("a WeakMap's contents");
  if (is.isWeakSet(object)) return sealed("a WeakSet's contents");
  if (is.isGeneratorObject(object)) return sealed("a generator's position");
  if (is.isMapIterator(object) || is.isSetIterator(object)) return sealed("an iterator's position");
  if (is.isModuleNamespaceObject(object)) return outside(NAMESPACE);
  if (is.isExternal(object)) return outside(NATIVE);
  return undefined;
}

const brands: readonly (readonly [(object: never) => unknown, Classified])[] = [
  [getterOf(Map.prototype, 'size'), known.map],
  [getterOf(Set.prototype, 'size'), known.set],
  [getterOf(ArrayBuffer.prototype, 'byteLength'), known.buffer],
  [uncurry(Date.prototype.getTime), known.date],
  [getterOf(RegExp.prototype, 'global'), known.regexp],
  [uncurry(Number.prototype.valueOf), known.boxed],
  [uncurry(String.prototype.valueOf), known.boxed],
  [uncurry(Boolean.prototype.valueOf), known.boxed],
  [uncurry(BigInt.prototype.valueOf), known.boxed],
  [uncurry(Symbol.prototype.valueOf), known.boxed],
  [(object: WeakKey) => weakMapHas(object, foreign), sealed("a WeakMap's contents")],
  [(object: WeakKey) => weakSetHas(object, foreign), sealed("a WeakSet's contents")],
];
const weakMapHas = uncurry(WeakMap.prototype.has);
const weakSetHas = uncurry(WeakSet.prototype.has);

/** Where there are no brand checks: methods of the language that throw on anything but their own kind. */
function byBrand(object: object, prototype: object | null): Classified | undefined {
  if (isView(object)) return known.view;
  if (isPlainChain(prototype)) return undefined;
  for (let i = 0; i < brands.length; i++) {
    const brand = brands[i];
    if (brand === undefined) continue;
    try {
      brand[0](object as never);
      return brand[1];
    } catch {
      // Not of this kind.
    }
  }
  for (let proto = prototype; proto !== null; proto = nextPrototype(proto)) {
    if (proto === Error.prototype) return known.error;
    if (proto === Promise.prototype) return sealed("a promise's state");
  }
  return undefined;
}

/** A chain of the program's own prototypes that ends in Object.prototype: throwing brand checks would cost too much. */
function isPlainChain(prototype: object | null): boolean {
  for (let proto = prototype; proto !== null; proto = nextPrototype(proto)) {
    if (foreign.has(proto)) return proto === ObjectPrototype;
  }
  return prototype === null;
}

function isHostObject(object: object, prototype: object | null): Classified {
  let exotic = false;
  for (let proto = prototype; proto !== null; proto = nextPrototype(proto)) {
    if (hostPrototypes.has(proto)) return outside('an object of the host, with native state');
    exotic ||= isNativeInstance(proto);
  }
  if (exotic) return outside(NATIVE);
  if (hasHostSymbols(object)) return outside(NATIVE);
  const tag = prototype === null ? undefined : iteratorReason(prototype);
  return tag ?? known.object;
}

const constructors = new SafeMap<object, boolean>();

/** Whether a prototype belongs to a class that is written in native code and is not the language's. */
function isNativeInstance(prototype: object): boolean {
  const constructor = dataValue(prototype, 'constructor');
  if (!isObject(constructor) || foreign.has(constructor)) return false;
  const found = constructors.get(constructor);
  if (found !== undefined) return found;
  // Of another realm, the language's own constructors are native too, and their instances are ordinary.
  const native = isNative(constructor) && !isOtherRealms(prototype);
  constructors.set(constructor, native);
  return native;
}

function isOtherRealms(prototype: object): boolean {
  const name = dataValue(dataValue(prototype, 'constructor') as object, 'name');
  const ours = typeof name === 'string' ? dataValue(realm, name) : undefined;
  return isObject(ours) && foreign.has(ours);
}

function iteratorReason(prototype: object): Classified | undefined {
  for (let proto: object | null = prototype; proto !== null; proto = nextPrototype(proto)) {
    if (!foreign.has(proto)) continue;
    const tag = dataValue(proto, Symbol.toStringTag);
    if (typeof tag !== 'string') continue;
    if (indexOf(tag, 'Iterator') >= 0) return sealed("an iterator's position");
    if (tag === 'WeakRef') return sealed("a WeakRef's target");
    if (tag === 'FinalizationRegistry') return sealed("a FinalizationRegistry's contents");
    if (types === undefined && indexOf(tag, 'Generator') >= 0) return sealed("a generator's position");
  }
  return undefined;
}

/** Node marks its timers and asynchronous resources with symbols. */
function hasHostSymbols(object: object): boolean {
  const symbols = getOwnPropertySymbols(object);
  for (let i = 0; i < symbols.length; i++) {
    const symbol = symbols[i];
    if (symbol === undefined) continue;
    const name = symbolText(symbol);
    if (name === 'Symbol(asyncId)' || name === 'Symbol(async_id_symbol)' || name === 'Symbol(kHandle)') return true;
  }
  return false;
}
