/** From a walk to the capture that the server is sent: what differs from the walk before, and what it does not know. */
import type { Capture, ObjectInfo, Owner, OwnerChanges } from '../../../server/value';
import { differences, unknownContents, unknownReading } from './differences';
import { type History, keyOf, type OwnerKey } from './history';
import { type Contents, printsSame, type Reading } from './reading';
import { tallyOf } from './tally';
import type { OwnerReading, Walked } from './walk';

/** Places that were written and of which it is not certain what was made of it. */
export interface Unproved {
  /** Written since they were last read. */
  readonly owners: Set<OwnerKey>;
  /** The adapter has not answered yet, so that a write may still be done; by owner and slot, all that was to be written. */
  readonly pending: ReadonlyMap<OwnerKey, ReadonlyMap<string, ReadonlySet<Reading>>>;
}

export class Reporter {
  readonly #told = new Map<number, string>();
  /** Objects of which it was told that they were not read; no slot of theirs can be said to have been added since. */
  readonly #saidUnread = new Map<number, string>();
  #visited: ReadonlySet<OwnerKey> = new Set();

  constructor(private readonly history: History) {}

  capture(epoch: number, found: Walked, unproved: Unproved): Capture {
    const walked = { ...found, owners: withPending(found.owners, unproved.pending) };
    const objects: ObjectInfo[] = [];
    const changes: OwnerChanges[] = [];
    for (const reading of walked.owners.values()) {
      const info = this.#news(reading);
      if (info !== undefined) objects.push(info);
      this.#compare(epoch, reading.owner, reading.contents, reading, changes);
      this.history.sees(reading.owner, epoch);
      unproved.owners.delete(keyOf(reading.owner));
    }
    for (const [owner, reason] of this.#lost(walked, unproved.owners)) {
      const latest = this.history.latest(owner);
      if (latest !== undefined) this.#compare(epoch, owner, unknownContents(latest.contents, reason), latest, changes);
    }
    this.#visited = new Set(walked.owners.keys());
    return {
      epoch,
      frames: walked.frames,
      objects,
      changes,
      tally: tallyOf(walked),
      ...(walked.truncated !== undefined && { truncated: walked.truncated }),
    };
  }

  #compare(
    epoch: number,
    owner: Owner,
    contents: Contents,
    { origin }: Pick<OwnerReading, 'origin'>,
    changes: OwnerChanges[],
  ): void {
    const latest = this.history.latest(owner);
    const slots = differences(latest?.contents, contents);
    const hasMoved = JSON.stringify(latest?.origin) !== JSON.stringify(origin);
    if (latest === undefined || slots.length > 0 || hasMoved)
      this.history.record(owner, {
        epoch,
        contents: slots.length === 0 && latest !== undefined ? latest.contents : contents,
        ...(origin !== undefined && { origin }),
      });
    if (slots.length > 0) changes.push({ owner, slots });
  }

  #labelOf(id: number): Pick<ObjectInfo, 'label' | 'reason'> {
    const reason = this.#saidUnread.get(id);
    return reason === undefined ? {} : { label: 'truncated', reason };
  }

  #news({ identity, kind, origin, contents }: OwnerReading): ObjectInfo | undefined {
    if (identity === undefined || origin === undefined) return undefined;
    const { id, class: name } = identity;
    const info = {
      id,
      class: name,
      kind,
      origin,
      described: true,
      size: contents.size,
      fixed: true as const,
      ...this.#labelOf(id),
    };
    const text = JSON.stringify(info);
    if (this.#told.get(id) === text) return undefined;
    this.#told.set(id, text);
    return info;
  }

  /** What was met and not read is an object whose slots are all unknown; should it be read later, they stay so. */
  describeUnread(unread: Walked['unread'], asked: readonly number[]): ObjectInfo[] {
    return unread.flatMap(({ identity, origin, reason }) => {
      if (identity === undefined || origin === undefined || !asked.includes(identity.id)) return [];
      const { id, class: name } = identity;
      this.#saidUnread.set(id, reason);
      return [{ id, class: name, kind: 'object', origin, described: true, size: 0, label: 'truncated', reason }];
    });
  }

  /** Owners of which it is not known any more what they hold, and why. */
  #lost(walked: Walked, written: ReadonlySet<OwnerKey>): Map<Owner, string> {
    const lost = new Map<Owner, string>();
    for (const { owner, reason } of walked.unread) lost.set(owner, reason);
    const isCut = walked.truncated !== undefined || walked.unread.length > 0;
    if (!isCut && written.size === 0) return lost;
    const told = new Set([...lost.keys()].map(keyOf));
    for (const owner of this.history.owners()) {
      const key = keyOf(owner);
      if (walked.owners.has(key) || told.has(key)) continue;
      if (written.has(key)) lost.set(owner, 'it was written, and could not be read since');
      else if (isCut && 'object' in owner && this.#visited.has(key)) lost.set(owner, 'the reading was cut before it');
    }
    return lost;
  }
}

function withPending(
  owners: ReadonlyMap<OwnerKey, OwnerReading>,
  pending: Unproved['pending'],
): ReadonlyMap<OwnerKey, OwnerReading> {
  if (pending.size === 0) return owners;
  return new Map(
    [...owners].map(([key, owner]) => {
      const slots = pending.get(key);
      return [key, slots === undefined ? owner : { ...owner, contents: withoutPending(owner.contents, slots) }];
    }),
  );
}

function withoutPending(contents: Contents, slots: ReadonlyMap<string, ReadonlySet<Reading>>): Contents {
  return new Map(
    [...contents].map(([name, reading]) => {
      const isDone = [...(slots.get(name) ?? [])].every((target) => printsSame(reading, target));
      return [name, isDone ? reading : unknownReading(reading, 'the debugger has not answered to a write of it yet')];
    }),
  );
}
