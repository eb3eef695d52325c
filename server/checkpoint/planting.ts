/** The writes that would give places of the present run what they held in another one, in an order that can be gone through. */
import type { Difference } from '../plan/plan';
import type { PlantedContent, PlantedWrite, Planting } from '../protocol';
import { keyOf } from '../slot';
import type { Slot, Value } from '../value';
import { type Differing, ORDER } from './differences';
import type { Making } from './making';
import { byStep, type Side } from './matching';

/** What a write is about; its place in the list is its number. */
export interface Planted {
  readonly planting: Planting;
  /** The places, in the order of the writes. */
  readonly places: readonly Differing[];
}

export function plant(places: readonly Differing[], then: Side, making: Making): Planted {
  const ordered = places.toSorted((one, other) => rank(one) - rank(other));
  const writes = ordered.map((place) => writeOf(place, then, making));
  return { planting: { made: making.made, writes }, places: ordered };
}

/** What takes away comes first, a length after the elements, the order of entries when all of them are there. */
function rank({ step, slot, target }: Differing): number {
  if (step === ORDER) return 3;
  if (slot === 'i:length') return 2;
  return target === null ? 0 : 1;
}

function writeOf(place: Differing, then: Side, making: Making): PlantedWrite {
  const { pair, step, slot, target } = place;
  const content = target === null || step === ORDER ? null : making.content(target);
  if ('frame' in pair.now)
    return { kind: 'variable', frame: pair.now.frame, name: slot, content: content ?? { value: UNDEFINED } };
  const { object } = pair.now;
  if (step === ORDER) {
    const entries = [...byStep(then, pair.then)].filter(([name]) => name.startsWith('e:'));
    return {
      kind: pair.kind === 'set' ? 'element order' : 'entry order',
      object,
      keys: entries.map(([, entry]) => contentOfKey(entry.slot, entry.content, making)),
    };
  }
  const name = slot.slice(slot.indexOf(':') + 1);
  if (slot === 'i:length' || slot === 'i:time')
    return { kind: slot === 'i:time' ? 'time' : 'length', object, content: content ?? { value: UNDEFINED } };
  if (slot.startsWith('e:')) {
    const key = contentOfKey(slot, target ?? place.now, making);
    return { kind: pair.kind === 'set' || pair.kind === 'python-set' ? 'element' : 'entry', object, key, content };
  }
  return { kind: slot.startsWith('#:') ? 'private' : 'property', object, name, content };
}

const UNDEFINED: Value = { type: 'undefined' };

/** Keys that are objects are not written. */
function contentOfKey(slot: string, content: Slot | null, making: Making): PlantedContent {
  const key = keyOf(slot, content);
  return key === undefined ? { value: UNDEFINED } : making.content(key);
}

/** A place as a plan has it. */
export function asDifference({ pair, slot, path, now, target }: Differing): Difference {
  return { owner: pair.now, slot, path, now, target };
}
