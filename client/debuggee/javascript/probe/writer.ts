/**
 * Writes what was found as JSON text, packed as `client/debuggee/packedReading.ts` describes it. By itself: the program
 * may have patched what `JSON.stringify` would ask for.
 */
import { reasonOf, type SlotView, type Tracked } from './model';
import { ACCESSOR, Accessor } from './memento';
import { type Registry } from './registry';
import {
  bigintText,
  charCodeAt,
  is,
  isObject,
  quote,
  SafeMap,
  sourceOf,
  startsWith,
  substring,
  symbolText,
  text as textOf,
  toStringIn,
} from './safe';
import { attributesText, isFixed } from './slots';
import { Unavailable } from './unavailable';

/** A longer string travels as its beginning and a digest. */
const LONGEST_STRING = 10_000;
const SHOWN_OF_LONG_STRING = 1_000;

/** Where an object was found: in a slot of another, or in a binding of an activation. */
export interface Place {
  /** See `ownerNumber`. */
  readonly owner: number;
  readonly name: string;
  readonly hasKey: boolean;
  readonly key: unknown;
}

/** An activation as the owner of bindings; an object is its id. */
export function ownerNumber(activation: number): number {
  return -1 - activation;
}

export class Writer {
  /** The names that this report mentions, by number. */
  #numbers = new SafeMap<string, number>();
  #count = 0;
  #names = '';

  /** @param reference called with each object that is referred to */
  constructor(
    readonly registry: Registry,
    readonly className: (object: object) => string,
    readonly reference: (tracked: Tracked) => void,
  ) {}

  /** A new report. */
  begin(): void {
    this.#numbers = new SafeMap();
    this.#count = 0;
    this.#names = '';
  }

  /** What the numbers of names mean, once everything else is written. */
  names(): string {
    return `[${this.#names}]`;
  }

  value(value: unknown): string {
    switch (typeof value) {
      case 'string':
        return value.length > LONGEST_STRING ? longString(value) : quote(value);
      case 'number':
        return numberText(value);
      case 'boolean':
        return value ? 'true' : 'false';
      case 'undefined':
        return '{"type":"undefined"}';
      case 'bigint':
        return `{"type":"bigint","text":"${bigintText(value)}"}`;
      case 'symbol':
        return `{"type":"symbol","id":${this.registry.symbolId(value)},"text":${quote(symbolText(value))}}`;
      default:
        return Unavailable.is(value) ? `{"type":"unavailable","reason":${quote(value.reason)}}` : this.#object(value);
    }
  }

  #object(value: unknown): string {
    if (!isObject(value)) return 'null';
    const tracked = this.registry.get(value);
    if (tracked === undefined) return '{"type":"unavailable","reason":"it was not followed"}';
    this.reference(tracked);
    return `[${tracked.id},${this.#className(tracked)}]`;
  }

  #className(tracked: Tracked): number {
    return this.#number((tracked.className ??= this.className(tracked.object)));
  }

  #number(name: string): number {
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#count++;
      this.#numbers.set(name, number);
      this.#names += number === 0 ? quote(name) : `,${quote(name)}`;
    }
    return number;
  }

  /** The name of a slot or a binding. */
  name(name: string): string {
    if (startsWith(name, 'e:')) return quote(name);
    const element = elementOf(name);
    return `${element < 0 ? this.#number(name) : -1 - element}`;
  }

  /** What a place holds: a null there is told with details, since a bare one says that nothing is there. */
  content(value: unknown): string {
    return value === null ? '{"type":"slot","value":null}' : this.value(value);
  }

  slot(slot: SlotView | undefined): string {
    if (slot === undefined) return 'null';
    const { value, bits, reason } = slot;
    if (bits === undefined && reason === undefined && !slot.hasKey) return this.content(value);
    const accessor = Accessor.is(value) && bits !== undefined && (bits & ACCESSOR) !== 0 ? value : undefined;
    let text = '{"type":"slot","value":';
    if (accessor !== undefined) text += '{"type":"unavailable","reason":"an accessor, which is not called"}';
    else text += reason === undefined ? this.value(value) : this.value(new Unavailable(reason));
    if (slot.hasKey) text += `,"key":${this.value(slot.key)}`;
    if (accessor?.get !== undefined) text += `,"get":${this.value(accessor.get)}`;
    if (accessor?.set !== undefined) text += `,"set":${this.value(accessor.set)}`;
    if (bits !== undefined) text += `,"attributes":${quote(attributesText(bits))}`;
    if (reason !== undefined) text += `,"label":"opaque","reason":${quote(reason)}`;
    else if (isFixed(slot)) text += `,"label":"read-only","reason":${quote(FIXED)}`;
    return `${text}}`;
  }

  info(tracked: Tracked, size: number, { owner, name, hasKey, key }: Place): string {
    const described = tracked.told === 'contents' ? size : -1 - size;
    let more = hasKey ? `"key":${this.value(key)}` : '';
    if (tracked.kind === 'outside') more += `${hasKey ? ',' : ''}"label":"opaque","reason":${quote(reasonOf(tracked))}`;
    return (
      `[${tracked.id},${this.#className(tracked)},${this.#number(wireKind(tracked))},${described},` +
      `${owner},${this.name(name)}${more === '' ? '' : `,{${more}}`}]`
    );
  }
}

/** The index that a slot's name is of; -1 if it is of none. */
function elementOf(name: string): number {
  const first = charCodeAt(name, 2);
  if (!(first >= 48 && first <= 57) || !startsWith(name, 'p:')) return -1;
  const digits = substring(name, 2);
  const index = (digits as unknown as number) >>> 0;
  return textOf(index) === digits ? index : -1;
}

export const FIXED = 'it is not writable and not configurable, so it cannot change';

function wireKind(tracked: Tracked): string {
  switch (tracked.kind) {
    case 'view':
      return 'buffer';
    case 'sealed':
      return 'object';
    case 'outside':
      return 'opaque';
    default:
      return tracked.kind;
  }
}

function numberText(value: number): string {
  if (is(value, -0)) return '{"type":"number","text":"-0"}';
  if (value - value === 0) return toStringIn(value);
  return `{"type":"number","text":"${toStringIn(value)}"}`;
}

function longString(value: string): string {
  const text = quote(substring(value, 0, SHOWN_OF_LONG_STRING));
  return `{"type":"string","text":${text},"length":${value.length},"digest":"${digest(value)}"}`;
}

/** Two 32-bit FNV-1a hashes with different seeds: enough to tell one text of a program from another. */
function digest(value: string): string {
  let a = 0x811c9dc5;
  let b = 0x01000193;
  for (let i = 0; i < value.length; i++) {
    const unit = charCodeAt(value, i);
    a = Math.imul(a ^ unit, 0x01000193);
    b = Math.imul(b ^ unit, 0x85ebca6b);
  }
  return toStringIn(a >>> 0, 36) + toStringIn(b >>> 0, 36);
}

/** A short text for a value, without asking it. */
export function shortText(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return quote(substring(value, 0, 200));
    case 'number':
      return is(value, -0) ? '-0' : toStringIn(value);
    case 'bigint':
      return `${bigintText(value)}n`;
    case 'symbol':
      return symbolText(value);
    case 'function':
      return substring(sourceOf(value), 0, 200);
    case 'object':
      return value === null ? 'null' : 'object';
    default:
      return String(value);
  }
}
