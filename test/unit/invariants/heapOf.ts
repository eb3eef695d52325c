/** States written by hand: JavaScript values told as the objects and slots that a probe would send of them. */
import type { Resolution, StateSource } from '../../../server/invariants/schemaRule';
import type { ObjectId, ObjectInfo, ObjectKind, Slot, SlotDetail, Value } from '../../../server/value';

/** A slot that is given as it is, where a value does not tell it. */
export class Raw {
  constructor(readonly slot: Slot) {}
}

export function raw(slot: Slot): Raw {
  return new Raw(slot);
}

export class Heap implements StateSource {
  readonly #ids = new Map<object, ObjectId>();
  readonly #infos = new Map<ObjectId, ObjectInfo>();
  readonly #slots = new Map<ObjectId, readonly (readonly [string, Slot])[]>();
  readonly #bindings = new Map<string, Slot>();
  readonly #hidden = new Set<ObjectId>();
  /** Which objects were looked at. */
  readonly asked = new Set<ObjectId>();

  constructor(bindings: Record<string, unknown>) {
    for (const [name, value] of Object.entries(bindings)) this.#bindings.set(name, this.#slot(value));
  }

  id(object: object): ObjectId {
    const id = this.#ids.get(object);
    if (id === undefined) throw new Error('This object is not in the heap.');
    return id;
  }

  hide(object: object): void {
    this.#hidden.add(this.id(object));
  }

  describe(id: ObjectId): void {
    this.#hidden.delete(id);
  }

  amend(object: object, change: Partial<ObjectInfo>): void {
    const info = this.#infos.get(this.id(object));
    if (info !== undefined) this.#infos.set(info.id, { ...info, ...change });
  }

  slots(object: ObjectId): Iterable<readonly [string, Slot]> | 'not-described' {
    this.asked.add(object);
    return this.#hidden.has(object) ? 'not-described' : (this.#slots.get(object) ?? []);
  }

  info(object: ObjectId): ObjectInfo | undefined {
    return this.#infos.get(object);
  }

  /** Only bindings and their properties. */
  resolve(path: string): Resolution {
    const [binding = '', ...names] = path.split('.');
    let slot = this.#bindings.get(binding);
    for (const name of names) {
      const value = slot as Value | undefined;
      if (typeof value !== 'object' || value?.type !== 'object') return { kind: 'absent' };
      if (this.#hidden.has(value.id)) return { kind: 'needs', objects: [value.id] };
      slot = this.#slots.get(value.id)?.find(([key]) => key === `p:${name}`)?.[1];
    }
    return slot === undefined ? { kind: 'absent' } : { kind: 'found', slot };
  }

  #slot(value: unknown): Slot {
    return value instanceof Raw ? value.slot : this.#value(value);
  }

  #value(value: unknown): Value {
    if (value === undefined) return { type: 'undefined' };
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
    if (typeof value === 'bigint') return { type: 'bigint', text: String(value) };
    if (typeof value === 'symbol') return { type: 'symbol', id: 999, text: value.description ?? '' };
    if (typeof value === 'number') return number(value);
    const known = this.#ids.get(value);
    return { type: 'object', id: known ?? this.#add(value), class: value.constructor.name };
  }

  #add(object: object): ObjectId {
    const id = this.#ids.size + 1;
    this.#ids.set(object, id);
    const slots = [...this.#contents(object), ...this.#properties(object)];
    this.#slots.set(id, slots);
    this.#infos.set(id, {
      id,
      class: object.constructor.name,
      kind: kindOf(object),
      origin: { frame: 1, name: 'x' },
      described: true,
      size: slots.length,
    });
    return id;
  }

  #contents(object: object): (readonly [string, Slot])[] {
    if (object instanceof Date) return [['i:time', number(object.getTime())]];
    if (object instanceof Number || object instanceof String) return [['i:value', this.#value(object.valueOf())]];
    if (object instanceof Set) return [...object].map((item, index) => [`e:${index}`, this.#slot(item)]);
    // Told from the last to the first: their numbers say their order.
    if (object instanceof Map)
      return [...object]
        .map(([key, value], index): [string, SlotDetail] => [
          `e:${index}`,
          { type: 'slot', value: this.#value(value), key: this.#value(key) },
        ])
        .reverse();
    return Array.isArray(object) ? [['i:length', object.length]] : [];
  }

  #properties(object: object): (readonly [string, Slot])[] {
    if (typeof object === 'function' || object instanceof String) return [];
    return Object.entries(Object.getOwnPropertyDescriptors(object))
      .filter(([name]) => !(Array.isArray(object) && name === 'length'))
      .map(([name, property]: [string, PropertyDescriptor]) => {
        const slot = name.startsWith('#') ? `#:${name.slice(1)}` : `p:${name}`;
        const value: unknown = property.value;
        if (property.get !== undefined) return [slot, GETTER];
        if (property.enumerable === false) return [slot, { type: 'slot', value: this.#value(value), attributes: 'wc' }];
        return [slot, this.#slot(value)];
      });
  }
}

const GETTER: Slot = {
  type: 'slot',
  value: { type: 'unavailable', reason: 'an accessor, which is not called' },
  get: { type: 'object', id: 998, class: 'Function' },
};

function number(value: number): Value {
  if (Object.is(value, -0)) return { type: 'number', text: '-0' };
  return Number.isFinite(value) ? value : { type: 'number', text: String(value) as 'NaN' };
}

function kindOf(object: object): ObjectKind {
  if (Array.isArray(object)) return 'array';
  if (object instanceof Map) return 'map';
  if (object instanceof Set) return 'set';
  if (object instanceof Date) return 'date';
  if (object instanceof Error) return 'error';
  if (object instanceof Number || object instanceof String) return 'boxed';
  if (object instanceof WeakMap) return 'opaque';
  if (ArrayBuffer.isView(object)) return 'buffer';
  return typeof object === 'function' ? 'function' : 'object';
}
