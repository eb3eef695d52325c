/** The state at one version, owner by owner: the present cells, seen through the net change from now to then. */
import { SavepointError } from '../savepointError';
import { valueOf } from '../slot';
import type { ObjectId, Owner, Slot } from '../value';
import { ownerPath, placeOf } from './cells';

/** What is read of the store. */
export interface CellSource {
  entries(prefix: string): Iterable<{ readonly path: string; readonly value: Slot }>;
  get(path: string): Slot | undefined;
}

export interface NetChange {
  readonly path: string;
  readonly before?: Slot;
  readonly after?: Slot;
}

export class StateView {
  readonly #cells: CellSource;
  readonly #changed = new Map<string, Map<string, Slot | undefined>>();
  readonly #owners = new Map<string, boolean>();

  /** `changes` leads from the present state to the one that is viewed. */
  constructor(cells: CellSource, changes: Iterable<NetChange>) {
    this.#cells = cells;
    for (const { path, after } of changes) {
      const place = placeOf(path);
      if (place === undefined) {
        this.#owners.set(path, after !== undefined);
        continue;
      }
      const owner = ownerPath(place.owner);
      let slots = this.#changed.get(owner);
      if (slots === undefined) this.#changed.set(owner, (slots = new Map<string, Slot | undefined>()));
      slots.set(place.slot, after);
    }
  }

  /** Whether the object or call was known then. */
  has(owner: Owner): boolean {
    const path = ownerPath(owner);
    return this.#owners.get(path) ?? this.#cells.get(path) !== undefined;
  }

  slots(owner: Owner): Map<string, Slot> {
    const slots = new Map<string, Slot>();
    for (const { path, value } of this.#cells.entries(ownerPath(owner))) {
      const slot = placeOf(path)?.slot;
      if (slot !== undefined) slots.set(slot, value);
    }
    for (const [slot, value] of this.#changed.get(ownerPath(owner)) ?? []) {
      if (value === undefined) slots.delete(slot);
      else slots.set(slot, value);
    }
    return slots;
  }

  /** All objects that can be reached from a slot's content, through objects whose slots are known. */
  reachable(from: Slot, isDescribed: (object: ObjectId) => boolean): Set<ObjectId> {
    const found = new Set<ObjectId>();
    const undescribed: ObjectId[] = [];
    const queue = objectsIn(from);
    for (let object = queue.pop(); object !== undefined; object = queue.pop()) {
      if (found.has(object)) continue;
      found.add(object);
      if (!isDescribed(object)) undescribed.push(object);
      for (const slot of this.slots({ object }).values()) queue.push(...objectsIn(slot));
    }
    if (undescribed.length > 0) throw new NeedsDescription(undescribed);
    return found;
  }
}

/** Thrown where an answer depends on objects that were captured without being described. */
export class NeedsDescription extends SavepointError {
  constructor(readonly objects: readonly ObjectId[]) {
    super('debuggee-failed', `${objects.length} objects that this needs could not be described.`);
  }
}

function objectsIn(slot: Slot): ObjectId[] {
  const values = [valueOf(slot)];
  if (typeof slot === 'object' && slot?.type === 'slot')
    for (const value of [slot.key, slot.get, slot.set]) if (value !== undefined) values.push(value);
  return values.flatMap((value) => (typeof value === 'object' && value?.type === 'object' ? [value.id] : []));
}
