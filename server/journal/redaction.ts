/**
 * Keeps secrets out of what is written: the contents of places whose names are those of secrets, and of the objects
 * found there, become `redacted` values.
 *
 * A redacted value carries a digest under a key that is never written to disk. So a value can be told from another one,
 * and a rollback to it can be proved, by whoever has the key; and nobody can find it out by trying.
 */
import { createHmac } from 'node:crypto';
import { keyOf } from '../slot';
import type {
  Capture,
  Description,
  ObjectId,
  ObjectInfo,
  Origin,
  OwnerChanges,
  Slot,
  SlotChange,
  Value,
} from '../value';
import { JOURNALED } from './journaledOperations';
import type { Operation } from './record';
import type { SecretNames } from './secretNames';

/** Slots that say how an object is built, which a rollback has to know. */
const STRUCTURE: ReadonlySet<string> = new Set(['i:length', 'i:extensible', 'i:prototype', 'i:order']);

const OPEN: ReadonlySet<string> = new Set(['object', 'undefined', 'unavailable', 'redacted']);

export class Redaction {
  /** Whether an object is a secret's, as decided when it was first told of: it stays so, as its slots do. */
  readonly #secret = new Map<ObjectId, boolean>();

  constructor(
    private readonly names: SecretNames,
    private readonly key: string,
  ) {}

  /** The parameters of a journaled request, without secrets; the same ones where there are none. */
  redacted(method: string, params: Operation['params']): Operation['params'] {
    let result = params;
    for (const name of JOURNALED[method] ?? []) {
      const reading = params[name] as Capture | Description | undefined;
      if (reading === undefined) continue;
      const safe = this.#reading(reading);
      if (safe !== reading) result = { ...result, [name]: safe };
    }
    return result;
  }

  #reading<R extends Capture | Description>(reading: R): R {
    this.#decide(reading.objects);
    const objects = mapped(reading.objects, (info) => this.#info(info));
    const changes = mapped(reading.changes, (changed) => this.#changes(changed));
    return objects === reading.objects && changes === reading.changes ? reading : { ...reading, objects, changes };
  }

  #decide(objects: readonly ObjectInfo[]): void {
    const fresh = new Map<ObjectId, ObjectInfo>();
    for (const info of objects) if (!this.#secret.has(info.id)) fresh.set(info.id, info);
    for (const first of fresh.values()) {
      const way: ObjectId[] = [];
      let secret: boolean | undefined;
      for (let info: ObjectInfo | undefined = first; info !== undefined && secret === undefined;) {
        secret = this.#secret.get(info.id);
        if (secret !== undefined || way.includes(info.id)) break;
        way.push(info.id);
        const { origin }: ObjectInfo = info;
        if (this.#isSecretPlace(origin)) secret = true;
        else if ('frame' in origin) secret = false;
        else {
          secret = this.#secret.get(origin.object);
          info = fresh.get(origin.object);
        }
      }
      for (const id of way) this.#secret.set(id, secret ?? false);
    }
  }

  #isSecretPlace(origin: Origin): boolean {
    return 'frame' in origin ? this.names.has(origin.name) : this.#isSecretSlot(origin.slot, origin.key);
  }

  /** A symbol's slot has only a number for a name. */
  #isSecretSlot(slot: string, key: Value | undefined): boolean {
    if (typeof key === 'string') return this.names.has(key);
    return (slot.startsWith('p:') || slot.startsWith('#:')) && this.names.has(slot.slice(2));
  }

  #info(info: ObjectInfo): ObjectInfo {
    const { origin } = info;
    if ('frame' in origin || origin.key === undefined || this.#secret.get(origin.object) !== true) return info;
    return { ...info, origin: { ...origin, key: this.#value(origin.key) } };
  }

  #changes(changed: OwnerChanges): OwnerChanges {
    const { owner } = changed;
    const isSecret =
      'object' in owner
        ? this.#secret.get(owner.object) === true
          ? (name: string) => !STRUCTURE.has(name)
          : (name: string, slot: Slot | null) => this.#isSecretSlot(name, entryKey(name, slot))
        : (name: string) => this.names.has(name);
    const slots = mapped(changed.slots, (change): SlotChange => {
      const [name, after, before] = change;
      if (!isSecret(name, after ?? before ?? null)) return change;
      const whole = 'object' in owner && this.#secret.get(owner.object) === true ? 'with its key' : 'value';
      const safe = [after, before].map((slot) => (slot === undefined ? undefined : this.#slot(slot, whole)));
      const [safeAfter = null, safeBefore] = safe;
      if (safeAfter === after && safeBefore === before) return change;
      return safeBefore === undefined ? [name, safeAfter] : [name, safeAfter, safeBefore];
    });
    return slots === changed.slots ? changed : { owner, slots };
  }

  #slot(slot: Slot | null, what: 'value' | 'with its key'): Slot | null {
    if (slot === null || typeof slot !== 'object' || slot.type !== 'slot')
      return slot === null ? null : this.#value(slot);
    const value = this.#value(slot.value);
    return what === 'value' || slot.key === undefined
      ? { ...slot, value }
      : { ...slot, value, key: this.#value(slot.key) };
  }

  /** Which object it is, and whether there is anything, is no secret. */
  #value(value: Value): Value {
    if (value === null || typeof value === 'boolean') return value;
    return typeof value === 'object' && OPEN.has(value.type) ? value : this.#digest(value);
  }

  #digest(value: Value): Value {
    const digest = createHmac('sha256', this.key).update(JSON.stringify(value)).digest('base64url');
    return { type: 'redacted', digest };
  }
}

/** The key of an entry that has one of its own; an element of a Set is a content, not a name. */
function entryKey(name: string, slot: Slot | null): Value | undefined {
  return typeof slot === 'object' && slot?.type === 'slot' && slot.key !== undefined ? keyOf(name, slot) : undefined;
}

/** The same list where nothing in it became another. */
function mapped<T>(items: readonly T[], change: (item: T) => T): readonly T[] {
  let result: T[] | undefined;
  for (const [index, item] of items.entries()) {
    const next = change(item);
    if (next === item) continue;
    result ??= [...items];
    result[index] = next;
  }
  return result ?? items;
}
