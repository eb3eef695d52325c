/** What differs between two readings of one owner. */
import { detailOf } from '../../../server/slot';
import type { Slot, SlotChange, Value } from '../../../server/value';
import type { Contents, Reading } from './reading';

export function differences(before: Contents | undefined, after: Contents): SlotChange[] {
  const changes: SlotChange[] = [];
  for (const [name, { slot }] of after) {
    const earlier = before?.get(name);
    if (earlier !== undefined && sameSlot(earlier.slot, slot)) continue;
    changes.push(before === undefined ? [name, slot] : [name, slot, earlier?.slot ?? null]);
  }
  for (const [name, { slot }] of before ?? []) if (!after.has(name)) changes.push([name, null, slot]);
  return changes;
}

/** The same readings, of which it is not known what they hold now. */
export function unknownContents(contents: Contents, reason: string): Contents {
  return new Map([...contents].map(([name, reading]) => [name, unknownReading(reading, reason)]));
}

export function unknownReading(reading: Reading, reason: string): Reading {
  return {
    ...reading,
    text: '',
    slot: { type: 'slot', value: { type: 'unavailable', reason }, label: 'truncated', reason },
  };
}

function sameSlot(one: Slot, other: Slot): boolean {
  if (Object.is(one, other)) return true;
  const [first, second] = [detailOf(one), detailOf(other)];
  if (first?.label !== second?.label || first?.reason !== second?.reason) return false;
  return sameValue(plain(one), plain(other));
}

function plain(slot: Slot): Value {
  return typeof slot === 'object' && slot?.type === 'slot' ? slot.value : slot;
}

function sameValue(one: Value, other: Value): boolean {
  return Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other);
}
