/** The objects that a memento holds, each with the number of its slot: properties, private fields, contents. */
import type { Memento } from './model';
import { Accessor } from './memento';
import type { Registry } from './registry';
import { RECORD_ROW } from './rows';
import { isObject } from './safe';
import { Unavailable } from './unavailable';

/** The number of the slot that holds the prototype. */
export const PROTOTYPE = -1;

export function eachChild(memento: Memento, visit: (child: object, slot: number) => void): void {
  const { values, attributes, privates, contents, prototype } = memento;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (!isObject(value)) continue;
    if (attributes !== undefined && Accessor.is(value)) {
      if (isObject(value.get)) visit(value.get, i);
      if (isObject(value.set)) visit(value.set, i);
    } else visit(value, i);
  }
  let offset = values.length;
  if (privates !== undefined) {
    for (let i = 0; i < privates.values.length; i++) {
      const value = privates.values[i];
      if (isObject(value) && !Unavailable.is(value)) visit(value, offset + i);
    }
    offset += privates.values.length;
  }
  contents?.children((child, slot) => {
    if (isObject(child)) visit(child, offset + slot);
  });
  if (prototype !== null) visit(prototype, PROTOTYPE);
}

/** The first object in a slot. */
export function childAt(memento: Memento, slot: number): object | undefined {
  let found: object | undefined;
  if (slot === PROTOTYPE) return memento.prototype ?? undefined;
  const value = memento.values[slot];
  if (slot < memento.values.length && isObject(value) && !Accessor.is(value)) return value;
  eachChild(memento, (child, at) => {
    if (at === slot) found ??= child;
  });
  return found;
}

/** The objects that the object of a row holds. */
export function eachChildOfRow(registry: Registry, row: number, visit: (child: object, slot: number) => void): void {
  if (registry.rows.layoutOf(row) === RECORD_ROW) {
    const { memento } = registry.record(row);
    if (memento !== undefined) eachChild(memento, visit);
  } else eachValueOfRow(registry, row, visit);
}

/** The objects that the object of a row holds, or held at an epoch that is kept. */
export function eachHeldByRow(registry: Registry, row: number, visit: (child: object, slot: number) => void): void {
  if (registry.rows.layoutOf(row) === RECORD_ROW) {
    for (let { memento } = registry.record(row); memento !== undefined; memento = memento.previous) {
      eachChild(memento, visit);
    }
  } else eachValueOfRow(registry, row, visit);
}

function eachValueOfRow({ rows, layouts }: Registry, row: number, visit: (child: object, slot: number) => void): void {
  const number = rows.layoutOf(row);
  if (number < 0) return;
  const { keys, prototype } = layouts.at(number);
  const chunk = rows.chunkOf(row);
  const offset = rows.offsetOf(row);
  for (let i = 0; i < keys.length; i++) {
    const value = chunk[offset + i];
    if (isObject(value)) visit(value, i);
  }
  if (prototype !== null) visit(prototype, PROTOTYPE);
}
