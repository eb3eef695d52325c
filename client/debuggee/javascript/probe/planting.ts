/**
 * Writes what the program held in another run: contents that come as data, for objects that are there and for variables,
 * which the client's text assigns. What is made anew is plain data; each write that fails is told, and the others go on.
 */
import { CONFIGURABLE, ENUMERABLE, ORDINARY, WRITABLE } from './memento';
import { writeProperty } from './properties';
import type { Registry } from './registry';
import {
  append,
  deleteProperty,
  getOwnPropertyDescriptor,
  isArray,
  join,
  listOf,
  quote,
  SafeMap,
  text,
  uncurry,
} from './safe';

/** A value that JSON has, or a list of what it is and which: `["object", 12]`, `["made", 3]`, `["number", "NaN"]`. */
type Encoded = null | boolean | number | string | readonly [type: string, detail?: string | number];

export interface PlantedData {
  readonly made: readonly {
    readonly kind: 'object' | 'array' | 'map' | 'set' | 'date';
    readonly entries: readonly (readonly [key: Encoded, content: Encoded])[];
    readonly length?: number;
    readonly time?: number;
  }[];
  readonly writes: readonly {
    readonly kind: string;
    readonly object?: number;
    readonly name?: string;
    readonly key?: Encoded;
    readonly keys?: readonly Encoded[];
    /** Absent: what is there is taken away. */
    readonly content?: Encoded;
  }[];
}

type Write = PlantedData['writes'][number];

const setTime = uncurry(Date.prototype.setTime);
const setInMap = uncurry(Map.prototype.set);
const getInMap = uncurry(Map.prototype.get) as (self: object, key: unknown) => unknown;
const isInMap = uncurry(Map.prototype.has) as (self: object, key: unknown) => boolean;
const deleteInMap = uncurry(Map.prototype.delete) as (self: object, key: unknown) => boolean;
const clearMap = uncurry(Map.prototype.clear);
const addToSet = uncurry(Set.prototype.add);
const isInSet = uncurry(Set.prototype.has) as (self: object, element: unknown) => boolean;
const deleteInSet = uncurry(Set.prototype.delete) as (self: object, element: unknown) => boolean;
const clearSet = uncurry(Set.prototype.clear);
const { Map: MapOfLanguage, Set: SetOfLanguage, Date: DateOfLanguage, BigInt: bigint, Number: number } = globalThis;

export class Planting {
  readonly #failures: string[] = [];
  readonly #made: object[];
  readonly #contents: unknown[];
  /** The private field that the client's text writes: its place in the list, and whether it was handed out. */
  #private = -1;
  #isPrivateOut = false;

  constructor(
    readonly registry: Registry,
    readonly data: PlantedData,
  ) {
    this.#made = listOf(data.made.length);
    this.#contents = listOf(data.writes.length);
    // All are there before any is filled, since they may lead to each other.
    for (let i = 0; i < data.made.length; i++) this.#made[i] = emptyOf(data.made[i]?.kind, data.made[i]?.time);
    for (let i = 0; i < data.made.length; i++) this.#fill(i);
    for (let i = 0; i < data.writes.length; i++) this.#begin(i, data.writes[i] as Write);
  }

  /** The content of a write that the client's text makes. */
  content(write: number): unknown {
    return this.#contents[write];
  }

  /** Goes on to the next private field of a name; what was handed out before and not confirmed threw. */
  nextPrivate(name: string): boolean {
    const { writes } = this.data;
    if (this.#isPrivateOut) this.failed(this.#private, 'the object has no such private field');
    this.#isPrivateOut = false;
    for (this.#private++; this.#private < writes.length; this.#private++) {
      const write = writes[this.#private];
      this.#isPrivateOut = write?.kind === 'private' && write.name === name;
      if (this.#isPrivateOut) return true;
    }
    this.#private = -1;
    return false;
  }

  wrotePrivate(): void {
    this.#isPrivateOut = false;
  }

  get privateObject(): object | undefined {
    return this.#objectOf(this.data.writes[this.#private]?.object);
  }

  privateValue(): unknown {
    return this.#contents[this.#private];
  }

  failed(write: number, reason: unknown): void {
    append(this.#failures, `{"write":${write},"reason":${quote(text(reason))}}`);
  }

  failures(): string {
    return `{"failures":[${join(this.#failures, ',')}]}`;
  }

  #objectOf(id: number | undefined): object | undefined {
    return id === undefined ? undefined : this.registry.byId(id)?.object;
  }

  #decode(content: Encoded | undefined): unknown {
    if (content === undefined || content === null || typeof content !== 'object') return content;
    const type = content[0];
    const detail = content[1];
    if (type === 'object') return this.#objectOf(detail as number);
    if (type === 'made') return this.#made[detail as number];
    if (type === 'number') return number(detail);
    return type === 'bigint' ? bigint(detail as string) : undefined;
  }

  #fill(made: number): void {
    const { entries, length, kind } = this.data.made[made] as PlantedData['made'][number];
    const target = this.#made[made] as object;
    for (let i = 0; i < entries.length; i++) {
      const entry = entries[i] as readonly [Encoded, Encoded];
      const content = this.#decode(entry[1]);
      if (kind === 'map') setInMap(target, this.#decode(entry[0]), content);
      else if (kind === 'set') addToSet(target, content);
      else define(target, text(this.#decode(entry[0])), content);
    }
    if (isArray(target) && length !== undefined) target.length = length;
  }

  #begin(write: number, asked: Write): void {
    this.#contents[write] = this.#decode(asked.content);
    if (asked.kind === 'variable' || asked.kind === 'private') return;
    const target = this.#objectOf(asked.object);
    const refused =
      target === undefined ? 'the object is not there any more' : this.#perform(asked, target, this.#contents[write]);
    if (refused !== undefined) this.failed(write, refused);
  }

  /** @returns why it could not be written */
  #perform(asked: Write, target: object, content: unknown): string | undefined {
    const isTakenAway = asked.content === undefined;
    const key = this.#decode(asked.key);
    switch (asked.kind) {
      case 'property':
        return isTakenAway ? takeAway(target, asked.name ?? '') : define(target, asked.name ?? '', content);
      case 'length':
        return define(target, 'length', content);
      case 'time':
        setTime(target, content as number);
        return undefined;
      case 'entry':
        if (isTakenAway) deleteInMap(target, key);
        else setInMap(target, key, content);
        return undefined;
      case 'element':
        if (isTakenAway) deleteInSet(target, key);
        else addToSet(target, content);
        return undefined;
      case 'element order':
        this.#orderSet(target, asked.keys ?? []);
        return undefined;
      default:
        this.#orderMap(target, asked.keys ?? []);
        return undefined;
    }
  }

  #orderMap(target: object, keys: readonly Encoded[]): void {
    const entries = new SafeMap<unknown, unknown>();
    for (let i = 0; i < keys.length; i++) {
      const key = this.#decode(keys[i]);
      if (isInMap(target, key)) entries.set(key, getInMap(target, key));
    }
    clearMap(target);
    entries.forEach((value, key) => {
      setInMap(target, key, value);
    });
  }

  #orderSet(target: object, keys: readonly Encoded[]): void {
    const elements = new SafeMap<unknown, true>();
    for (let i = 0; i < keys.length; i++) {
      const key = this.#decode(keys[i]);
      if (isInSet(target, key)) elements.set(key, true);
    }
    clearSet(target);
    elements.forEach((_, key) => {
      addToSet(target, key);
    });
  }
}

function emptyOf(kind: string | undefined, time: number | undefined): object {
  if (kind === 'array') return [];
  if (kind === 'map') return new MapOfLanguage();
  if (kind === 'set') return new SetOfLanguage();
  return kind === 'date' ? new DateOfLanguage(time ?? NaN) : {};
}

function takeAway(target: object, name: string): string | undefined {
  return deleteProperty(target, name) ? undefined : 'the property is not configurable, so it cannot be deleted';
}

/** Without calling a setter, the object's own or an inherited one; a property that is there keeps its attributes. */
function define(target: object, name: string, value: unknown): string | undefined {
  const present = getOwnPropertyDescriptor(target, name);
  if (present === undefined) return writeProperty(target, name, value, ORDINARY);
  const { writable, enumerable, configurable } = present;
  if (writable === undefined) return 'it is an accessor';
  const bits =
    (writable ? WRITABLE : 0) | (enumerable === true ? ENUMERABLE : 0) | (configurable === true ? CONFIGURABLE : 0);
  return writeProperty(target, name, value, bits);
}
