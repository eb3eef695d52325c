/**
 * What a variable holds, as the JSON value that a schema is checked against.
 *
 * It is made as it is read: an object's document has a getter for each place that leads on, so a schema costs what it
 * looks at and not the heap, and only objects that it looks at need to be described. The same object is always the same
 * document, so aliases and circles are what they are in the debuggee.
 *
 * - An object is an object of its own properties; what is not enumerable in the debuggee is not in the document either,
 *   and a private field `#balance` is a property of that name that is not enumerable: a schema that names it finds it.
 * - Arrays and typed arrays are arrays; a hole and an undefined element read as undefined, which is of no type.
 * - A Map is an object where all keys are strings or numbers and differ as texts, else an array of [key, value]. A Set
 *   is an array of its elements. Both come in their order.
 * - A dict of Python is as a Map is, and a float a number.
 * - A Date is its ISO text, or NaN where it is invalid. A boxed value is the value.
 * - A value that only the debugger can write, such as an enumerator, is the text that it writes.
 * - undefined properties are left out, NaN, the infinities and -0 stay themselves, a bigint is the nearest number.
 *
 * It can be read again when the debuggee has moved on: what has not changed is not made again.
 *
 * What JSON cannot express or what was not read (functions, symbols, getters, what is out of reach) is there, but
 * reading it throws `Unreadable`: a schema that does not look at it can be decided, one that does can not.
 */
import { detailOf, valueOf } from '../slot';
import type { ObjectId, ObjectInfo, ObjectKind, Slot, Value } from '../value';
import {
  entriesOf,
  GETTER,
  indexOf,
  isPlain,
  isReference,
  isUndefined,
  numberIn,
  PYTHON_CONSTANTS,
  settled,
  UNDEFINED,
} from './slotContents';

/** The objects of the state that is checked. */
export interface ObjectSource {
  slots(object: ObjectId): Iterable<readonly [name: string, slot: Slot]> | 'not-described';
  info(object: ObjectId): ObjectInfo | undefined;
}

/** A place was read that has no JSON value; the message is a sentence without its full stop. */
export class Unreadable extends Error {}

/** More references than any reasonable schema follows: a schema that multiplies its way is cut. */
const MOST_READS = 1_000_000;
const MOST_ITEMS = 1_000_000;
/** Documents that the last reading did not look at. */
const MOST_UNUSED = 1_000;

/** A slot's name and what it holds now; undefined where it is no more. */
export type Change = readonly [name: string, slot: Slot | undefined];

export class MaterializedVariable {
  readonly #documents = new Map<ObjectId, object>();
  /** What was known of an object when its document was made. */
  readonly #infos = new Map<ObjectId, ObjectInfo | undefined>();
  readonly #kinds = new WeakMap<object, ObjectKind>();
  readonly #needs = new Set<ObjectId>();
  readonly #looked = new Set<ObjectId>();
  #reads = 0;
  #hasSpecialNumbers = false;

  constructor(
    /** What the variable is called. */
    private readonly path: string,
    private slot: Slot,
    private source: ObjectSource,
  ) {}

  /** To be read anew, from a later state: `changes` are the slots that differ, by object. */
  moveOn(slot: Slot, source: ObjectSource, changes: ReadonlyMap<ObjectId, readonly Change[]>): void {
    this.slot = slot;
    this.source = source;
    if (this.#documents.size > MOST_UNUSED + 2 * this.#looked.size)
      for (const object of this.#documents.keys()) if (!this.#looked.has(object)) this.#documents.delete(object);
    this.#needs.clear();
    this.#looked.clear();
    this.#reads = 0;
    for (const [object, changed] of changes) this.#change(object, changed);
  }

  /** A document is mended where plain values took the place of plain values, and made anew where more has changed. */
  #change(object: ObjectId, changed: readonly Change[]): void {
    const document = this.#documents.get(object);
    if (document === undefined) return;
    const kind = this.#infos.get(object)?.kind;
    const places = changed.map(([name, slot]) => [keyOf(kind, name), slot] as const);
    const isMended = places.every(
      ([key, slot]) => key !== undefined && slot !== undefined && isPlain(slot) && isPlainAt(document, key),
    );
    if (!isMended) this.#documents.delete(object);
    else for (const [key = '', slot] of places) (document as Record<string, unknown>)[key] = slot;
  }

  /** The JSON value, which for an object that is not described yet is undefined. */
  read(): unknown {
    return this.#read(this.slot, this.path);
  }

  /** Objects that were looked at and must be described first; what was read meanwhile means nothing. */
  get needs(): readonly ObjectId[] {
    return [...this.#needs];
  }

  /** The objects that were looked into. */
  get reads(): Iterable<ObjectId> {
    return this.#looked;
  }

  /** Whether there was NaN or an infinity in what was read. */
  get hasSpecialNumbers(): boolean {
    return this.#hasSpecialNumbers;
  }

  /** The step from a document to a part of it, as in a path. */
  step(document: unknown, key: string): string {
    if (Array.isArray(document)) return `[${key}]`;
    const kind = typeof document === 'object' && document !== null ? this.#kinds.get(document) : undefined;
    if (kind === 'map') return `.get(${JSON.stringify(key)})`;
    if (kind === 'dict') return `[${JSON.stringify(key)}]`;
    return /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  }

  #read(slot: Slot, path: string): unknown {
    const value = settled(slot);
    if (value === GETTER) throw new Unreadable(`${path} is a getter, which is never called`);
    return typeof value === 'object' && value !== null ? this.#readSpecial(value, path) : value;
  }

  #readSpecial(value: Exclude<Value, string | number | boolean | null>, path: string): unknown {
    switch (value.type) {
      case 'undefined':
        return undefined;
      case 'number':
      case 'bigint':
      case 'float':
        return this.#number(Number(value.text));
      case 'printed':
        return value.text;
      case 'symbol':
        throw new Unreadable(`${path} is a symbol, which JSON does not have`);
      case 'literal':
        if (PYTHON_CONSTANTS.has(value.text)) return PYTHON_CONSTANTS.get(value.text);
        throw new Unreadable(`${path} is a value of type ${value.class}, which JSON does not have`);
      case 'string':
        throw new Unreadable(`${path} is a text of ${value.length} characters, which was not read as a whole`);
      case 'redacted':
        throw new Unreadable(`${path} is redacted: its value was kept out of the journal (savepoint.redact)`);
      case 'unavailable':
        throw new Unreadable(`${path} cannot be read: ${value.reason}`);
      case 'object':
        return this.#known(value.id) ?? this.#readObject(value.id, value.class, path);
    }
  }

  #known(id: ObjectId): object | undefined {
    const document = this.#documents.get(id);
    if (document === undefined || this.#infos.get(id) !== this.source.info(id)) return undefined;
    this.#looked.add(id);
    return document;
  }

  #number(number: number): number {
    if (!Number.isFinite(number)) this.#hasSpecialNumbers = true;
    return number;
  }

  #readObject(id: ObjectId, className: string, path: string): unknown {
    this.#looked.add(id);
    const info = this.source.info(id);
    if (info?.kind === 'function' || info?.kind === 'class')
      throw new Unreadable(`${path} is a ${info.kind}, which JSON does not have`);
    if (info?.kind === 'opaque')
      throw new Unreadable(`${path} is a ${className}: ${info.reason ?? 'what it holds is out of reach'}`);
    const slots = this.source.slots(id);
    if (slots === 'not-described') {
      this.#needs.add(id);
      return undefined;
    }
    if (info?.label === 'truncated') throw new Unreadable(`${path} was not read as a whole`);
    return this.#content(
      id,
      info?.kind ?? 'object',
      slots instanceof Map ? (slots as ReadonlyMap<string, Slot>) : new Map(slots),
      path,
    );
  }

  #content(id: ObjectId, kind: ObjectKind, slots: ReadonlyMap<string, Slot>, path: string): unknown {
    switch (kind) {
      case 'date':
        return this.#date(slots.get('i:time'));
      case 'boxed':
        return this.#read(slots.get('i:value') ?? UNDEFINED, path);
      case 'array':
      case 'buffer':
        return this.#keep(id, kind, [], (array) => this.#fillArray(array, slots, path));
      case 'set':
      case 'python-set':
        return this.#keep(id, kind, [], (array) => {
          entriesOf(slots).forEach((slot, index) => this.#place(array, String(index), slot, `${path}[${index}]`));
        });
      case 'map':
      case 'dict':
        return this.#map(id, kind, entriesOf(slots), path);
      case 'cell':
        return this.#read(slots.get('i:contents') ?? UNDEFINED, path);
      default:
        return this.#keep(id, kind, {}, (object) => this.#fillObject(object, slots, path));
    }
  }

  /** Known before it is filled, so that a circle finds it. */
  #keep<T extends object>(id: ObjectId, kind: ObjectKind, document: T, fill: (document: T) => void): T {
    this.#documents.set(id, document);
    this.#infos.set(id, this.source.info(id));
    this.#kinds.set(document, kind);
    try {
      fill(document);
    } catch (error) {
      // What is half made must not be found again.
      this.#documents.delete(id);
      throw error;
    }
    return document;
  }

  #date(time: Slot | undefined): unknown {
    const date = new Date(time === undefined ? NaN : numberIn(valueOf(time)));
    return Number.isNaN(date.getTime()) ? this.#number(NaN) : date.toISOString();
  }

  #fillArray(array: unknown[], slots: ReadonlyMap<string, Slot>, path: string): void {
    const told = slots.get('i:length');
    const length = told === undefined ? undefined : numberIn(valueOf(told));
    if (length !== undefined && length > MOST_ITEMS)
      throw new Unreadable(`${path} has ${length} places, which are too many for a schema`);
    if (length !== undefined) array.length = length;
    for (const [name, slot] of slots) {
      const index = indexOf(name);
      if (index === undefined) continue;
      if (index >= MOST_ITEMS)
        throw new Unreadable(`${path} has more than ${MOST_ITEMS} places, which are too many for a schema`);
      // Most items of long arrays are plain; a property that is assigned costs a tenth of one that is defined.
      if (isPlain(slot)) array[index] = slot;
      else this.#place(array, String(index), slot, `${path}[${index}]`);
    }
  }

  #fillObject(object: object, slots: ReadonlyMap<string, Slot>, path: string): void {
    for (const [name, slot] of slots) {
      const [sort, key] = [name.slice(0, 2), name.slice(2)];
      if (sort === 'p:' && isPlain(slot) && key !== '__proto__') (object as Record<string, unknown>)[key] = slot;
      else if (sort === 'p:') this.#place(object, key, slot, path + this.step(object, key));
      else if (sort === '#:' && !slots.has(`p:#${key}`))
        this.#place(object, `#${key}`, slot, `${path}.#${key}`, 'hidden');
    }
  }

  #map(id: ObjectId, kind: ObjectKind, entries: readonly Slot[], path: string): unknown {
    const keys = entries.map((entry) => detailOf(entry)?.key ?? UNDEFINED);
    const names = keys.filter((key) => typeof key === 'string' || typeof key === 'number').map(String);
    if (new Set(names).size === entries.length)
      return this.#keep(id, kind, {}, (object) => {
        entries.forEach((slot, index) => {
          const name = names[index] ?? '';
          this.#place(object, name, slot, path + this.step(object, name));
        });
      });
    return this.#keep(id, 'array', [], (array: unknown[]) => {
      entries.forEach((slot, index) => {
        const pair = [undefined, undefined];
        this.#place(pair, '0', keys[index] ?? UNDEFINED, `${path}[${index}][0]`);
        this.#place(pair, '1', slot, `${path}[${index}][1]`);
        array[index] = pair;
      });
    });
  }

  #place(document: object, key: string, slot: Slot, path: string, visibility: Visibility = 'shown'): void {
    const value = settled(slot);
    if (value === GETTER || isReference(value))
      this.#define(document, key, slot, visibility, { get: () => this.#follow(slot, path) });
    else if (!isUndefined(value))
      this.#define(document, key, slot, visibility, { value: this.#read(slot, path), writable: true });
  }

  #define(document: object, key: string, slot: Slot, visibility: Visibility, property: PropertyDescriptor): void {
    const enumerable = visibility === 'shown' && (detailOf(slot)?.attributes?.includes('e') ?? true);
    Object.defineProperty(document, key, { ...property, enumerable, configurable: true });
  }

  #follow(slot: Slot, path: string): unknown {
    if (++this.#reads <= MOST_READS) return this.#read(slot, path);
    throw new Unreadable(`its schema follows more than ${MOST_READS.toLocaleString('en')} references`);
  }
}

/** Hidden is what only its name finds. */
type Visibility = 'shown' | 'hidden';

/** Where in its document a property or an element is; undefined of all other slots. */
function keyOf(kind: ObjectKind | undefined, name: string): string | undefined {
  if (kind === 'array') return indexOf(name)?.toString();
  return kind === 'object' && name.startsWith('p:') ? name.slice(2) : undefined;
}

function isPlainAt(document: object, key: string): boolean {
  const property = Object.getOwnPropertyDescriptor(document, key);
  return property?.writable === true && property.enumerable === true && isPlain(property.value as Slot);
}
