/**
 * The objects that belong to the language or to Node and not to the program: they are never walked, because setting
 * them back could break the host. Built once, at injection; loads nothing.
 */
import { builtinModule, loadedModules, process } from './host';
import {
  append,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  indexOf,
  isObject,
  ownKeys,
  realm,
  SafeMap,
  sourceOf,
  startsWith,
  substring,
} from './safe';

export const LANGUAGE = "one of JavaScript's own objects";
export const HOST = "one of the host's own objects";
export const GLOBAL = 'the global object';

/** Every object that is not the program's, with the reason. */
export const foreign = new SafeMap<object, string>();

/** Prototypes of the host whose instances hold native state: an object that inherits from one is not walked. */
export const hostPrototypes = new SafeMap<object, true>();

export function isNative(fn: object): boolean {
  return typeof fn === 'function' && indexOf(sourceOf(fn), '{ [native code] }') >= 0;
}

/** A data property's value; an accessor is not called. */
export function dataValue(holder: object, key: PropertyKey): unknown {
  return getOwnPropertyDescriptor(holder, key)?.value;
}

const GLOBALS =
  'Object Function Array Number Boolean String Symbol BigInt Map Set WeakMap WeakSet WeakRef FinalizationRegistry ' +
  'Promise Proxy Reflect Math JSON Date RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError ' +
  'TypeError URIError ArrayBuffer SharedArrayBuffer DataView Atomics Intl WebAssembly Iterator Int8Array Uint8Array ' +
  'Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float16Array Float32Array Float64Array ' +
  'BigInt64Array BigUint64Array parseInt parseFloat isNaN isFinite decodeURI decodeURIComponent encodeURI ' +
  'encodeURIComponent escape unescape eval console performance';

function words(list: string): string[] {
  const found: string[] = [];
  for (let rest = list; rest !== '';) {
    const end = indexOf(rest, ' ');
    append(found, end < 0 ? rest : substring(rest, 0, end));
    rest = end < 0 ? '' : substring(rest, end + 1);
  }
  return found;
}

/** Adds an object of the language and the native functions and prototypes that it holds; what a program added stays out. */
function addNative(object: unknown, depth: number): void {
  if (!isObject(object) || foreign.has(object)) return;
  foreign.set(object, LANGUAGE);
  if (depth === 0) return;
  const keys = ownKeys(object);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = getOwnPropertyDescriptor(object, keys[i] ?? '');
    if (descriptor === undefined) continue;
    const { value, get, set } = descriptor as { value?: unknown; get?: unknown; set?: unknown };
    if (isObject(value) && (isNative(value) || keys[i] === 'prototype')) addNative(value, depth - 1);
    if (isObject(get) && isNative(get)) addNative(get, 0);
    if (isObject(set) && isNative(set)) addNative(set, 0);
  }
}

/* eslint-disable @typescript-eslint/no-empty-function -- only their prototypes matter */
async function asyncFunction(): Promise<void> {}
function* generator(): Generator {}
async function* asyncGenerator(): AsyncGenerator {}
/* eslint-enable @typescript-eslint/no-empty-function */

function addGlobals(global: object): void {
  foreign.set(global, GLOBAL);
  const names = words(GLOBALS);
  for (let i = 0; i < names.length; i++) addNative(dataValue(global, names[i] ?? ''), 3);
}

/** @param hidden objects of that realm's language that no global name leads to */
export function adoptRealm(global: object, hidden: readonly object[]): void {
  addGlobals(global);
  for (let i = 0; i < hidden.length; i++) addNative(hidden[i], 3);
}

function addLanguage(): void {
  addGlobals(realm);
  const hidden: object[] = [
    asyncFunction,
    generator,
    asyncGenerator,
    [][Symbol.iterator](),
    new Map().entries(),
    new Set().entries(),
    ''[Symbol.iterator](),
    ''.matchAll(/./g),
  ];
  for (let i = 0; i < hidden.length; i++) {
    for (let proto = hidden[i]; proto !== undefined; proto = getPrototypeOf(proto) ?? undefined) {
      if (i > 2 || proto !== hidden[i]) addNative(proto, 3);
    }
  }
}

/** Classes of Node's whose instances are ordinary objects of the program that may well be set back. */
const ORDINARY = ['EventEmitter', 'EventTarget', 'Event', 'Buffer', 'AssertionError'];

function addHostFunction(fn: object): void {
  foreign.set(fn, HOST);
  const prototype = dataValue(fn, 'prototype');
  if (!isObject(prototype)) return;
  foreign.set(prototype, HOST);
  const name = dataValue(fn, 'name');
  let ordinary = false;
  for (let i = 0; i < ORDINARY.length; i++) ordinary ||= name === ORDINARY[i];
  for (let proto: object | null = prototype; proto !== null; proto = getPrototypeOf(proto)) {
    ordinary ||= proto === Error.prototype;
  }
  if (!ordinary) hostPrototypes.set(prototype, true);
}

function addHostModule(module: unknown): void {
  if (!isObject(module)) return;
  if (typeof module === 'function') addHostFunction(module);
  else if (!foreign.has(module)) foreign.set(module, HOST);
  const keys = ownKeys(module);
  for (let i = 0; i < keys.length; i++) {
    const value = dataValue(module, keys[i] ?? '');
    if (typeof value === 'function') {
      if (!foreign.has(value)) addHostFunction(value);
    } else if (isObject(value) && !foreign.has(value)) foreign.set(value, HOST);
  }
}

function addHost(): void {
  if (!isObject(process)) return;
  foreign.set(process, HOST);
  addHostModule(builtinModule('buffer'));
  // Its classes are in use from the start, though the module itself may not have been asked for.
  addHostModule(builtinModule('module'));
  const loaded = loadedModules();
  for (let i = 0; i < loaded.length; i++) {
    const entry = loaded[i] ?? '';
    if (!startsWith(entry, 'NativeModule ')) continue;
    const name = substring(entry, 'NativeModule '.length);
    if (!startsWith(name, 'internal/')) addHostModule(builtinModule(name));
  }
  const timers = words('setTimeout setInterval setImmediate clearTimeout clearInterval clearImmediate queueMicrotask');
  for (let i = 0; i < timers.length; i++) {
    const timer = dataValue(realm, timers[i] ?? '');
    if (isObject(timer) && !foreign.has(timer)) addHostFunction(timer);
  }
}

addLanguage();
addHost();
