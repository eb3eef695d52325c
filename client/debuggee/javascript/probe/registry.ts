/** Every object that is followed, with its id: the same for as long as the object lives, never used twice. */
import type { Entries } from './entries';
import { foreign } from './intrinsics';
import { classify, type Kind } from './kinds';
import type { Memento } from './memento';
import { append, SafeMap, SafeWeakMap } from './safe';

export interface Tracked {
  readonly id: number;
  readonly object: object;
  readonly kind: Kind;
  /** Whether it holds something beside its properties. */
  readonly hasContents: boolean;
  /** What it held at the last capture that found it different; earlier ones hang from it. */
  memento: Memento | undefined;
  /** Where it was found: a slot of another object, or a binding; see `origins.ts`. */
  parent: Tracked | RootBinding | undefined;
  parentMemento: Memento | undefined;
  parentSlot: number;
  /** The name of its class when it was first told of; a change of prototype does not change it. */
  className: string | undefined;
  /** What the server has been told: nothing, that it exists, or what it holds. */
  told: 'nothing' | 'exists' | 'contents';
  /** The values of its private fields, as far as they have been read; see `privates.ts`. */
  privates: PrivateValues | undefined;
  /** What few objects need. */
  rare: Rare | undefined;
}

export interface Rare {
  /** Why it, or its inside, is out of reach. */
  reason: string | undefined;
  /** The keys in the order in which they were first seen, where they have ever changed; see `order.ts`. */
  order: readonly PropertyKey[] | undefined;
  /** The numbers that a Map's or Set's entries are to keep after a restore; see `entries.ts`. */
  numbering: Entries | undefined;
  nextNumber: number;
}

export interface RootBinding {
  readonly root: true;
  readonly frame: number;
  readonly name: string;
  readonly value: unknown;
}

export interface PrivateValues {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

export function rareOf(tracked: Tracked): Rare {
  return (tracked.rare ??= { reason: undefined, order: undefined, numbering: undefined, nextNumber: 0 });
}

/** Why an object or its inside is out of reach. */
export function reasonOf(tracked: Tracked): string {
  return tracked.rare?.reason ?? '';
}

export class Registry {
  /** In the order in which they were found, which is breadth first. */
  tracked: Tracked[] = [];
  #byObject = new SafeMap<object, Tracked>();
  /** By the distance of their ids from the first. */
  readonly #byId: (Tracked | undefined)[] = [];
  /** The ids of objects that are no longer followed, in case they come back. */
  readonly #retired = new SafeWeakMap<object, number>();
  #anyRetired = false;
  readonly #symbols = new SafeMap<symbol, number>();
  readonly #symbolsById = new SafeMap<number, symbol>();

  constructor(readonly firstId: number) {}

  get(object: object): Tracked | undefined {
    return this.#byObject.get(object);
  }

  byId(id: number): Tracked | undefined {
    return this.#byId[id - this.firstId];
  }

  symbolId(symbol: symbol): number {
    let id = this.#symbols.get(symbol);
    if (id === undefined) {
      this.#symbols.set(symbol, (id = this.#nextId(undefined)));
      this.#symbolsById.set(id, symbol);
    }
    return id;
  }

  symbolById(id: number): symbol | undefined {
    return this.#symbolsById.get(id);
  }

  #nextId(tracked: Tracked | undefined): number {
    append(this.#byId, tracked);
    return this.firstId + this.#byId.length - 1;
  }

  /** Follows an object from the first time that it is met. */
  enroll(object: object, parent: Tracked | RootBinding, parentMemento: Memento | undefined, slot: number): void {
    if (this.#byObject.has(object)) return;
    const strange = foreign.get(object);
    const { kind, reason } = strange === undefined ? classify(object) : { kind: 'outside' as const, reason: strange };
    const retired = this.#anyRetired ? this.#retired.get(object) : undefined;
    const id = retired ?? this.#nextId(undefined);
    const tracked: Tracked = {
      id,
      object,
      kind,
      hasContents: kind !== 'object' && kind !== 'array' && kind !== 'function' && kind !== 'class',
      memento: undefined,
      parent,
      parentMemento,
      parentSlot: slot,
      className: undefined,
      told: 'nothing',
      privates: undefined,
      rare: undefined,
    };
    if (reason !== undefined) rareOf(tracked).reason = reason;
    this.#byId[id - this.firstId] = tracked;
    this.#byObject.set(object, tracked);
    append(this.tracked, tracked);
  }

  /** Forgets the objects that `isNeeded` denies, all but their ids. */
  sweep(isNeeded: (tracked: Tracked) => boolean): void {
    const kept: Tracked[] = [];
    const byObject = new SafeMap<object, Tracked>();
    for (let i = 0; i < this.tracked.length; i++) {
      const tracked = this.tracked[i] as Tracked;
      if (isNeeded(tracked)) {
        append(kept, tracked);
        byObject.set(tracked.object, tracked);
      } else {
        this.#byId[tracked.id - this.firstId] = undefined;
        this.#retired.set(tracked.object, tracked.id);
        this.#anyRetired = true;
      }
    }
    this.tracked = kept;
    this.#byObject = byObject;
  }
}
