/** The parts of a slot, which is a value alone or a value with details. */
import type { Slot, SlotDetail, Value } from './value';

export function detailOf(slot: Slot | null | undefined): SlotDetail | undefined {
  return typeof slot === 'object' && slot?.type === 'slot' ? slot : undefined;
}

export function valueOf(slot: Slot): Value {
  return typeof slot === 'object' && slot?.type === 'slot' ? slot.value : slot;
}

/** The key that tells a slot from others of its kind: that of a Map entry, the element of a Set. */
export function keyOf(name: string, slot: Slot | null | undefined): Value | undefined {
  const key = detailOf(slot)?.key;
  return key === undefined && name.startsWith('e:') && slot !== undefined && slot !== null ? valueOf(slot) : key;
}

/** An accessor's functions are what its place holds and what is written back; it is never called, and so has no value. */
export function isAccessor(slot: Slot | null): boolean {
  const detail = detailOf(slot);
  return detail?.get !== undefined || detail?.set !== undefined;
}

/** The reason why a binding has no value that could be read, if it is so. */
export function unavailability(slot: Slot | null): string | undefined {
  if (slot === null) return undefined;
  const value = valueOf(slot);
  return typeof value === 'object' && value?.type === 'unavailable' ? value.reason : undefined;
}
