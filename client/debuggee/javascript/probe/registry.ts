/** Every object that is followed, with its id: the same for as long as the object lives, never used twice. */
import { rareOf, type Memento, type RootBinding, type Tracked } from './model';
import { foreign } from './intrinsics';
import { classify } from './kinds';
import { append, SafeMap, SafeWeakMap } from './safe';

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
      toldOrigin: undefined,
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
