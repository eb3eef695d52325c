/** Writes what was found as JSON text, by itself: the program may have patched what `JSON.stringify` would ask for. */
import { reasonOf, type RootBinding, type SlotView, type Tracked } from './model';
import { ACCESSOR, Accessor } from './memento';
import { type Registry } from './registry';
import { bigintText, charCodeAt, is, isObject, quote, sourceOf, substring, symbolText, toStringIn } from './safe';
import { attributesText, isFixed } from './slots';
import { Unavailable } from './unavailable';

/** A longer string travels as its beginning and a digest. */
const LONGEST_STRING = 10_000;
const SHOWN_OF_LONG_STRING = 1_000;

export class Writer {
  /** @param reference called with each object that is referred to */
  constructor(
    readonly registry: Registry,
    readonly className: (object: object) => string,
    readonly reference: (tracked: Tracked) => void,
  ) {}

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
    return `{"type":"object","id":${tracked.id},"class":${quote(this.#className(tracked))}}`;
  }

  #className(tracked: Tracked): string {
    return (tracked.className ??= this.className(tracked.object));
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

  info(tracked: Tracked, described: boolean, size: number, extra: string): string {
    const isOpaque = tracked.kind === 'outside';
    const label = isOpaque ? `,"label":"opaque","reason":${quote(reasonOf(tracked))}` : '';
    return (
      `{"id":${tracked.id},"class":${quote(this.#className(tracked))},"kind":"${wireKind(tracked)}",` +
      `"origin":${extra},"described":${described ? 'true' : 'false'},"size":${size}${label}}`
    );
  }

  bindingOrigin(binding: RootBinding): string {
    return `{"frame":${binding.frame},"name":${quote(binding.name)}}`;
  }
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
