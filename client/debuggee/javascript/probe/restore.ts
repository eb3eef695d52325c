/**
 * Writes what an epoch's mementos say back into the same objects: only what differs, and only what is asked for. What
 * cannot be written is told with its reason, and the rest goes on.
 */
import { reasonOf, type Memento, type SlotView, type Tracked } from './model';
import { ByteState, writeBytes } from './bytes';
import { Time } from './contents';
import { Entries, writeEntries } from './entries';
import { ACCESSOR, Accessor, asOf, CONFIGURABLE, ENUMERABLE, ORDINARY, WRITABLE } from './memento';
import { observe } from './observe';
import { isIndex } from './order';
import { type Registry } from './registry';
import {
  append,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  isExtensible,
  join,
  ownKeys,
  preventExtensions,
  quote,
  SafeMap,
  setPrototypeOf,
  startsWith,
  substring,
  uncurry,
} from './safe';
import type { Slots } from './slots';
import { Unavailable } from './unavailable';

export interface ObjectWrite {
  readonly object: number;
  readonly slots: readonly string[] | null;
}

export class Failures {
  readonly #list: string[] = [];

  object(id: number, slot: string | undefined, reason: string): void {
    const name = slot === undefined ? '' : `"slot":${quote(slot)},`;
    append(this.#list, `{"owner":{"object":${id}},${name}"reason":${quote(reason)}}`);
  }

  binding(activation: number, name: string, reason: string): void {
    append(this.#list, `{"owner":{"frame":${activation}},"slot":${quote(name)},"reason":${quote(reason)}}`);
  }

  text(): string {
    return `[${join(this.#list, ',')}]`;
  }
}

interface PrivateWrite {
  readonly tracked: Tracked;
  readonly slot: string;
  readonly value: unknown;
}

const setTime = uncurry(Date.prototype.setTime);

export class Restorer {
  readonly failures = new Failures();
  readonly #privateWrites = new SafeMap<string, PrivateWrite[]>();
  #pending: PrivateWrite | undefined;

  constructor(
    readonly registry: Registry,
    readonly slots: Slots,
    readonly epoch: number,
  ) {}

  write(request: ObjectWrite): void {
    const tracked = this.registry.byId(request.object);
    const target = tracked === undefined ? undefined : asOf(tracked, this.epoch);
    if (tracked === undefined || target === undefined) {
      const reason = tracked?.kind === 'outside' ? reasonOf(tracked) : 'nothing of it was kept then';
      this.failures.object(request.object, undefined, reason);
      return;
    }
    const asked = request.slots === null ? undefined : setOf(request.slots);
    new ObjectRestorer(this, tracked, target, asked).run();
  }

  queuePrivate(tracked: Tracked, slot: string, value: unknown): void {
    const name = `#${substring(slot, 2)}`;
    let writes = this.#privateWrites.get(name);
    if (writes === undefined) this.#privateWrites.set(name, (writes = []));
    append(writes, { tracked, slot, value });
  }

  /** The next private field of a name to be written, by the client's text. */
  next(name: string): boolean {
    this.#dropPending();
    const writes = this.#privateWrites.get(name);
    if (writes === undefined || writes.length === 0) return false;
    this.#pending = writes[writes.length - 1];
    writes.length--;
    return true;
  }

  get object(): object | undefined {
    return this.#pending?.tracked.object;
  }

  get value(): unknown {
    return this.#pending?.value;
  }

  wrote(): void {
    this.#pending = undefined;
  }

  /** A write that was handed out and never confirmed threw. */
  #dropPending(): void {
    if (this.#pending === undefined) return;
    this.failures.object(this.#pending.tracked.id, this.#pending.slot, 'it refused the assignment');
    this.#pending = undefined;
  }

  /** What was never handed out was not written. */
  finish(): void {
    this.#dropPending();
    this.#privateWrites.forEach((writes) => {
      for (let i = 0; i < writes.length; i++) {
        const write = writes[i] as PrivateWrite;
        this.failures.object(write.tracked.id, write.slot, 'its private name could not be reached here');
      }
    });
  }
}

class ObjectRestorer {
  readonly #object: object;
  readonly #now: Memento;
  #addsKeys = false;
  #asksOrder = false;
  #asksEntries = false;
  #length: SlotView | undefined;
  readonly #elements: number[] = [];

  constructor(
    readonly restorer: Restorer,
    readonly tracked: Tracked,
    readonly target: Memento,
    readonly asked: SafeMap<string, true> | undefined,
  ) {
    this.#object = tracked.object;
    // Looking must not use up the numbers that the next capture is to give the entries.
    const numbering = tracked.rare?.numbering;
    this.#now = observe(tracked, Infinity);
    if (tracked.rare !== undefined) tracked.rare.numbering = numbering;
  }

  run(): void {
    this.restorer.slots.differences(this.tracked, this.#now, this.target, (before, after) => {
      const name = (after ?? before)?.name ?? '';
      if (this.asked === undefined || this.asked.has(name)) this.#write(name, before, after);
    });
    // An array's length goes last: elements beyond it must be gone first.
    if (this.#length !== undefined) this.#define('i:length', 'length', this.#length);
    if (this.#elements.length > 0) this.#writeBytes();
    if (this.#asksEntries) {
      const { contents: now } = this.#now;
      const { contents: then } = this.target;
      if (now instanceof Entries && then instanceof Entries) writeEntries(this.tracked, now, then, this.asked);
    }
    if (this.#addsKeys || this.#asksOrder) this.#restoreOrder();
  }

  #fail(name: string, reason: string): void {
    this.restorer.failures.object(this.tracked.id, name, reason);
  }

  #write(name: string, before: SlotView | undefined, after: SlotView | undefined): void {
    if (this.target.contents instanceof ByteState && (startsWith(name, 'p:') || name === 'i:length')) {
      if (isIndex(substring(name, 2)) || name === 'i:length') {
        append(this.#elements, name === 'i:length' ? -1 : +substring(name, 2));
        return;
      }
    }
    if (startsWith(name, 'p:')) this.#property(name, substring(name, 2), before, after);
    else if (startsWith(name, 's:')) {
      const key = this.restorer.registry.symbolById(+substring(name, 2));
      if (key !== undefined) this.#property(name, key, before, after);
    } else if (startsWith(name, 'e:')) this.#asksEntries = true;
    else if (startsWith(name, '#:')) this.#private(name, after);
    else this.#internal(name, after);
  }

  #private(name: string, after: SlotView | undefined): void {
    if (after === undefined || Unavailable.is(after.value)) this.#fail(name, 'a private field cannot be removed');
    else this.restorer.queuePrivate(this.tracked, name, after.value);
  }

  #internal(name: string, after: SlotView | undefined): void {
    switch (name) {
      case 'i:length':
        this.#length = after;
        return;
      case 'i:order':
        this.#asksOrder = true;
        return;
      case 'i:time':
        if (this.target.contents instanceof Time) setTime(this.#object, this.target.contents.time);
        return;
      case 'i:prototype':
        if (!setPrototypeOf(this.#object, this.target.prototype)) this.#fail(name, NOT_EXTENSIBLE);
        return;
      case 'i:extensible':
        if (this.target.extensible) this.#fail(name, 'an object that was made non-extensible stays so');
        else preventExtensions(this.#object);
        return;
      default:
        this.#fail(name, after?.reason ?? 'it cannot be written');
    }
  }

  #property(name: string, key: PropertyKey, before: SlotView | undefined, after: SlotView | undefined): void {
    if (after?.reason !== undefined || before?.reason !== undefined) {
      this.#fail(name, after?.reason ?? before?.reason ?? '');
      return;
    }
    if (after === undefined) {
      if (!deleteProperty(this.#object, key))
        this.#fail(name, 'the property is not configurable, so it cannot be deleted');
      return;
    }
    if (before === undefined) this.#addsKeys = true;
    this.#define(name, key, after);
  }

  #define(name: string, key: PropertyKey, slot: SlotView): void {
    const isLength = name === 'i:length';
    const bits = slot.bits ?? (isLength ? WRITABLE : ORDINARY);
    if (!attempt(this.#object, key, descriptorOf(slot.value, bits))) this.#fail(name, whyRefused(this.#object, key));
  }

  #writeBytes(): void {
    const target = this.target.contents as ByteState;
    let isWhole = this.asked === undefined;
    for (let i = 0; i < this.#elements.length; i++) isWhole ||= this.#elements[i] === -1;
    const failure = writeBytes(this.#object, target, isWhole ? undefined : this.#elements);
    if (failure !== undefined) this.restorer.failures.object(this.tracked.id, undefined, failure);
  }

  /** Puts keys back in the order they had, by adding those again that come too early. */
  #restoreOrder(): void {
    const object = this.#object;
    const present = setOf(ownKeys(object));
    const wanted: PropertyKey[] = [];
    const add = (keys: readonly PropertyKey[]) => {
      for (let i = 0; i < keys.length; i++) {
        const key = keys[i] as string | symbol;
        if (!present.has(key) || isIndex(key)) continue;
        present.delete(key);
        append(wanted, key);
      }
    };
    add(this.target.keys);
    add(ownKeys(object));
    const keys = ownKeys(object);
    let names = 0;
    while (isIndex(keys[names] ?? '')) names++;
    let first = 0;
    // Symbols stand after all names, in an order of their own, which the same rule restores.
    while (first < wanted.length && sameRank(keys, names, wanted, first)) first++;
    if (first === wanted.length) return;
    if (!isExtensible(object)) {
      this.#fail('i:order', NOT_EXTENSIBLE);
      return;
    }
    const moved: (string | symbol)[] = [];
    const descriptors: PropertyDescriptor[] = [];
    for (let i = first; i < wanted.length; i++) {
      const key = wanted[i] as string | symbol;
      const descriptor = getOwnPropertyDescriptor(object, key);
      if (descriptor === undefined) continue;
      if (descriptor.configurable !== true) {
        this.#fail('i:order', `the property ${String(key)} is not configurable, so it cannot be moved`);
        return;
      }
      append(moved, key);
      append(descriptors, descriptor);
    }
    for (let i = 0; i < moved.length; i++) deleteProperty(object, moved[i] as string);
    for (let i = 0; i < moved.length; i++) defineProperty(object, moved[i] as string, descriptors[i] ?? {});
  }
}

const NOT_EXTENSIBLE = 'the object is not extensible';

/** Whether the wanted key at a place is where it should be already, among keys of its own type. */
function sameRank(
  keys: readonly PropertyKey[],
  offset: number,
  wanted: readonly PropertyKey[],
  place: number,
): boolean {
  const key = wanted[place];
  let rank = 0;
  for (let i = 0; i < place; i++) if (typeof wanted[i] === typeof key) rank++;
  for (let i = offset; i < keys.length; i++) {
    if (typeof keys[i] !== typeof key) continue;
    if (rank-- === 0) return keys[i] === key;
  }
  return false;
}

function descriptorOf(value: unknown, bits: number): PropertyDescriptor {
  const enumerable = (bits & ENUMERABLE) !== 0;
  const configurable = (bits & CONFIGURABLE) !== 0;
  if ((bits & ACCESSOR) !== 0 && Accessor.is(value)) {
    const { get, set } = value;
    return { __proto__: null, get, set, enumerable, configurable } as PropertyDescriptor;
  }
  return { __proto__: null, value, writable: (bits & WRITABLE) !== 0, enumerable, configurable } as PropertyDescriptor;
}

function attempt(object: object, key: PropertyKey, descriptor: PropertyDescriptor): boolean {
  try {
    return defineProperty(object, key, descriptor);
  } catch {
    return false;
  }
}

function whyRefused(object: object, key: PropertyKey): string {
  const descriptor = getOwnPropertyDescriptor(object, key);
  if (descriptor === undefined) return NOT_EXTENSIBLE;
  if (descriptor.configurable !== true && descriptor.writable === false) return 'the property was frozen';
  return 'the property is not configurable';
}

function setOf<T extends PropertyKey>(list: readonly T[]): SafeMap<T, true> {
  const set = new SafeMap<T, true>();
  for (let i = 0; i < list.length; i++) set.set(list[i] as T, true);
  return set;
}
