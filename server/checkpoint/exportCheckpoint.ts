/**
 * A session's savepoints as the readings that would lead to them: everything in the first, then what differs. An object is
 * in it if it was in reach at one of the savepoints, and is named by the shortest way to it there.
 */
import type { Redaction } from '../journal/redaction';
import { ownerPath } from '../session/cells';
import { sameContent } from '../session/changes';
import type { Moment } from '../session/moment';
import type { Session } from '../session/session';
import { NeedsDescription, type StateView } from '../session/stateView';
import { detailOf, keyOf, valueOf } from '../slot';
import type { Capture, ObjectId, ObjectInfo, Origin, Owner, OwnerChanges, Slot, SlotChange, Tally } from '../value';
import type { ExportWhat, Savepoint } from '../protocol';
import { type Checkpoint, CHECKPOINT_FORMAT, CHECKPOINT_VERSION, type CheckpointSavepoint } from './checkpointFile';

export interface ExportWishes {
  /** One savepoint, or all of them and the present state. */
  readonly what: ExportWhat;
  /** Whether objects that nobody has looked at are to be asked for, by failing with `NeedsDescription`. */
  readonly undescribed: 'ask' | 'leave';
  readonly redacted: readonly string[];
  readonly redaction: Pick<Redaction, 'redacted'>;
  /** ISO 8601. */
  readonly at: string;
}

export function exportCheckpoint(session: Session, wishes: ExportWishes): Checkpoint {
  const states = new States(session, wishes);
  const savepoints = chosen(session, wishes.what).map((savepoint): CheckpointSavepoint => ({
    name: savepoint.name,
    ...(session.isAutomatic(savepoint.id) && { automatic: true as const }),
    ...(savepoint.location !== undefined && { location: savepoint.location }),
    state: states.next(session.momentOf(savepoint.id), tallyOf(savepoint), savepoint.truncated),
  }));
  const end =
    wishes.what.kind === 'session'
      ? states.next({ ...session.present, version: session.store.version }, NO_TALLY, false)
      : undefined;
  return {
    format: CHECKPOINT_FORMAT,
    version: CHECKPOINT_VERSION,
    name: session.name,
    language: session.language,
    exportedAt: wishes.at,
    redacted: wishes.redacted,
    savepoints,
    ...(end !== undefined && { end }),
  };
}

const NO_TALLY: Tally = { cells: 0, restorable: 0, reasons: [] };

function tallyOf({ captured, restorable, limits }: Savepoint): Tally {
  return { cells: captured, restorable, reasons: limits };
}

function chosen(session: Session, what: ExportWishes['what']): readonly Savepoint[] {
  if (what.kind === 'savepoint') return [session.find(what.savepoint)];
  const automatic = session.autoSavepoints.all.map(({ savepoint }) => savepoint);
  return [...session.savepoints(), ...automatic].sort((one, other) => one.version - other.version);
}

/** Makes readings one after the other. */
class States {
  readonly #told = new Map<string, Map<string, Slot>>();
  readonly #objects = new Set<ObjectId>();
  #epoch = 0;

  constructor(
    private readonly session: Session,
    private readonly wishes: ExportWishes,
  ) {}

  next(moment: Moment, tally: Tally, truncated: boolean): Capture {
    const reached = reach(this.session, moment, this.wishes.undescribed);
    const objects = reached.objects.filter(({ id }) => !this.#objects.has(id));
    for (const { id } of objects) this.#objects.add(id);
    const capture: Capture = {
      epoch: ++this.#epoch,
      frames: moment.frames,
      objects,
      changes: reached.owners.flatMap(({ owner, slots }) => this.#changes(owner, slots)),
      tally,
      ...(truncated && { truncated: 'objects' as const }),
    };
    const { redacted } = this.wishes.redaction;
    return redacted.call(this.wishes.redaction, 'savepoint/observe', { capture })['capture'] as Capture;
  }

  #changes(owner: Owner, slots: Map<string, Slot>): OwnerChanges[] {
    const told = this.#told.get(ownerPath(owner)) ?? new Map<string, Slot>();
    this.#told.set(ownerPath(owner), slots);
    const changes = [...new Set([...told.keys(), ...slots.keys()])].flatMap((slot): SlotChange[] => {
      const [before = null, after = null] = [told.get(slot), slots.get(slot)];
      if (sameContent(before, after)) return [];
      return [before === null ? [slot, after] : [slot, after, before]];
    });
    return changes.length === 0 ? [] : [{ owner, slots: changes }];
  }
}

interface Reached {
  /** Each with the shortest way to it. */
  readonly objects: readonly ObjectInfo[];
  readonly owners: readonly { readonly owner: Owner; readonly slots: Map<string, Slot> }[];
}

/** Everything in reach of the stack's calls at a moment, breadth first. */
function reach(session: Session, { version, frames }: Moment, undescribed: ExportWishes['undescribed']): Reached {
  const state = session.stateAt(version);
  const objects = new Map<ObjectId, ObjectInfo>();
  const owners: { owner: Owner; slots: Map<string, Slot> }[] = [];
  const unknown: ObjectId[] = [];
  const queue: Owner[] = frames.map(({ activation }) => ({ frame: activation }));
  for (const owner of queue) {
    const slots = state.slots(owner);
    owners.push({ owner, slots });
    for (const [slot, content] of slots) {
      for (const id of objectsIn(content)) {
        const info = objects.has(id) ? undefined : known(session, state, id);
        if (info === undefined) continue;
        objects.set(id, { ...info, origin: originIn(owner, slot, content) });
        if (info.described) queue.push({ object: id });
        else if (info.label === undefined && info.kind !== 'opaque') unknown.push(id);
      }
    }
  }
  if (unknown.length > 0 && undescribed === 'ask') throw new NeedsDescription(unknown);
  return { objects: [...objects.values()], owners };
}

function known({ heap }: Session, state: StateView, id: ObjectId): ObjectInfo | undefined {
  return state.has({ object: id }) ? heap.info(id) : undefined;
}

function originIn(owner: Owner, slot: string, content: Slot): Origin {
  if ('frame' in owner) return { frame: owner.frame, name: slot };
  const key = keyOf(slot, content);
  return { object: owner.object, slot, ...(key !== undefined && { key }) };
}

function objectsIn(content: Slot): ObjectId[] {
  const detail = detailOf(content);
  return [valueOf(content), detail?.key, detail?.get, detail?.set].flatMap((value) =>
    typeof value === 'object' && value?.type === 'object' ? [value.id] : [],
  );
}
