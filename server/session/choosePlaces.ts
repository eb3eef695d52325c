/** Which differences a rollback of some paths is about: the named places and all that they held. */
import type { Difference } from '../plan/plan';
import type { Obstacle } from '../protocol';
import { SavepointError } from '../savepointError';
import type { ObjectId } from '../value';
import { cellPath, ownerPath } from './cells';
import { lossOf } from './calls';
import type { Moment } from './moment';
import { PathResolver } from './resolvePath';
import type { Session } from './session';
import { NeedsDescription, type StateView } from './stateView';

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
  const choose = chooser(session, goal, state);
  const chosen = onceDescribed(paths, (path) => ({ path, ...choose(path) }));
  const cells = new Set(chosen.map(({ cell }) => cell));
  const owners = new Set(chosen.flatMap((place) => [...place.owners]));
  return {
    has: ({ owner, slot }) => cells.has(cellPath(owner, slot)) || owners.has(ownerPath(owner)),
    lost: (written) => {
      const differs = differing(written);
      return chosen.flatMap((place) => {
        const { path, call } = place;
        if (call === undefined || session.heap.isOnStack(call.activation) || differs(place)) return [];
        return session.heap.doubtfulFrame(call.activation) === undefined
          ? [{ path, ...lossOf(session, call) }]
          : [{ path, verdict: 'refused' as const, reason: 'it cannot be shown that its call is still the same' }];
      });
    },
    without: (differences) => {
      const differs = differing(differences);
      const isThere = ({ call }: Chosen): boolean => call === undefined || session.heap.isOnStack(call.activation);
      return chosen.filter((place) => isThere(place) && !differs(place)).map(({ path }) => path);
    },
  };
}

/** What `read` gives for each; all the objects that it needs described are asked for at once. */
function onceDescribed<T>(paths: readonly string[], read: (path: string) => T): T[] {
  const found: T[] = [];
  const needed = new Set<ObjectId>();
  for (const path of paths)
    try {
      found.push(read(path));
    } catch (error) {
      if (!(error instanceof NeedsDescription)) throw error;
      for (const object of error.objects) needed.add(object);
    }
  if (needed.size > 0) throw new NeedsDescription([...needed]);
  return found;
}

/** Whether a chosen place, or something that it holds, is among the differences. */
function differing(differences: readonly Difference[]): (place: Chosen) => boolean {
  const cells = new Set(differences.map(({ owner, slot }) => cellPath(owner, slot)));
  const owners = new Set(differences.map(({ owner }) => ownerPath(owner)));
  return (place) => cells.has(place.cell) || [...place.owners].some((owner) => owners.has(owner));
}

interface Chosen {
  readonly cell: string;
  /** The objects that it held, directly or through others. */
  readonly owners: ReadonlySet<string>;
  /** The call that a binding belongs to. */
  readonly call?: Moment['frames'][number] | undefined;
}

function chooser(
  session: Session,
  goal: { readonly name: string; readonly moment: Moment },
  state: StateView,
): (path: string) => Chosen {
  const { heap, store } = session;
  const info = heap.info.bind(heap);
  const then = new PathResolver(goal.moment.frames, state, info);
  const now = new PathResolver(heap.stack, session.stateAt(store.version), info);
  return (path) => {
    const place = then.resolve(path) ?? now.resolve(path);
    if (place === undefined || !state.has(place.owner))
      throw new SavepointError('no-path', `No variable or property '${path}' was captured at '${goal.name}'.`);
    const { owner, slot } = place;
    const content = state.get(owner, slot);
    const objects = content === undefined ? [] : state.reachable(content, (object) => info(object)?.described === true);
    return {
      cell: cellPath(owner, slot),
      owners: new Set([...objects].map((object) => ownerPath({ object }))),
      call: 'frame' in owner ? goal.moment.frames.find(({ activation }) => activation === owner.frame) : undefined,
    };
  };
}
