/**
 * The order of an object's keys. It shows as a slot `i:order`, which is there only while keys stand in another order
 * than the one in which they were first seen.
 */
import { rareOf, type Memento, type Tracked } from './model';
import { append, join, SafeMap, symbolText } from './safe';

/** Notes keys that are new, so that orders can be compared. */
export function noteOrder(tracked: Tracked, before: readonly PropertyKey[], after: readonly PropertyKey[]): void {
  const order: PropertyKey[] = [];
  const seen = new SafeMap<PropertyKey, true>();
  const note = (keys: readonly PropertyKey[]) => {
    for (let i = 0; i < keys.length; i++) {
      const key = keys[i] as PropertyKey;
      if (seen.has(key)) continue;
      seen.set(key, true);
      append(order, key);
    }
  };
  note(tracked.rare?.order ?? before);
  note(after);
  rareOf(tracked).order = order;
}

/** The keys in their order, if it is not the one in which they were first seen. */
export function orderText(tracked: Tracked, memento: Memento): string | undefined {
  const order = tracked.rare?.order;
  if (order === undefined) return undefined;
  const places = new SafeMap<PropertyKey, number>();
  for (let i = 0; i < order.length; i++) places.set(order[i] as PropertyKey, i);
  let lastName = -1;
  let lastSymbol = -1;
  let isMoved = false;
  for (let i = 0; i < memento.keys.length; i++) {
    const key = memento.keys[i] as PropertyKey;
    const place = places.get(key) ?? -1;
    if (typeof key === 'symbol') {
      isMoved ||= place < lastSymbol;
      lastSymbol = place;
    } else if (!isIndex(key)) {
      isMoved ||= place < lastName;
      lastName = place;
    }
  }
  return isMoved ? listed(memento.keys) : undefined;
}

function listed(keys: readonly PropertyKey[]): string {
  const names: string[] = [];
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i] as PropertyKey;
    if (!isIndex(key)) append(names, typeof key === 'symbol' ? symbolText(key) : String(key));
  }
  return join(names, ', ');
}

/** Keys that are array indices always come first, in ascending order. */
export function isIndex(key: PropertyKey): boolean {
  return typeof key === 'string' && String((key as unknown as number) >>> 0) === key && key !== '4294967295';
}
