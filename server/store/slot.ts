// A slot: what a cell holds, a value or nothing.

/** What a cell that is not there holds. Values are plain data, and so no symbols. */
export const ABSENT: unique symbol = Symbol('absent');

/** What a cell holds: a value, or nothing. */
export type Slot<V> = V | typeof ABSENT;

/** Says whether two values are the same. A value is always the same as itself. */
export type Equals<V> = (one: V, other: V) => boolean;

/** True where a cell holds nothing. Of what a cell may hold, only that is a symbol, and a type is faster told than an identity. */
export function isAbsent<V>(slot: Slot<V>): slot is typeof ABSENT {
  return typeof slot === 'symbol';
}

/** Says whether two slots are the same; an absent one is the same only as an absent one. */
export function sameSlot<V>(one: Slot<V>, other: Slot<V>, equals: Equals<V>): boolean {
  if (isAbsent(one) || isAbsent(other)) return one === other;
  return equals(one, other);
}

/** The value of a slot; none where it is absent. */
export function valueOf<V>(slot: Slot<V>): V | undefined {
  return isAbsent(slot) ? undefined : slot;
}
