/** The state at one version, owner by owner. */
import { SavepointError } from '../savepointError';
import { valueOf } from '../slot';
import type { Store } from '../store';
import type { ObjectId, Owner, Slot } from '../value';
import { cellPath, ownerPath, placeOf } from './cells';

export class StateView {
  constructor(
    readonly store: Store<Slot>,
    readonly version: number,
  ) {}

  /** Whether the object or call was known then. */
  has(owner: Owner): boolean {
    return this.store.getAt(ownerPath(owner), this.version) !== undefined;
  }

  get(owner: Owner, slot: string): Slot | undefined {
    return this.store.getAt(cellPath(owner, slot), this.version);
  }

  slots(owner: Owner): Map<string, Slot> {
    return new Map(this.eachSlot(owner));
  }

  *eachSlot(owner: Owner): Iterable<readonly [name: string, content: Slot]> {
    for (const [path, content] of this.store.entries(ownerPath(owner), this.version)) {
      const slot = placeOf(path)?.slot;
      if (slot !== undefined) yield [slot, content];
    }
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
