/** An independent picture of a graph: every object reachable from some roots, with all that it holds, by identity. */

export type Picture = ReadonlyMap<object, readonly unknown[]>;

export function picture(roots: readonly unknown[]): Picture {
  const seen = new Map<object, readonly unknown[]>();
  const queue = roots.filter(isObject);
  for (const object of queue) {
    if (seen.has(object)) continue;
    const parts = partsOf(object);
    seen.set(object, parts);
    queue.push(...parts.filter(isObject));
  }
  return seen;
}

const ATTRIBUTES = ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'];

/** The first object that is not as it was, with both its parts; undefined if there is none. */
export function firstDifference(expected: Picture): { object: object; was: unknown; is: unknown } | undefined {
  for (const [object, was] of expected) {
    const is = partsOf(object);
    if (was.length !== is.length || was.some((part, index) => !Object.is(part, is[index]))) return { object, was, is };
  }
  return undefined;
}

/** Flat: keys, attributes and values in order, then the prototype, then what is inside. */
function partsOf(object: object): unknown[] {
  if (typeof object === 'function' || object === Object.prototype || isBuiltin(object)) return [];
  const parts: unknown[] = [];
  for (const key of Reflect.ownKeys(object)) {
    if (ArrayBuffer.isView(object) && typeof key === 'string' && /^\d+$/.test(key)) continue;
    parts.push(key);
    const descriptor = Object.getOwnPropertyDescriptor(object, key) ?? {};
    for (const name of ATTRIBUTES) parts.push(Reflect.get(descriptor, name));
  }
  parts.push(Object.getPrototypeOf(object), Object.isExtensible(object));
  if (object instanceof Map) Map.prototype.forEach.call(object, (value, key) => parts.push(key, value));
  else if (object instanceof Set) parts.push(...Set.prototype.values.call(object));
  else if (object instanceof Date) parts.push(Date.prototype.getTime.call(object));
  else if (ArrayBuffer.isView(object))
    parts.push(...new Uint8Array(object.buffer, object.byteOffset, object.byteLength));
  return parts;
}

function isBuiltin(object: object): boolean {
  const constructor = Object.getOwnPropertyDescriptor(object, 'constructor')?.value as unknown;
  return typeof constructor === 'function' && Function.prototype.toString.call(constructor).includes('[native code]');
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
