/** What single slots hold for a schema, and which slots of an object are its elements and entries. */
import { detailOf, valueOf } from '../slot';
import type { Slot, Value } from '../value';

/** No other value of Python is written so. */
export const PYTHON_CONSTANTS = new Map<string, unknown>([
  ['None', null],
  ['True', true],
  ['False', false],
]);

export const UNDEFINED: Value = { type: 'undefined' };
export const GETTER = Symbol('getter');

/** What a slot holds without calling anything; an accessor that cannot be read holds undefined. */
export function settled(slot: Slot): Value | typeof GETTER {
  const { get, set } = detailOf(slot) ?? {};
  if (get !== undefined && !isUndefined(get)) return GETTER;
  return set === undefined ? valueOf(slot) : UNDEFINED;
}

/** Whether there is more to it than a JSON value or a number. */
export function isReference(value: Value): boolean {
  return typeof value === 'object' && value !== null && !['number', 'float', 'undefined'].includes(value.type);
}

/** A value that is the same in JSON, in a place that is like any other. */
export function isPlain(slot: Slot): slot is string | number | boolean | null {
  return slot === null || typeof slot !== 'object';
}

export function isUndefined(value: Value): boolean {
  return typeof value === 'object' && value?.type === 'undefined';
}

export function numberIn(value: Value): number {
  return typeof value === 'number' ? value : NaN;
}

export function indexOf(slot: string): number | undefined {
  if (!slot.startsWith('p:')) return undefined;
  const index = Number(slot.slice(2));
  return `${index}`.length === slot.length - 2 && Number.isInteger(index) && index >= 0 ? index : undefined;
}

/** Entries are numbered in the order of their collection. */
export function entriesOf(slots: ReadonlyMap<string, Slot>): Slot[] {
  return [...slots]
    .filter(([name]) => name.startsWith('e:'))
    .sort(([one], [other]) => Number(one.slice(2)) - Number(other.slice(2)))
    .map(([, slot]) => slot);
}
