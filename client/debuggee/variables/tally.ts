/** How much of what a walk found can be written back, and why the rest cannot. */
import { detailOf, unavailability } from '../../../server/slot';
import type { Label, Origin, Owner, Tally, TallyReason } from '../../../server/value';
import { keyOf, type OwnerKey } from './history';
import type { Reading } from './reading';
import type { OwnerReading, Walked } from './walk';

const MOST_EXAMPLES = 3;

const BY_PLACE = 'the debugger does not tell which object is there: what is found in its place counts as the same';
const POINTER = 'a pointer gets its old address back, whether or not what was there is still there';

export function tallyOf({ owners, omitted, unread }: Walked): Tally {
  const reasons = new Reasons();
  let cells = 0;
  let restorable = 0;
  for (const owner of owners.values()) {
    if (owner.identity?.knownBy === 'place' && !isInPlace(owner.identity.class))
      reasons.add('aliased', BY_PLACE, () => pathOf(owners, owner.owner));
    if (owner.cut !== undefined) reasons.add('truncated', owner.cut, () => pathOf(owners, owner.owner));
    for (const [slot, reading] of owner.contents) {
      if (reading.kind === 'object') continue;
      cells++;
      const obstacle = obstacleIn(reading);
      if (obstacle === undefined) restorable++;
      else reasons.add(obstacle.label, obstacle.reason, () => pathOf(owners, owner.owner, slot));
      if (reading.kind === 'pointer' && obstacle === undefined)
        reasons.add('aliased', POINTER, () => pathOf(owners, owner.owner, slot));
    }
  }
  for (const { label, reason, name } of omitted) reasons.add(label, reason, () => name);
  for (const { owner, origin, reason } of unread)
    reasons.add('truncated', reason, () =>
      origin === undefined ? pathOf(owners, owner) : pathOf(owners, ...placeOf(origin)),
    );
  return { cells, restorable, reasons: reasons.all() };
}

/** What is surely part of what it is found in, and no object that something else could be put in the place of. */
function isInPlace(type: string): boolean {
  return type.endsWith(']') || type.startsWith('std::');
}

function obstacleIn({ slot }: Reading): { label: Label; reason: string } | undefined {
  const detail = detailOf(slot);
  if (detail?.label !== undefined) return { label: detail.label, reason: detail.reason ?? detail.label };
  const reason = unavailability(slot);
  return reason === undefined ? undefined : { label: 'opaque', reason };
}

class Reasons {
  readonly #found = new Map<string, { label: Label; reason: string; count: number; examples: string[] }>();

  add(label: Label, reason: string, example: () => string): void {
    const key = `${label} ${reason}`;
    let found = this.#found.get(key);
    if (found === undefined) this.#found.set(key, (found = { label, reason, count: 0, examples: [] }));
    found.count++;
    if (found.examples.length < MOST_EXAMPLES) found.examples.push(example());
  }

  all(): TallyReason[] {
    return [...this.#found.values()];
  }
}

function placeOf(origin: Origin): [Owner, string] {
  return 'frame' in origin ? [{ frame: origin.frame }, origin.name] : [{ object: origin.object }, origin.slot];
}

/** A short name of a place for an example; the server renders paths that can be used. */
function pathOf(owners: ReadonlyMap<OwnerKey, OwnerReading>, owner: Owner, slot?: string): string {
  const steps = slot === undefined ? [] : [slot];
  let at: Owner | undefined = owner;
  for (let deep = 0; at !== undefined && 'object' in at && deep < 100; deep++) {
    const origin: Origin | undefined = owners.get(keyOf(at))?.origin;
    if (origin === undefined) break;
    steps.unshift('frame' in origin ? origin.name : origin.slot);
    at = 'frame' in origin ? undefined : { object: origin.object };
  }
  return steps.map((step, index) => (index === 0 ? step.replace(/^p:/, '') : renderStep(step))).join('');
}

function renderStep(slot: string): string {
  const name = slot.replace(/^p:/, '');
  return /^\d+$/.test(name) ? `[${name}]` : `.${name}`;
}
