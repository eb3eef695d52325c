/** The attributes of properties in mementos, and finding the memento of an epoch. */
import type { Memento, Tracked } from './model';

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

/** The attributes that a property has if nobody says otherwise. */
export function usualBits(tracked: Tracked, key: PropertyKey): number {
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
