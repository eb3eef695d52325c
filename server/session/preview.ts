/**
 * Objects as people recognize them: their class and first members, one level deep and on one line, in the state of one
 * version. Only what is known already is shown; nothing is asked of the debuggee for it.
 */
import { describeValue } from '../describeValue';
import { keyOf, valueOf } from '../slot';
import type { ObjectId, ObjectInfo, Slot, Value } from '../value';
import type { StateView } from './stateView';

const MOST_MEMBERS = 5;
/** In characters; the member that passes it is the last one. */
const ENOUGH = 60;

/** Gives a value with what is known of its contents; a value that is no object as it is. */
export type Preview = (value: Value) => Value;

/** As of the state's version. */
export function previewIn(state: StateView, info: (object: ObjectId) => ObjectInfo | undefined): Preview {
  return (value) => {
    if (value === null || typeof value !== 'object' || value.type !== 'object') return value;
    const object = info(value.id);
    if (object?.described !== true || !state.has({ object: value.id })) return value;
    const preview = previewOf(object, state);
    return preview === undefined ? value : { ...value, preview };
  };
}

function previewOf(object: ObjectInfo, state: StateView): string | undefined {
  const name = object.class;
  const slot = (slotName: string): Slot | undefined => state.get({ object: object.id }, slotName);
  switch (object.kind) {
    case 'array':
    case 'buffer':
      return elements(object, state);
    case 'map':
    case 'set':
      return entries(object, state);
    case 'error':
      return `${name}: ${describeMember(slot('p:message'))}`;
    case 'date':
      return `${name} ${dateText(slot('i:time'))}`;
    case 'boxed':
      return `${name} {${describeMember(slot('i:value'))}}`;
    case 'object': {
      const members = firstMembers(state, object, (slotName, content) =>
        /^[ps#]:/u.test(slotName) ? `${memberName(slotName)}: ${describeMember(content)}` : undefined,
      );
      return name === 'Object' ? members : `${name} ${members}`;
    }
    default:
      return undefined;
  }
}

/** `Array(3) [1, 2, …]`. The elements are asked for one by one: an array has them by the million. */
function elements({ id, class: name, size }: ObjectInfo, state: StateView): string {
  const told = state.get({ object: id }, 'i:length');
  const length = typeof told === 'number' ? told : size;
  const members: string[] = [];
  for (let index = 0; index < length && !isEnough(members); index++) {
    const content = state.get({ object: id }, `p:${index}`);
    members.push(content === undefined ? 'empty' : describeMember(content));
  }
  return `${name}(${length}) [${list(members, members.length < length)}]`;
}

function entries(object: ObjectInfo, state: StateView): string {
  const members = firstMembers(state, object, (slotName, content) => {
    if (!slotName.startsWith('e:')) return undefined;
    const key = describeMember(keyOf(slotName, content));
    return object.kind === 'set' ? key : `${key} → ${describeMember(content)}`;
  });
  return `${object.class} ${members}`;
}

function firstMembers(
  state: StateView,
  { id }: ObjectInfo,
  describe: (slotName: string, content: Slot) => string | undefined,
): string {
  const members: string[] = [];
  for (const [slotName, content] of state.eachSlot({ object: id })) {
    const member = describe(slotName, content);
    if (member === undefined) continue;
    if (isEnough(members)) return `{${list(members, true)}}`;
    members.push(member);
  }
  return `{${list(members, false)}}`;
}

function isEnough(members: readonly string[]): boolean {
  return members.length >= MOST_MEMBERS || members.reduce((length, member) => length + member.length, 0) > ENOUGH;
}

function list(members: readonly string[], hasMore: boolean): string {
  return [...members, ...(hasMore ? ['…'] : [])].join(', ');
}

function memberName(slotName: string): string {
  const name = slotName.slice(2);
  if (slotName.startsWith('#')) return `#${name}`;
  return slotName.startsWith('s') ? '[symbol]' : name;
}

/** An object in an object is told by its class alone, an accessor is not called. */
function describeMember(content: Slot | undefined): string {
  if (content === undefined) return '…';
  if (typeof content === 'object' && content?.type === 'slot' && (content.get ?? content.set) !== undefined)
    return '(accessor)';
  const value = valueOf(content);
  if (typeof value === 'string')
    return describeValue(value.length > LONGEST_TEXT ? `${value.slice(0, LONGEST_TEXT)}…` : value);
  if (value === null || typeof value !== 'object' || value.type !== 'object') return describeValue(value);
  return value.class === 'Object' ? '{…}' : value.class === 'Array' ? '[…]' : value.class;
}

const LONGEST_TEXT = 24;

function dateText(time: Slot | undefined): string {
  if (typeof time !== 'number') return '(invalid)';
  return new Date(time).toISOString();
}
