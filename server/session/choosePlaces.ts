/** Which differences a rollback of some paths is about: the named places and all that they held. */
import type { Difference } from '../plan/plan';
import type { Obstacle } from '../protocol';
import { SavepointError } from '../savepointError';
import { cellPath, ownerPath, type Place } from './cells';
import { lossOf } from './calls';
import type { Moment } from './moment';
import { resolvePath } from './resolvePath';
import type { Session } from './session';
import type { StateView } from './stateView';

export interface ChosenPlaces {
  has(difference: Difference): boolean;
  /** The chosen bindings of calls that are not there any more, and for which there is no difference to write. */
  lost(written: readonly Difference[]): Obstacle[];
  /** The paths that need no write. */
  without(differences: readonly Difference[]): string[];
}

export function choosePlaces(
  session: Session,
  paths: readonly string[],
  goal: { readonly name: string; readonly moment: Moment },
  state: StateView,
): ChosenPlaces {
  const chosen = paths.map((path) => ({ path, ...choose(session, path, goal, state) }));
  const covers = ({ cell, owners }: Chosen, { owner, slot }: Place): boolean =>
    cell === cellPath(owner, slot) || owners.has(ownerPath(owner));
  return {
    has: (difference) => chosen.some((place) => covers(place, difference)),
    lost: (written) =>
      chosen.flatMap((place) => {
        const { path, call } = place;
        if (call === undefined || session.heap.isOnStack(call.activation)) return [];
        if (written.some((difference) => covers(place, difference))) return [];
        return session.heap.doubtfulFrame(call.activation) === undefined
          ? [{ path, ...lossOf(session, call) }]
          : [{ path, verdict: 'refused' as const, reason: 'it cannot be shown that its call is still the same' }];
      }),
    without: (differences) =>
      chosen
        .filter(
          (place) =>
            (place.call === undefined || session.heap.isOnStack(place.call.activation)) &&
            !differences.some((difference) => covers(place, difference)),
        )
        .map(({ path }) => path),
  };
}

interface Chosen {
  readonly cell: string;
  /** The objects that it held, directly or through others. */
  readonly owners: ReadonlySet<string>;
  /** The call that a binding belongs to. */
  readonly call?: Moment['frames'][number] | undefined;
}

function choose(
  session: Session,
  path: string,
  goal: { readonly name: string; readonly moment: Moment },
  state: StateView,
): Chosen {
  const info = session.heap.info.bind(session.heap);
  const then = resolvePath(path, goal.moment.frames, state, info);
  const place = then ?? resolvePath(path, session.heap.stack, session.stateAt(session.store.version), info);
  if (place === undefined || !state.has(place.owner))
    throw new SavepointError('no-path', `No variable or property '${path}' was captured at '${goal.name}'.`);
  const { owner, slot } = place;
  const content = state.slots(owner).get(slot);
  const objects = content === undefined ? [] : state.reachable(content, (object) => info(object)?.described === true);
  return {
    cell: cellPath(owner, slot),
    owners: new Set([...objects].map((object) => ownerPath({ object }))),
    call: 'frame' in owner ? goal.moment.frames.find(({ activation }) => activation === owner.frame) : undefined,
  };
}
