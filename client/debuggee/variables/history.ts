/**
 * What each owner's variables held, reading by reading. An owner has a new version only where something in it differs, and
 * only the versions that some epoch still asks for are kept.
 */
import type { ObjectId, Origin, Owner } from '../../../server/value';
import type { Contents } from './reading';

export interface Version {
  /** The reading that found it. */
  readonly epoch: number;
  readonly contents: Contents;
  /** Where an object was found then. */
  readonly origin?: Origin;
}

interface Past {
  readonly owner: Owner;
  /** Ascending; the last one is what was read last. */
  versions: Version[];
  /** From which reading to which it was in sight, ascending. */
  readonly seen: { from: number; to: number }[];
}

export type OwnerKey = string;

export function keyOf(owner: Owner): OwnerKey {
  return 'object' in owner ? `o${owner.object}` : `f${owner.frame}`;
}

export class History {
  readonly #pasts = new Map<OwnerKey, Past>();

  owners(): readonly Owner[] {
    return [...this.#pasts.values()].map(({ owner }) => owner);
  }

  latest(owner: Owner): Version | undefined {
    return this.#pasts.get(keyOf(owner))?.versions.at(-1);
  }

  /** What was known to be there at that epoch. */
  at(owner: Owner, epoch: number): Version | undefined {
    return this.#pasts.get(keyOf(owner))?.versions.findLast((version) => version.epoch <= epoch);
  }

  /** These objects, and those that they were last found through. */
  waysTo(owners: Iterable<OwnerKey>): Set<ObjectId> {
    const found = new Set<ObjectId>();
    for (const key of owners)
      for (
        let owner = this.#pasts.get(key)?.owner;
        owner !== undefined && 'object' in owner && !found.has(owner.object);
      ) {
        found.add(owner.object);
        const origin = this.latest(owner)?.origin;
        owner = origin === undefined || 'frame' in origin ? undefined : { object: origin.object };
      }
    return found;
  }

  record(owner: Owner, version: Version): void {
    const past = this.#pasts.get(keyOf(owner));
    if (past === undefined) this.#pasts.set(keyOf(owner), { owner, versions: [version], seen: [] });
    else past.versions.push(version);
  }

  /** Notes that a reading had the owner in sight. */
  sees(owner: Owner, epoch: number): void {
    const seen = this.#pasts.get(keyOf(owner))?.seen;
    const last = seen?.at(-1);
    if (last?.to === epoch - 1) last.to = epoch;
    else seen?.push({ from: epoch, to: epoch });
  }

  /** What an owner held while it was out of sight, nobody knows. */
  wasSeen(owner: Owner, epoch: number): boolean {
    return this.#pasts.get(keyOf(owner))?.seen.some(({ from, to }) => from <= epoch && epoch <= to) === true;
  }

  /** Lets go of the versions that neither these epochs nor the next comparison needs. */
  retain(epochs: readonly number[]): void {
    const ascending = [...epochs].sort((one, other) => one - other);
    for (const past of this.#pasts.values()) {
      if (past.versions.length === 1) continue;
      past.versions = past.versions.filter(({ epoch }, index) => {
        const next = past.versions[index + 1]?.epoch ?? Infinity;
        return next === Infinity || ascending.some((kept) => kept >= epoch && kept < next);
      });
    }
  }

  /** How many versions are held, for tests of what a savepoint costs. */
  get size(): number {
    let size = 0;
    for (const { versions } of this.#pasts.values()) size += versions.length;
    return size;
  }
}
