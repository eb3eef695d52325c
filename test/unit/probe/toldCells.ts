/** What a server would know from captures alone: the cells as they were told, and as they were before they were told. */
import assert from 'node:assert/strict';
import type { Capture } from '../../../server/value';

export class ToldCells {
  /** By owner and name; JSON of the slot, `null` where it is not there. */
  #now = new Map<string, string>();
  /** What a cell held before the first change of it was told. */
  readonly #before = new Map<string, string>();
  readonly #owners = new Set<string>();

  take({ changes }: Pick<Capture, 'changes'>): void {
    for (const { owner, slots } of changes) {
      const ownerKey = JSON.stringify(owner);
      const isNew = !this.#owners.has(ownerKey);
      this.#owners.add(ownerKey);
      for (const [name, after, before = null] of slots) {
        const key = `${ownerKey} ${name}`;
        const known = this.#now.get(key);
        if (known === undefined) this.#before.set(key, JSON.stringify(before));
        else if (!isNew) assert.equal(JSON.stringify(before), known, `${key}: told before differs from what was told`);
        this.#now.set(key, JSON.stringify(after));
      }
    }
  }

  copy(): ReadonlyMap<string, string> {
    return new Map(this.#now);
  }

  /** Asserts that the owners that an earlier copy knew hold what they held then. */
  assertEqual(copy: ReadonlyMap<string, string>): void {
    const owners = new Set([...copy.keys()].map(ownerOf));
    for (const [key, now] of this.#now) {
      if (!owners.has(ownerOf(key))) continue;
      assert.equal(now, copy.get(key) ?? this.#before.get(key) ?? 'null', key);
    }
  }
}

function ownerOf(key: string): string {
  return key.slice(0, key.indexOf(' '));
}
