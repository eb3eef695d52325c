/**
 * Brings what a program held in another run into this one: planned, written, read back and settled as a rollback is. The
 * state before is kept, so that it can be undone. The comparison that makes the plan is made again of what was read back,
 * and what it does not find any more is restored.
 */
import { digestOf } from '../plan/digest';
import { planChanges, presentWrite } from '../plan/plan';
import { failed, judgeWrite } from '../plan/verdicts';
import type {
  ArchiveComparison,
  PathVerdict,
  PlanArchivedParams,
  RollbackPlan,
  SettleArchivedParams,
  Settlement,
  WriteOrder,
} from '../protocol';
import { SavepointError } from '../savepointError';
import { sameContent } from '../session/changes';
import type { Moment } from '../session/moment';
import { ownerNow } from '../session/ownerNow';
import { PathResolver } from '../session/resolvePath';
import type { Session } from '../session/session';
import { ShownPlans } from '../session/shownPlans';
import type { Slot } from '../value';
import type { Checkpoint } from './checkpointFile';
import { differencesOf, type Differing, ORDER, placeKey } from './differences';
import { loadCheckpoint } from './loadCheckpoint';
import { Making } from './making';
import { byStep, Matching, type Side, sideOf } from './matching';
import { asDifference, plant } from './planting';

interface Pending {
  readonly plan: RollbackPlan;
  readonly then: Side;
  readonly before: Moment;
  /** In the order of the writes. */
  readonly places: readonly Differing[];
  /** What the first read-back found, once the writes are to be put back. */
  readonly verdicts?: readonly PathVerdict[];
}

export class ArchivedRestores {
  #pending: Pending | undefined;
  #plans = 0;
  readonly #shown = new ShownPlans();

  constructor(private readonly session: Session) {}

  /** @param checkpoint holds one savepoint: what the plan leads to depends on nothing outside of the parameters */
  plan(
    { capture, paths, expected }: Pick<PlanArchivedParams, 'capture' | 'paths' | 'expected'>,
    checkpoint: Checkpoint,
  ): { plan: RollbackPlan; planting: ReturnType<typeof plant>['planting'] } {
    const { session } = this;
    const then = savedSide(checkpoint);
    session.observe(capture);
    const before = session.present;
    const present = sideOf(session, before);
    const matching = new Matching(then, present, 'ask');
    const making = new Making(then, matching);
    const { places, lost, leftAlone } = differencesOf(then, present, matching, making);
    const chosen = paths === undefined ? places : chosenOf(places, paths, then);
    const known = chosen.filter(({ obstacle }) => obstacle === undefined);
    const { writes, obstacles } = planChanges(known.map(asDifference), (owner) => ownerNow(session, owner));
    const written = known.filter(({ path }) => writes.some((write) => write.path === path));
    const planted = plant(written, then, making);
    const content = {
      goal: ['archived', checkpoint.name, checkpoint.savepoints[0]?.name ?? ''],
      order: { epoch: 0, writes: [] },
      writes: planted.places.map(asDifference),
      obstacles: [
        ...chosen.flatMap(({ path, obstacle: reason }) =>
          reason === undefined ? [] : [{ path, verdict: 'refused' as const, reason }],
        ),
        ...obstacles,
        ...(paths === undefined ? lost : []),
      ],
      doubtful: [],
    };
    const digest = digestOf(content);
    if (expected !== undefined && expected !== digest) throw this.#shown.stale(expected, content);
    this.#shown.add(digest, content);
    const preview = { now: session.previewAt(before.version), target: then.session.previewAt(then.moment.version) };
    const plan: RollbackPlan = {
      id: ++this.#plans,
      digest,
      target: checkpoint.savepoints[0]?.name ?? checkpoint.name,
      writes: content.writes.map((write) => presentWrite(write, preview)),
      obstacles: content.obstacles,
      doubtful: [],
      limits: limitsOf(leftAlone),
    };
    this.#pending = { plan, then, before, places: planted.places };
    return { plan, planting: planted.planting };
  }

  settle(params: SettleArchivedParams): Settlement {
    const pending = this.#pending;
    this.#pending = undefined;
    if (pending?.plan.id !== params.plan || pending.before.version > this.session.store.version)
      throw new SavepointError('stale-plan', 'The program has changed since this was planned: plan it again.');
    const { session } = this;
    session.observe(params.capture, 'savepoint');
    return pending.verdicts === undefined
      ? this.#settleWrites(pending, params)
      : { kind: 'report', report: this.#settlePutBack(pending, pending.verdicts) };
  }

  #settleWrites(pending: Pending, params: SettleArchivedParams): Settlement {
    const { then, places, plan } = pending;
    const left = this.#differing(then);
    const verdicts = places.map((place, index): PathVerdict => {
      const write = asDifference(place);
      const present = left.get(placeKey(place));
      const after = present === undefined ? place.target : present.now;
      const failure = params.failures.find((found) => found.write === index)?.reason;
      const { interrupted } = params;
      return judgeWrite(
        write,
        { after, ...(failure !== undefined && { failure }), ...(interrupted !== undefined && { interrupted }) },
        // Objects of the two runs may have the same ids by chance: what is there is the target where no difference is left.
        (one, other) => (other === write.target ? one === after && present === undefined : sameContent(one, other)),
      );
    });
    if (params.onPartialFailure === 'undo' && verdicts.some(failed)) {
      this.#pending = { ...pending, verdicts };
      return { kind: 'put-back', order: putBackOrder(pending) };
    }
    this.#keepBefore(pending, params);
    const all = [...verdicts, ...plan.obstacles];
    return {
      kind: 'report',
      report: { outcome: all.some(failed) ? 'partial' : 'restored', trace: this.#trace(plan), verdicts: all },
    };
  }

  /** The writes were put back: nothing is claimed as undone but what reads as it did before. */
  #settlePutBack({ places, plan }: Pending, verdicts: readonly PathVerdict[]) {
    const present = sideOf(this.session, this.session.present);
    const after = places.map((place, index): PathVerdict => {
      const { path } = place;
      if (!sameContent(presentContent(present, place), place.now))
        return { path, verdict: 'unknown', reason: 'it was written and could not be put back' };
      const first = verdicts[index];
      return first !== undefined && failed(first) ? first : { path, verdict: 'unchanged' };
    });
    const undone = after.every(({ verdict }) => verdict !== 'unknown');
    return { outcome: undone ? ('undone' as const) : ('partial' as const), trace: this.#trace(plan), verdicts: after };
  }

  /** By place, what still differs. */
  #differing(then: Side): Map<string, Differing> {
    const present = sideOf(this.session, this.session.present);
    const matching = new Matching(then, present, 'leave');
    const { places } = differencesOf(then, present, matching, new Making(then, matching));
    return new Map(places.map((place) => [placeKey(place), place]));
  }

  /** So that it can be undone. */
  #keepBefore({ plan, before }: Pending, { at, keepBranches }: SettleArchivedParams): void {
    const { session } = this;
    const savepoints = session.store.savepoints();
    const base = savepoints.at(-1)?.version ?? before.version;
    const left = {
      name: plan.target,
      before,
      departure: before.version,
      kind: 'values',
      savepoints: savepoints.map(({ id }) => id),
      base,
      changes: Array.from(session.changes(base, before.version)).length,
      leftAt: at,
    } as const;
    session.history.leave(left, { by: 'rollback' }, keepBranches);
  }

  #trace({ id }: RollbackPlan): string {
    return `${this.session.id}/archived/${id}`;
  }
}

/** What differs between a savepoint of an archive and the session as it was read last. */
export function compareArchived(session: Session, archive: Session, savepoint: number): ArchiveComparison {
  const then = sideOf(archive, archive.momentOf(savepoint));
  const present = sideOf(session, session.present);
  const matching = new Matching(then, present, 'ask');
  const { places, lost, leftAlone } = differencesOf(then, present, matching, new Making(then, matching));
  const preview = { now: archive.previewAt(then.moment.version), target: session.previewAt(present.moment.version) };
  const isRedacted = ({ target }: Differing): boolean => isRedactedContent(target);
  return {
    changes: places
      .filter((place) => !isRedacted(place))
      .map((place) => {
        const {
          path,
          kind,
          now: before,
          target: after,
        } = presentWrite({ ...asDifference(place), now: place.target, target: place.now }, preview);
        return { path, kind, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
      }),
    missingCalls: lost.map(({ path }) => path),
    notCompared: [...leftAlone, ...places.filter(isRedacted).map(({ path }) => path)],
  };
}

function isRedactedContent(content: Slot | null): boolean {
  const value = typeof content === 'object' && content?.type === 'slot' ? content.value : content;
  return typeof value === 'object' && value?.type === 'redacted';
}

/** The one savepoint of a checkpoint. */
function savedSide(checkpoint: Checkpoint): Side {
  const session = loadCheckpoint('archive', checkpoint);
  const [only] = [...session.savepoints(), ...session.autoSavepoints.all.map(({ savepoint }) => savepoint)];
  if (only === undefined)
    throw new SavepointError('no-savepoint', `There is no savepoint in what is kept of '${session.name}'.`);
  return sideOf(session, session.momentOf(only.id));
}

/** Those that are named, or in what is named. */
function chosenOf(
  places: readonly Differing[],
  paths: readonly string[],
  { session, moment, state }: Side,
): readonly Differing[] {
  const resolver = new PathResolver(moment.frames, state, (object) => session.heap.info(object));
  for (const path of paths)
    if (resolver.resolve(path) === undefined && !places.some((place) => place.path === path))
      throw new SavepointError('no-path', `No variable or property '${path}' is in what is kept of '${session.name}'.`);
  return places.filter(({ path }) => paths.some((holder) => path === holder || isInside(path, holder)));
}

function isInside(path: string, holder: string): boolean {
  return path.startsWith(holder) && /^[.[{]/u.test(path.slice(holder.length));
}

function presentContent(present: Side, { pair, step, now }: Differing): Slot | null {
  return step === ORDER ? now : (byStep(present, pair.now).get(step)?.content ?? null);
}

/** Everything that differs in what was written to. */
function putBackOrder({ before, places }: Pending): WriteOrder {
  const objects = new Set(places.flatMap(({ pair }) => ('object' in pair.now ? [pair.now.object] : [])));
  const variables = new Map<number, string[]>();
  for (const { pair, slot } of places)
    if ('frame' in pair.now) variables.set(pair.now.frame, [...(variables.get(pair.now.frame) ?? []), slot]);
  return {
    epoch: before.epoch,
    writes: [
      ...[...objects].map((object) => ({ owner: { object } })),
      ...[...variables].map(([frame, slots]) => ({ owner: { frame }, slots })),
    ],
  };
}

function limitsOf(leftAlone: readonly string[]): RollbackPlan['limits'] {
  if (leftAlone.length === 0) return [];
  const reason = 'a file does not hold functions, accessors and the like: what is there is left alone';
  return [{ label: 'opaque', reason, count: leftAlone.length, examples: leftAlone.slice(0, 3) }];
}
