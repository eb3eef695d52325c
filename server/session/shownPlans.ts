/** The plans that were handed out lately: so that one which is no longer true can be refused by what has changed. */
import type { PlannedContent } from '../plan/digest';
import { SavepointError } from '../savepointError';
import { cellPath } from './cells';
import { sameContent } from './changes';

/** How many are remembered. */
const KEPT = 4;
/** How many places are named. */
const NAMED = 3;

export class ShownPlans {
  readonly #plans = new Map<string, PlannedContent>();

  add(digest: string, content: PlannedContent): void {
    this.#plans.delete(digest);
    this.#plans.set(digest, content);
    for (const oldest of this.#plans.keys()) {
      if (this.#plans.size <= KEPT) return;
      this.#plans.delete(oldest);
    }
  }

  /** Why a plan is not to be carried out: another one would be now. */
  stale(digest: string, present: PlannedContent): SavepointError {
    const shown = this.#plans.get(digest);
    const places = shown === undefined ? [] : differingPlaces(shown, present);
    const named = [...places.slice(0, NAMED), ...(places.length > NAMED ? ['…'] : [])].join(', ');
    return new SavepointError(
      'stale-plan',
      named === ''
        ? 'The program or its savepoints have changed since this rollback was planned: nothing was written; plan it again.'
        : `Since this rollback was planned, this has changed: ${named}. Nothing was written; plan it again.`,
    );
  }
}

/** The paths that one of two plans writes and the other does not, or writes over something else. */
function differingPlaces(one: PlannedContent, other: PlannedContent): string[] {
  const [before, after] = [writesOf(one), writesOf(other)];
  const paths = new Set<string>();
  for (const [cell, write] of [...before, ...after]) {
    const [then, now] = [before.get(cell), after.get(cell)];
    const same = then !== undefined && now !== undefined;
    if (!same || !sameContent(then.now, now.now) || !sameContent(then.target, now.target)) paths.add(write.path);
  }
  return [...paths];
}

function writesOf({ writes }: PlannedContent): Map<string, PlannedContent['writes'][number]> {
  return new Map(writes.map((write) => [`${cellPath(write.owner, write.slot)} ${write.into ?? ''}`, write]));
}
