// A slot: what a cell holds, a value or nothing.

/** What a cell that is not there holds. */
export const ABSENT: unique symbol = Symbol('absent');

/** What a cell holds: a value, or nothing. */
export type Slot<V> = V | typeof ABSENT;

/** Says whether two values are the same. A value is always the same as itself. */
export type Equals<V> = (one: V, other: V) => boolean;

/** Says whether two slots are the same; an absent one is the same only as an absent one. */
export function sameSlot<V>(one: Slot<V>, other: Slot<V>, equals: Equals<V>): boolean {
  // Zero is left to `equals`, because 0 === -0.
  if (one === other && one !== 0) return true;
  return one !== ABSENT && other !== ABSENT && equals(one, other);
}

/** The value of a slot; none where it is absent. */
export function valueOf<V>(slot: Slot<V>): V | undefined {
  return slot === ABSENT ? undefined : slot;
}
