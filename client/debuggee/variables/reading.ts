/** One variable as the adapter showed it, and what the server is told of it. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { type Container } from './pages';
import { addressIn, identityIn, memoryAddress, unreadability, valueOfText } from './printedValue';
import type { Identities, Identity } from './identities';
import { markingOf } from './markings';
import type { Marking, Surroundings } from './surroundings';
import type { ActivationId, Slot, Value } from '../../../server/value';

export interface Reading {
  /** What the adapter calls it in its container. */
  readonly name: string;
  /** For a binding, the scope that it was found in. */
  readonly scope?: string;
  readonly evaluateName?: string;
  readonly type?: string;
  /** As the adapter printed it. */
  readonly text: string;
  readonly slot: Slot;
  /** A pointer is written as an address; of an object only what it holds can be. */
  readonly kind: 'value' | 'pointer' | 'object';
}

export type Contents = ReadonlyMap<string, Reading>;

/** An object that a variable leads to. */
export interface Lead {
  readonly slot: string;
  readonly identity: Identity;
  readonly container: Container;
  readonly type: string;
  /** The text that the adapter shows beside its address or instead of its parts. */
  readonly summary?: string;
  readonly inherited?: Marking;
  readonly isPointer: boolean;
  /** The call that the object is part of. */
  readonly holder?: ActivationId;
}

export interface Readings {
  readonly contents: Map<string, Reading>;
  readonly leads: Lead[];
}

export function readVariables(
  variables: readonly Dap.Variable[],
  around: Surroundings,
  identities: Identities,
  into: Readings = { contents: new Map(), leads: [] },
): Readings {
  const names = new Map<string, number>();
  for (const { name } of variables) names.set(name, (names.get(name) ?? 0) + 1);
  // What lies in the variables themselves is known before pointers lead to it.
  for (const variable of variables) if (isPlain(variable)) identify(variable, '', around.holder, identities);
  for (const variable of variables) {
    const slot = freeName(slotName(variable.name, around.owner), into.contents);
    const isAmbiguous = (names.get(variable.name) ?? 0) > 1;
    const { reading, lead } = read(variable, slot, around, isAmbiguous, identities);
    into.contents.set(slot, reading);
    if (lead !== undefined) into.leads.push(lead);
  }
  return into;
}

/** Whether it lies at an address that is shown, and is no pointer. */
function isPlain({ value, variablesReference, memoryReference }: Dap.Variable): boolean {
  if (variablesReference <= 0 || addressIn(value) !== undefined) return false;
  return identityIn(value) !== undefined || memoryReference !== undefined;
}

function read(
  variable: Dap.Variable,
  slot: string,
  around: Surroundings,
  isAmbiguous: boolean,
  identities: Identities,
): { reading: Reading; lead?: Lead } {
  const { name, type, evaluateName } = variable;
  const text = variable.value;
  const marking = markingOf(variable, around, isAmbiguous);
  const described = {
    name,
    ...(around.scope !== undefined && { scope: around.scope }),
    ...(evaluateName !== undefined && { evaluateName }),
    ...(type !== undefined && { type }),
    text,
  };
  const value = (slotValue: Value, kind: Reading['kind'] = 'value'): { reading: Reading } => ({
    reading: { ...described, slot: marked(slotValue, marking), kind },
  });
  if (marking?.label === 'lazy') return value({ type: 'unavailable', reason: marking.reason });
  const address = addressIn(text);
  if (address === '0x0') return value(null, 'pointer');
  if (variable.variablesReference <= 0) {
    const unreadable = unreadability(text, type);
    if (unreadable !== undefined) return value({ type: 'unavailable', reason: unreadable });
    return value(valueOfText(text, type), address === undefined ? 'value' : 'pointer');
  }
  const identity = identify(variable, `${around.place}/${slot}`, around.holder, identities);
  const { variablesReference, namedVariables, indexedVariables } = variable;
  const summary = summaryIn(text, type);
  if (marking?.extent === 'beside-elements' && summary !== undefined) return value(valueOfText(summary, type));
  const isPointer = address !== undefined;
  const passedOn = passedTo(marking, around, isPointer);
  const object: Value = { type: 'object', id: identity.id, class: identity.class };
  return {
    ...(isPointer
      ? value(object, 'pointer')
      : { reading: { ...described, slot: marked(object, marking ?? ONLY_PARTS), kind: 'object' } }),
    lead: {
      slot,
      identity,
      container: { variablesReference, namedVariables, indexedVariables },
      type: type ?? '',
      ...(summary !== undefined && { summary }),
      ...(passedOn !== undefined && { inherited: passedOn }),
      isPointer,
      ...(!isPointer && around.holder !== undefined && { holder: around.holder }),
    },
  };
}

const ONLY_PARTS: Marking = { label: 'read-only', reason: 'only what it holds can be written, not the object itself' };

function passedTo(marking: Marking | undefined, { inherited }: Surroundings, isPointer: boolean): Marking | undefined {
  if (marking?.extent === undefined || (isPointer && marking.extent === 'parts')) return undefined;
  return marking === inherited && marking.extent === 'beside-elements' ? { ...marking, extent: 'everything' } : marking;
}

/** A null is told with details, since a bare one says that nothing is there. */
function marked(value: Value, marking: Marking | undefined): Slot {
  if (marking === undefined) return value ?? { type: 'slot', value };
  const { label, reason } = marking;
  return { type: 'slot', value, label, reason };
}

function identify(
  variable: Dap.Variable,
  place: string,
  holder: ActivationId | undefined,
  identities: Identities,
): Identity {
  const { value: text, type = 'object', memoryReference } = variable;
  const address = addressIn(text);
  if (address !== undefined) return identities.byAddress(address, type);
  const own = identityIn(text) ?? (memoryReference === undefined ? undefined : memoryAddress(memoryReference));
  if (own !== undefined)
    return holder === undefined ? identities.byAddress(own, type) : identities.held(own, type, holder);
  return identities.byPlace(place, type);
}

/** A text that is not a list of the object's parts, such as `"Ada"` of a string object or of a pointer to characters. */
function summaryIn(text: string, type: string | undefined): string | undefined {
  if ((type ?? '').endsWith(']')) return undefined;
  return /^(?:0x[0-9a-f]+)?\s*(?<summary>"[\s\S]*)$/i.exec(text)?.groups?.['summary'];
}

function slotName(name: string, owner: 'frame' | 'object'): string {
  if (owner === 'frame') return name;
  return `p:${/^\[(\d+)\]$/.exec(name)?.[1] ?? name}`;
}

function freeName(name: string, taken: ReadonlyMap<string, unknown>): string {
  if (!taken.has(name)) return name;
  for (let number = 2; ; number++) if (!taken.has(`${name}#${number}`)) return `${name}#${number}`;
}

/** Whether both print the same value; what is shown beside a pointer's address is not its own. */
export function printsSame(one: Reading, other: Reading): boolean {
  if (one.kind !== 'pointer' || other.kind !== 'pointer') return one.text === other.text;
  return (addressIn(one.text) ?? one.text) === (addressIn(other.text) ?? other.text);
}
