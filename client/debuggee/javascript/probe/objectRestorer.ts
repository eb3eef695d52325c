/** Writes one object back to one of its mementos: what differs, as far as it is asked for. */
import type { Memento, SlotView, Tracked } from './model';
import { ByteState, writeBytes } from './bytes';
import { Time } from './contents';
import { Entries, writeEntries } from './entries';
import type { Failures } from './failures';
import { restoreKeyOrder } from './keyOrder';
import { ORDINARY, WRITABLE } from './memento';
import { observe } from './observe';
import { isIndex } from './order';
import type { PrivateWrites } from './privateWrites';
import { NOT_EXTENSIBLE, writeProperty } from './properties';
import type { Registry } from './registry';
import {
  append,
  deleteProperty,
  preventExtensions,
  type SafeMap,
  setPrototypeOf,
  startsWith,
  substring,
  uncurry,
} from './safe';
import type { Slots } from './slots';
import { Unavailable } from './unavailable';

const setTime = uncurry(Date.prototype.setTime);

/** What all objects of one restore share. */
export interface Restoring {
  readonly registry: Registry;
  readonly slots: Slots;
  readonly failures: Failures;
  readonly privateWrites: PrivateWrites;
}

export class ObjectRestorer {
  readonly #object: object;
  readonly #now: Memento;
  #addsKeys = false;
  #asksOrder = false;
  #asksEntries = false;
  #length: SlotView | undefined;
  readonly #elements: number[] = [];

  constructor(
    readonly restoring: Restoring,
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
    this.restoring.slots.differences(this.tracked, this.#now, this.target, (before, after) => {
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
    if (!this.#addsKeys && !this.#asksOrder) return;
    const refused = restoreKeyOrder(this.#object, this.target.keys);
    if (refused !== undefined) this.#fail('i:order', refused);
  }

  #fail(name: string, reason: string): void {
    this.restoring.failures.object(this.tracked.id, name, reason);
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
      const key = this.restoring.registry.symbolById(+substring(name, 2));
      if (key !== undefined) this.#property(name, key, before, after);
    } else if (startsWith(name, 'e:')) this.#asksEntries = true;
    else if (startsWith(name, '#:')) this.#private(name, after);
    else this.#internal(name, after);
  }

  #private(name: string, after: SlotView | undefined): void {
    if (after === undefined) this.#fail(name, 'it was not read then');
    else if (Unavailable.is(after.value)) this.#fail(name, after.value.reason);
    else this.restoring.privateWrites.queue(this.tracked, name, after.value);
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
    const refused = writeProperty(this.#object, key, slot.value, bits);
    if (refused !== undefined) this.#fail(name, refused);
  }

  #writeBytes(): void {
    const target = this.target.contents as ByteState;
    let isWhole = this.asked === undefined;
    for (let i = 0; i < this.#elements.length; i++) isWhole ||= this.#elements[i] === -1;
    const failure = writeBytes(this.#object, target, isWhole ? undefined : this.#elements);
    if (failure !== undefined) this.restoring.failures.object(this.tracked.id, undefined, failure);
  }
}
