/** What the debuggee's host offers beside the language: Node's brand checks, where there is a Node. */
import { apply, getOwnPropertyDescriptor, getPrototypeOf, isObject, realm } from './safe';

type Check = (value: unknown) => boolean;

export interface Types {
  isProxy: Check;
  isExternal: Check;
  isModuleNamespaceObject: Check;
  isMap: Check;
  isSet: Check;
  isWeakMap: Check;
  isWeakSet: Check;
  isDate: Check;
  isRegExp: Check;
  isNativeError: Check;
  isPromise: Check;
  isGeneratorObject: Check;
  isMapIterator: Check;
  isSetIterator: Check;
  isAnyArrayBuffer: Check;
  isBoxedPrimitive: Check;
}

/** A data property's value, or what Node's own accessor gives; never used on an object of the program. */
function read(holder: object, key: PropertyKey): unknown {
  const descriptor = getOwnPropertyDescriptor(holder, key);
  if (descriptor === undefined) return undefined;
  return descriptor.get === undefined ? descriptor.value : apply(descriptor.get, holder, []);
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

export const process: unknown = attempt(() => read(realm, 'process'));

/** One of Node's modules; only asked for those that the program has loaded already. */
export function builtinModule(name: string): unknown {
  return attempt(() => {
    const get = isObject(process) ? read(process, 'getBuiltinModule') : undefined;
    return typeof get === 'function' ? (apply(get, process, [name]) as unknown) : undefined;
  });
}

/** The names of Node's public modules that the program has loaded. */
export function loadedModules(): readonly string[] {
  const list = isObject(process) ? attempt(() => read(process, 'moduleLoadList')) : undefined;
  return Array.isArray(list) ? (list as string[]) : [];
}

export const types = attempt(() => {
  const util = builtinModule('util');
  return isObject(util) ? (read(util, 'types') as Types | undefined) : undefined;
});

export function isProxy(object: object): boolean {
  return types?.isProxy(object) === true;
}

/** The next object of a prototype chain; null at its end, and at a Proxy, whose traps are not to be sprung. */
export function nextPrototype(object: object): object | null {
  const prototype = getPrototypeOf(object);
  return prototype !== null && isProxy(prototype) ? null : prototype;
}
