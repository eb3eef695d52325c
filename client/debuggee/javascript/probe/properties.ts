/** Writes properties as they were kept, accessors and attributes included, without running what they replace. */
import { ACCESSOR, Accessor, CONFIGURABLE, ENUMERABLE, WRITABLE } from './memento';
import { defineProperty, getOwnPropertyDescriptor } from './safe';

export const NOT_EXTENSIBLE = 'the object is not extensible';

/** @returns why it was refused, if it was */
export function writeProperty(object: object, key: PropertyKey, value: unknown, bits: number): string | undefined {
  return attempt(object, key, descriptorOf(value, bits)) ? undefined : whyRefused(object, key);
}

function descriptorOf(value: unknown, bits: number): PropertyDescriptor {
  const enumerable = (bits & ENUMERABLE) !== 0;
  const configurable = (bits & CONFIGURABLE) !== 0;
  if ((bits & ACCESSOR) !== 0 && Accessor.is(value)) {
    const { get, set } = value;
    return { __proto__: null, get, set, enumerable, configurable } as PropertyDescriptor;
  }
  return { __proto__: null, value, writable: (bits & WRITABLE) !== 0, enumerable, configurable } as PropertyDescriptor;
}

function attempt(object: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
  try {
    return defineProperty(object, key, descriptor);
  } catch {
    return false;
  }
}

function whyRefused(object: object, key: PropertyKey): string {
  const descriptor = getOwnPropertyDescriptor(object, key);
  if (descriptor === undefined) return NOT_EXTENSIBLE;
  if (descriptor.configurable !== true && descriptor.writable === false) return 'the property was frozen';
  return 'the property is not configurable';
}
