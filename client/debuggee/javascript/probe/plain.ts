/**
 * Reads ordinary objects into rows of values, and compares them with what they held: objects and arrays all of whose
 * properties are as an assignment makes them. Whatever is different about an object is seen by the descriptors of its
 * properties, each time, and it gets a record of its own; nothing is concluded from other objects of the same keys.
 */
import type { Registry } from './registry';
import { sameKeys } from './layouts';
import {
  getOwnPropertyDescriptor,
  getOwnPropertyNames,
  getOwnPropertySymbols,
  getPrototypeOf,
  isExtensible,
  isObject,
  is,
} from './safe';
import { PROTOTYPE } from './children';

/** Whether an object was ordinary and has been read into its row, its children being followed. */
export function readPlain(registry: Registry, row: number, kind: 'object' | 'array', epoch: number): boolean {
  const { rows, layouts } = registry;
  const object = rows.objectOf(row);
  if (getOwnPropertySymbols(object).length > 0 || !isExtensible(object)) return false;
  const prototype = getPrototypeOf(object);
  const number = layouts.numberOf(object, kind, getOwnPropertyNames(object), prototype);
  const layout = layouts.at(number);
  const { keys } = layout;
  if (!layout.isPlain) return false;
  rows.allot(row, keys.length);
  const chunk = rows.chunkOf(row);
  const offset = rows.offsetOf(row);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    const descriptor = getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
    if (!isOrdinary(descriptor, kind, key)) return false;
    const value: unknown = descriptor.value;
    chunk[offset + i] = value;
    if (isObject(value)) registry.enroll(value, row, i);
  }
  if (!layout.isFollowed && prototype !== null) registry.enroll(prototype, row, PROTOTYPE);
  layout.isFollowed = true;
  rows.setEpoch(row, epoch);
  rows.setLayout(row, number);
  return true;
}

/** Whether the object of a row with a layout holds what it held. */
export function isAsItWas(registry: Registry, row: number): boolean {
  const { rows, layouts } = registry;
  const object = rows.objectOf(row);
  const { kind, keys, prototype } = layouts.at(rows.layoutOf(row));
  if (getOwnPropertySymbols(object).length > 0 || !isExtensible(object)) return false;
  if (getPrototypeOf(object) !== prototype || !sameKeys(keys, getOwnPropertyNames(object))) return false;
  const chunk = rows.chunkOf(row);
  const offset = rows.offsetOf(row);
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] ?? '';
    const descriptor = getOwnPropertyDescriptor(object, key) as PropertyDescriptor;
    if (!isOrdinary(descriptor, kind, key)) return false;
    const now: unknown = descriptor.value;
    const then = chunk[offset + i];
    if (now !== then ? now === now || then === then : now === 0 && !is(now, then)) return false;
  }
  return true;
}

/** A data property with the attributes that it usually has; an accessor property is never writable. */
function isOrdinary(descriptor: PropertyDescriptor, kind: 'object' | 'array', key: string): boolean {
  if (descriptor.writable !== true) return false;
  if (descriptor.enumerable === true && descriptor.configurable === true)
    return !(kind === 'array' && key === 'length');
  return kind === 'array' && key === 'length';
}
