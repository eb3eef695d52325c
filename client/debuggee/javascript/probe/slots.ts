/**
 * The slots of an object, by name; the grammar of their names is in `server/value.ts`. What is left out here unless it
 * changes (`i:prototype`, `i:extensible`, a function's name and length) is kept all the same.
 */
import type { Memento, SlotView, Tracked } from './model';
import { ACCESSOR, Accessor, bitsOf, CONFIGURABLE, ENUMERABLE, ORDINARY, UNREAD, WRITABLE } from './memento';
import { orderText } from './order';
import type { Registry } from './registry';
import { same, SafeMap } from './safe';
import { Unavailable } from './unavailable';

export const UNREAD_REASON = 'the engine formats it when it is read';

export type Tell = (before: SlotView | undefined, after: SlotView | undefined) => void;

export function internal(name: string, value: unknown): SlotView {
  return { name, value, key: undefined, hasKey: false, bits: undefined, reason: undefined };
}

function privateSlot(name: string, value: unknown): SlotView {
  const reason = Unavailable.is(value) ? value.reason : undefined;
  return { name, value, key: undefined, hasKey: false, bits: undefined, reason };
}

export class Slots {
  constructor(readonly registry: Registry) {}

  nameOf(key: PropertyKey, tracked: Tracked): string {
    if (typeof key === 'symbol') return `s:${this.registry.symbolId(key)}`;
    return key === 'length' && tracked.kind === 'array' ? 'i:length' : `p:${String(key)}`;
  }

  property(tracked: Tracked, memento: Memento, index: number): SlotView {
    const key = memento.keys[index] as PropertyKey;
    const bits = bitsOf(tracked, memento, index);
    const isLength = key === 'length' && tracked.kind === 'array';
    return {
      name: this.nameOf(key, tracked),
      value: memento.values[index],
      key: undefined,
      hasKey: false,
      bits: bits === ORDINARY || (isLength && bits === WRITABLE) ? undefined : bits,
      reason: bits === UNREAD ? UNREAD_REASON : undefined,
    };
  }

  /** Every slot that is shown from the start. */
  each(tracked: Tracked, memento: Memento, visit: (slot: SlotView) => void): void {
    for (let i = 0; i < memento.keys.length; i++) {
      if (!isHidden(tracked, memento, i)) visit(this.property(tracked, memento, i));
    }
    const { privates, contents } = memento;
    if (privates !== undefined) {
      for (let i = 0; i < privates.names.length; i++) visit(privateSlot(privates.names[i] ?? '', privates.values[i]));
    }
    if (contents !== undefined) for (let i = 0; i < contents.size; i++) visit(contents.at(i));
    if (!memento.extensible) visit(internal('i:extensible', false));
    const order = orderText(tracked, memento);
    if (order !== undefined) visit(internal('i:order', order));
  }

  /** How many slots `each` shows. */
  count(tracked: Tracked, memento: Memento): number {
    let count = memento.keys.length + (memento.privates?.names.length ?? 0) + (memento.contents?.size ?? 0);
    if (tracked.kind === 'function' || tracked.kind === 'class') {
      for (let i = 0; i < memento.keys.length; i++) if (isHidden(tracked, memento, i)) count--;
    }
    return count + (memento.extensible ? 0 : 1);
  }

  differences(tracked: Tracked, before: Memento, after: Memento, tell: Tell): void {
    if (before.keys === after.keys) {
      for (let i = 0; i < after.keys.length; i++) this.#compare(tracked, before, i, after, i, tell);
    } else {
      this.#compareByKey(tracked, before, after, tell);
      compareOrder(tracked, before, after, tell);
    }
    this.#comparePrivates(before, after, tell);
    if (before.contents !== undefined && after.contents !== undefined && before.contents !== after.contents) {
      after.contents.differences(before.contents, tell);
    }
    if (before.prototype !== after.prototype) {
      tell(internal('i:prototype', before.prototype), internal('i:prototype', after.prototype));
    }
    if (before.extensible !== after.extensible) {
      tell(internal('i:extensible', before.extensible), internal('i:extensible', after.extensible));
    }
  }

  #compare(tracked: Tracked, before: Memento, i: number, after: Memento, j: number, tell: Tell): void {
    if (same(before.values[i], after.values[j]) && bitsOf(tracked, before, i) === bitsOf(tracked, after, j)) return;
    tell(this.property(tracked, before, i), this.property(tracked, after, j));
  }

  #compareByKey(tracked: Tracked, before: Memento, after: Memento, tell: Tell): void {
    const places = new SafeMap<PropertyKey, number>();
    for (let i = 0; i < before.keys.length; i++) places.set(before.keys[i] as PropertyKey, i);
    for (let i = 0; i < after.keys.length; i++) {
      const key = after.keys[i] as PropertyKey;
      const place = places.get(key);
      if (place === undefined) tell(undefined, this.property(tracked, after, i));
      else this.#compare(tracked, before, place, after, i, tell);
      places.delete(key);
    }
    for (let i = 0; i < before.keys.length; i++) {
      if (places.has(before.keys[i] as PropertyKey)) tell(this.property(tracked, before, i), undefined);
    }
  }

  #comparePrivates(before: Memento, after: Memento, tell: Tell): void {
    const names = after.privates?.names ?? [];
    for (let i = 0; i < names.length; i++) {
      const name = names[i] ?? '';
      const now = privateSlot(name, after.privates?.values[i]);
      const place = indexIn(before.privates?.names ?? [], name);
      if (place < 0) tell(undefined, now);
      else if (!same(before.privates?.values[place], now.value))
        tell(privateSlot(name, before.privates?.values[place]), now);
    }
    // A field that is known now need not have been known then.
    const known = before.privates?.names ?? [];
    for (let i = 0; i < known.length; i++) {
      if (indexIn(names, known[i] ?? '') < 0) tell(privateSlot(known[i] ?? '', before.privates?.values[i]), undefined);
    }
  }
}

function compareOrder(tracked: Tracked, before: Memento, after: Memento, tell: Tell): void {
  const old = orderText(tracked, before);
  const now = orderText(tracked, after);
  if (old === now) return;
  tell(
    old === undefined ? undefined : internal('i:order', old),
    now === undefined ? undefined : internal('i:order', now),
  );
}

function indexIn(list: readonly string[], item: string): number {
  for (let i = 0; i < list.length; i++) if (list[i] === item) return i;
  return -1;
}

/** A function's name and length say nothing of what it holds. */
function isHidden(tracked: Tracked, memento: Memento, index: number): boolean {
  if (tracked.kind !== 'function' && tracked.kind !== 'class') return false;
  const key = memento.keys[index];
  return (key === 'length' || key === 'name') && bitsOf(tracked, memento, index) === CONFIGURABLE;
}

/** Whether a slot can differ and be written back. */
export function isRestorable(slot: SlotView): boolean {
  return slot.reason === undefined && !isFixed(slot);
}

/** A data property that can neither be written nor redefined: it cannot change any more. */
export function isFixed(slot: SlotView): boolean {
  return slot.bits !== undefined && (slot.bits & (WRITABLE | CONFIGURABLE)) === 0 && !Accessor.is(slot.value);
}

export function attributesText(bits: number): string {
  const writable = (bits & ACCESSOR) === 0 && (bits & WRITABLE) !== 0 ? 'w' : '';
  return writable + ((bits & ENUMERABLE) === 0 ? '' : 'e') + ((bits & CONFIGURABLE) === 0 ? '' : 'c');
}
