/**
 * From what differs between the debuggee and a target to what will be written and what cannot be.
 *
 * Pure: it neither reads the store nor writes the debuggee. What it cannot know, such as what a write will really do,
 * is for the verdicts.
 */
import type { Obstacle, PlannedWrite, WriteOrder } from '../protocol';
import { detailOf, isAccessor, unavailability, valueOf } from '../slot';
import type { ActivationId, Label, Owner, Slot, Value } from '../value';

/** A place whose content differs from the target's; null: nothing is there. */
export interface Difference {
  readonly owner: Owner;
  readonly slot: string;
  readonly path: string;
  readonly now: Slot | null;
  readonly target: Slot | null;
  /** For a binding of a call that the user said to be the same as a present one. */
  readonly into?: ActivationId;
}

/** What holds for all slots of an owner, now. */
export interface OwnerNow {
  readonly label?: Label;
  readonly reason?: string;
  readonly extensible: boolean;
  /** The debugger can neither add slots to it nor take them away. */
  readonly fixed: boolean;
}

export interface PlannedChanges {
  readonly writes: readonly Difference[];
  readonly obstacles: readonly Obstacle[];
}

export function planChanges(differences: readonly Difference[], ownerNow: (owner: Owner) => OwnerNow): PlannedChanges {
  const writes: Difference[] = [];
  const obstacles: Obstacle[] = [];
  for (const difference of differences) {
    const reason = obstacleTo(difference, ownerNow(difference.owner));
    if (reason === undefined) writes.push(difference);
    else obstacles.push({ path: difference.path, verdict: 'refused', reason });
  }
  return { writes, obstacles };
}

const BLOCKING: Partial<Record<Label, string>> = {
  'read-only': 'it is read-only',
  opaque: 'its content is out of reach',
  lazy: 'reading it would run code of the program',
  truncated: 'it was not captured',
};

/** Why a place cannot be given its target content; undefined where nothing is known to stand in the way. */
function obstacleTo({ owner: place, slot, now, target }: Difference, owner: OwnerNow): string | undefined {
  const label = detailOf(target)?.label ?? detailOf(now)?.label;
  if (label !== undefined && BLOCKING[label] !== undefined)
    return detailOf(target)?.reason ?? detailOf(now)?.reason ?? BLOCKING[label];
  if (owner.label !== undefined && BLOCKING[owner.label] !== undefined) return owner.reason ?? BLOCKING[owner.label];
  if (unavailability(target) !== undefined && !isAccessor(target))
    return 'it had no value that could be read at the savepoint';
  if ('frame' in place && now === null) return 'the variable is not in scope where the program stands';
  if (unavailability(now) !== undefined && !isAccessor(now)) return 'it cannot be reached where the program stands';
  if (slot === 'i:extensible') return 'an object that was frozen, sealed or closed to new properties stays so';
  if (owner.fixed && now === null) return 'it is not there any more, and the debugger cannot add it';
  if (owner.fixed && target === null) return 'the debugger cannot take it away';
  if (!owner.extensible && now === null) return 'the object does not take new properties any more';
  if (now !== null && isFixed(now)) return 'the property is neither writable nor configurable any more';
  if (target === null && now !== null && !attributesOf(now).includes('c')) return 'the property cannot be deleted';
  return undefined;
}

function isFixed(now: Slot): boolean {
  const attributes = attributesOf(now);
  return !attributes.includes('c') && !attributes.includes('w');
}

function attributesOf(slot: Slot): string {
  return detailOf(slot)?.attributes ?? 'wec';
}

/** A write as people are shown it; `preview` adds what is known of an object then. */
export function presentWrite({ path, now, target }: Difference, preview: WritePreview): PlannedWrite {
  const kind = now === null ? 'added' : target === null ? 'removed' : 'changed';
  return {
    path,
    kind,
    ...(now !== null && { now: preview.now(valueOf(now)) }),
    ...(target !== null && { target: preview.target(valueOf(target)) }),
  };
}

/** Adds what is known of an object's contents: now, and as of the target. */
export interface WritePreview {
  readonly now: (value: Value) => Value;
  readonly target: (value: Value) => Value;
}

/**
 * The writes as the debuggee's writer takes them: by owner, and without a list of slots where all that differs in the
 * owner is to be written, so that the writer can restore order too.
 */
export function orderOf(
  epoch: number,
  writes: readonly Difference[],
  wholeOwner: (owner: Owner, slots: number) => boolean,
): WriteOrder {
  const byOwner = new Map<string, { owner: Owner; into?: ActivationId; slots: string[] }>();
  for (const { owner, slot, into } of writes) {
    const key = JSON.stringify([owner, into]);
    let group = byOwner.get(key);
    if (group === undefined) byOwner.set(key, (group = { owner, slots: [], ...(into !== undefined && { into }) }));
    group.slots.push(slot);
  }
  return {
    epoch,
    writes: [...byOwner.values()].map(({ owner, into, slots }) => ({
      owner,
      ...(!('frame' in owner) && wholeOwner(owner, slots.length) ? {} : { slots }),
      ...(into !== undefined && { into }),
    })),
  };
}
