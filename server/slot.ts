/** The parts of a slot, which is a value alone or a value with details. */
import type { Slot, SlotDetail, Value } from './value';

export function detailOf(slot: Slot | null | undefined): SlotDetail | undefined {
  return typeof slot === 'object' && slot?.type === 'slot' ? slot : undefined;
}

export function valueOf(slot: Slot): Value {
  return typeof slot === 'object' && slot?.type === 'slot' ? slot.value : slot;
}

export function keyOf(slot: Slot | null | undefined): Value | undefined {
  return detailOf(slot)?.key;
}

/** The reason why a binding has no value that could be read, if it is so. */
export function unavailability(slot: Slot | null): string | undefined {
  if (slot === null) return undefined;
  const value = valueOf(slot);
  return typeof value === 'object' && value?.type === 'unavailable' ? value.reason : undefined;
}
