/** What the variables of the paused frame held at a moment, as rules are learned from it: names, their fields, and sizes. */
import type { Observed, Sample } from '../invariants/learned/sample';
import { keyOf, valueOf } from '../slot';
import type { ObjectId, ObjectInfo, Owner, Slot, Value } from '../value';
import { renderSlot } from './paths';
import type { StateView } from './stateView';

/** Fields of fields, and no further: rules about what is deep inside are seldom the reader's. */
const DEPTH = 2;
/** Of one object. */
const MOST_FIELDS = 20;
/** Of one collection; the items of a longer one are not looked at. */
const MOST_ITEMS = 1_000;

/** What Node gives each module, about which nobody wants rules. */
const GIVEN: ReadonlySet<string> = new Set(['exports', 'require', 'module', '__filename', '__dirname']);

export interface SampledFrame {
  readonly activation: number;
  readonly function: string;
  readonly source?: string;
}

/** @param around variables of scopes around the frame: those of its module above all. A frame's own hide them. */
export function sampleOf(
  frame: SampledFrame,
  around: readonly Pick<SampledFrame, 'activation'>[],
  state: StateView,
  info: (object: ObjectId) => ObjectInfo | undefined,
): Sample {
  const values = new Map<string, Observed>();
  const collect = (owner: Owner, prefix: string, depth: number, seen: readonly ObjectId[]): void => {
    const kind = 'object' in owner ? info(owner.object)?.kind : undefined;
    const slots = [...state.slots(owner)].filter(([name]) => 'object' in owner || !GIVEN.has(name));
    for (const [name, slot] of slots.slice(0, MOST_FIELDS)) {
      const value = valueOf(slot);
      if ('object' in owner && !isField(name, slot)) continue;
      const path = 'object' in owner ? prefix + renderSlot(name, keyOf(name, slot), kind) : name;
      const seenValue = observe(value, state, info);
      if (seenValue !== undefined) values.set(path, seenValue);
      const id = referenceIn(value);
      if (id === undefined || depth === 0 || seen.includes(id) || !hasFields(info(id))) continue;
      collect({ object: id }, path, depth - 1, [...seen, id]);
    }
  };
  for (const { activation } of [...around, frame]) collect({ frame: activation }, '', DEPTH, []);
  return { function: frame.function, ...(frame.source !== undefined && { source: frame.source }), values };
}

/** A property, or an entry of a dictionary that is told by a text. */
function isField(name: string, slot: Slot): boolean {
  return /^[p#]:/u.test(name) || (name.startsWith('e:') && typeof keyOf(name, slot) === 'string');
}

function hasFields(info: ObjectInfo | undefined): boolean {
  return info?.described === true && (info.kind === 'object' || info.kind === 'error' || info.kind === 'dict');
}

function referenceIn(value: Value): ObjectId | undefined {
  return typeof value === 'object' && value?.type === 'object' ? value.id : undefined;
}

/** Python's. */
const LITERALS: Readonly<Record<string, Observed>> = {
  True: true,
  False: false,
  None: { kind: 'nothing', text: 'None' },
};

/** Undefined for what rules are not learned about: functions, what could not be read, texts that were cut. */
function observe(
  value: Value,
  state: StateView,
  info: (object: ObjectId) => ObjectInfo | undefined,
): Observed | undefined {
  if (value === null) return { kind: 'nothing', text: 'null' };
  if (typeof value !== 'object') return value;
  if (value.type === 'undefined') return { kind: 'nothing', text: 'undefined' };
  if (value.type === 'number') return value.text === '-0' ? 0 : Number(value.text);
  if (value.type === 'float') return Number(value.text);
  if (value.type === 'literal') return LITERALS[value.text];
  if (value.type !== 'object') return undefined;
  const known = info(value.id);
  switch (known?.kind) {
    case 'array':
    case 'map':
    case 'dict':
    case 'set':
    case 'python-set':
      return known.described ? collection(value.id, known, state) : undefined;
    case 'object':
    case 'error':
    case 'date':
      return { kind: 'object', class: value.class };
    default:
      return undefined;
  }
}

function collection(id: ObjectId, info: ObjectInfo, state: StateView): Observed {
  const slots = state.slots({ object: id });
  const isList = info.kind === 'array';
  const items = [...slots].filter(([name]) => (isList ? /^p:\d+$/u.test(name) : name.startsWith('e:')));
  const told = slots.get('i:length');
  const length = isList && typeof told === 'number' ? told : items.length;
  const measure = isList ? 'length' : 'size';
  const common = { kind: 'collection' as const, class: info.class, measure, length } as const;
  return isList && length === items.length ? { ...common, ...itemsOf(items) } : common;
}

function itemsOf(items: readonly (readonly [string, Slot])[]): { items?: readonly number[] | readonly string[] } {
  if (items.length > MOST_ITEMS) return {};
  const ordered = [...items].sort(([one], [other]) => Number(one.slice(2)) - Number(other.slice(2)));
  const values = ordered.map(([, slot]) => valueOf(slot));
  if (values.every((value) => typeof value === 'number')) return { items: values };
  if (values.every((value) => typeof value === 'string')) return { items: values };
  return {};
}
