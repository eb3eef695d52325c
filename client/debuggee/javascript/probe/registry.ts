/** Every object that is followed, with its id: the same for as long as the object lives, never used twice. */
import { classify, type Kind } from './kinds';
import type { Memento } from './memento';
import { append, SafeMap, SafeWeakMap } from './safe';

export interface Tracked {
  readonly id: number;
  readonly object: object;
  readonly kind: Kind;
  readonly reason: string | undefined;
  readonly className: string;
  /** What it held at the last capture that found it different; earlier ones hang from it. */
  memento: Memento | undefined;
  /** Where it was found: a slot of another object, or a binding; see `origins.ts`. */
  parent: Tracked | RootBinding | undefined;
  parentMemento: Memento | undefined;
  parentSlot: number;
  /** What the server has been told: nothing, that it exists, or what it holds. */
  told: 'nothing' | 'exists' | 'contents';
  /** The keys in the order in which they were first seen, where they have ever changed. */
  order: readonly PropertyKey[] | undefined;
  /** The numbers that a Map's or Set's entries are to keep after a restore; see `entries.ts`. */
  numbering: unknown;
  nextNumber: number;
  /** The values of its private fields, as far as they have been read; see `privates.ts`. */
  privates: PrivateValues | undefined;
}

export interface RootBinding {
  readonly root: true;
  readonly frame: number;
  readonly name: string;
  value: unknown;
  /** The capture that last saw it. */
  epoch: number;
}

export interface PrivateValues {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

export class Registry {
  /** In the order in which they were found, which is breadth first. */
  tracked: Tracked[] = [];
  #byObject = new SafeMap<object, Tracked>();
  readonly #byId = new SafeMap<number, Tracked>();
  /** The ids of objects that are no longer followed, in case they come back. */
  readonly #retired = new SafeWeakMap<object, number>();
  #anyRetired = false;
  readonly #symbols = new SafeMap<symbol, number>();
  readonly #symbolsById = new SafeMap<number, symbol>();
  #nextId: number;

  constructor(
    firstId: number,
    readonly className: (object: object) => string,
  ) {
    this.#nextId = firstId;
  }

  get(object: object): Tracked | undefined {
    return this.#byObject.get(object);
  }

  byId(id: number): Tracked | undefined {
    return this.#byId.get(id);
  }

  symbolId(symbol: symbol): number {
    let id = this.#symbols.get(symbol);
    if (id === undefined) {
      this.#symbols.set(symbol, (id = this.#nextId++));
      this.#symbolsById.set(id, symbol);
    }
    return id;
  }

  symbolById(id: number): symbol | undefined {
    return this.#symbolsById.get(id);
  }

  /** The record of an object, made on first sight. */
  enroll(object: object, parent: Tracked | RootBinding, parentMemento: Memento | undefined, slot: number): Tracked {
    const found = this.#byObject.get(object);
    if (found !== undefined) return found;
    const { kind, reason } = classify(object);
    const retired = this.#anyRetired ? this.#retired.get(object) : undefined;
    const tracked: Tracked = {
      id: retired ?? this.#nextId++,
      object,
      kind,
      reason,
      className: this.className(object),
      memento: undefined,
      parent,
      parentMemento,
      parentSlot: slot,
      told: 'nothing',
      order: undefined,
      numbering: undefined,
      nextNumber: 0,
      privates: undefined,
    };
    this.#byObject.set(object, tracked);
    this.#byId.set(tracked.id, tracked);
    append(this.tracked, tracked);
    return tracked;
  }

  /** Forgets the objects that `isNeeded` denies, all but their ids. */
  sweep(isNeeded: (tracked: Tracked) => boolean): void {
    const kept: Tracked[] = [];
    const byObject = new SafeMap<object, Tracked>();
    for (let i = 0; i < this.tracked.length; i++) {
      const tracked = this.tracked[i];
      if (tracked === undefined) continue;
      if (isNeeded(tracked)) {
        append(kept, tracked);
        byObject.set(tracked.object, tracked);
      } else {
        this.#byId.delete(tracked.id);
        this.#retired.set(tracked.object, tracked.id);
        this.#anyRetired = true;
      }
    }
    this.tracked = kept;
    this.#byObject = byObject;
  }
}
