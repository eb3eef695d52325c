/**
 * The entries of a Map or Set. Each has a number that it keeps for as long as it stays; a key that is deleted and added
 * again gets a new one, so numbers ascend in the order of the collection and a change of order is seen as a change.
 */
import { rareOf, type Contents, type SlotView, type Tracked } from './model';
import { append, same, SafeMap, uncurry } from './safe';

export class Entries implements Contents {
  readonly size: number;

  constructor(
    readonly numbers: readonly number[],
    readonly keys: readonly unknown[],
    /** A Set's are its keys. */
    readonly values: readonly unknown[],
  ) {
    this.size = keys.length;
  }

  at(index: number): SlotView {
    const isMap = this.values !== this.keys;
    return {
      name: `e:${this.numbers[index] ?? -1}`,
      value: this.values[index],
      key: isMap ? this.keys[index] : undefined,
      hasKey: isMap,
      bits: undefined,
      reason: undefined,
    };
  }

  differences(before: Contents, tell: (before: SlotView | undefined, after: SlotView | undefined) => void): void {
    if (!(before instanceof Entries)) return;
    let old = 0;
    for (let i = 0; i < this.size || old < before.size;) {
      const number = this.numbers[i] ?? Infinity;
      const oldNumber = before.numbers[old] ?? Infinity;
      if (number === oldNumber) {
        if (!same(this.values[i], before.values[old])) tell(before.at(old), this.at(i));
        i++;
        old++;
      } else if (oldNumber < number) tell(before.at(old++), undefined);
      else tell(undefined, this.at(i++));
    }
  }

  children(visit: (child: unknown, slot: number) => void): void {
    for (let i = 0; i < this.size; i++) {
      visit(this.values[i], i);
      if (this.values !== this.keys) visit(this.keys[i], i);
    }
  }
}

const forEachOfMap = uncurry(Map.prototype.forEach) as (
  map: object,
  visit: (value: unknown, key: unknown) => void,
) => void;
const forEachOfSet = uncurry(Set.prototype.forEach) as (set: object, visit: (value: unknown) => void) => void;

/** The present entries; `last` itself if they are the same, in the same order. */
export function observeEntries(tracked: Tracked, last: Contents | undefined): Contents {
  const keys: unknown[] = [];
  let values: unknown[] = keys;
  if (tracked.kind === 'map') {
    const found: unknown[] = (values = []);
    forEachOfMap(tracked.object, (value, key) => {
      append(keys, key);
      append(found, value);
    });
  } else forEachOfSet(tracked.object, (value) => append(keys, value));
  const numbering = tracked.rare?.numbering;
  if (numbering === undefined && last instanceof Entries && sameLists(last.keys, keys)) {
    if (last.values === last.keys || sameLists(last.values, values)) return last;
    return new Entries(last.numbers, last.keys, values);
  }
  const numbers = number(tracked, keys, (numbering ?? last) as Entries | undefined);
  if (numbering !== undefined) rareOf(tracked).numbering = undefined;
  const isSame = last instanceof Entries && sameLists(last.numbers, numbers) && sameLists(last.values, values);
  return isSame ? last : new Entries(numbers, keys, values);
}

function sameLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i])) return false;
  return true;
}

/** Gives the keys the numbers they had, as long as they come in the same order, and new ones to the rest. */
function number(tracked: Tracked, keys: readonly unknown[], before: Entries | undefined): readonly number[] {
  const places = new SafeMap<unknown, number>();
  if (before !== undefined) for (let i = 0; i < before.size; i++) places.set(before.keys[i], i);
  const numbers: number[] = [];
  let last = -1;
  let isOrdered = true;
  for (let i = 0; i < keys.length; i++) {
    const place = places.get(keys[i]) ?? -1;
    // Once a key is new, all after it were added later still.
    if (isOrdered && place > last) {
      append(numbers, before?.numbers[place] ?? 0);
      last = place;
    } else {
      isOrdered = false;
      append(numbers, rareOf(tracked).nextNumber++);
    }
  }
  return numbers;
}

const setInMap = uncurry(Map.prototype.set);
const clearMap = uncurry(Map.prototype.clear);
const addToSet = uncurry(Set.prototype.add);
const clearSet = uncurry(Set.prototype.clear);

/** Makes the collection hold the entries that are asked for as they were, in order, and the others as they are. */
export function writeEntries(
  tracked: Tracked,
  now: Entries,
  then: Entries,
  asked: { has(name: string): boolean } | undefined,
): void {
  const wanted = asked === undefined ? then : merge(now, then, asked);
  const isSet = tracked.kind === 'set';
  // New values for the same keys need no change of order.
  const inPlace = !isSet && sameLists(now.keys, wanted.keys);
  if (!inPlace) {
    if (isSet) clearSet(tracked.object);
    else clearMap(tracked.object);
  }
  for (let i = 0; i < wanted.size; i++) {
    if (isSet) addToSet(tracked.object, wanted.keys[i]);
    else if (!inPlace || !same(now.values[i], wanted.values[i])) {
      setInMap(tracked.object, wanted.keys[i], wanted.values[i]);
    }
  }
  rareOf(tracked).numbering = wanted;
}

/** Both are in ascending order of their numbers; a key that would be there twice stays where it is asked for. */
function merge(now: Entries, then: Entries, asked: { has(name: string): boolean }): Entries {
  const numbers: number[] = [];
  const keys: unknown[] = [];
  const values: unknown[] = [];
  const take = (from: Entries, index: number) => {
    append(numbers, from.numbers[index] ?? 0);
    append(keys, from.keys[index]);
    append(values, from.values[index]);
  };
  const askedKeys = new SafeMap<unknown, true>();
  for (let i = 0; i < then.size; i++) if (asked.has(`e:${then.numbers[i] ?? -1}`)) askedKeys.set(then.keys[i], true);
  let old = 0;
  for (let i = 0; i < now.size || old < then.size;) {
    const number = now.numbers[i] ?? Infinity;
    const oldNumber = then.numbers[old] ?? Infinity;
    if (oldNumber <= number) {
      if (asked.has(`e:${oldNumber}`)) take(then, old);
      else if (oldNumber === number) take(now, i);
      old++;
      if (oldNumber === number) i++;
    } else {
      if (!asked.has(`e:${number}`) && !askedKeys.has(now.keys[i])) take(now, i);
      i++;
    }
  }
  return new Entries(numbers, keys, now.keys === now.values ? keys : values);
}
