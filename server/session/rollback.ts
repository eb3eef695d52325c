/**
 * A rollback's two halves: the plan, made before anything is written, and the settling, after the debuggee was read
 * back. In between the client writes; the store does not move before the read-back has said what is true.
 */
import { digestOf } from '../plan/digest';
import { type Difference, orderOf, planChanges, presentWrite, type WritePreview } from '../plan/plan';
import { failed, judgeWrite } from '../plan/verdicts';
import type {
  Change,
  PathVerdict,
  PlanParams,
  PlanTarget,
  PlannedWrite,
  RollbackPlan,
  RollbackReport,
  Settlement,
  SettleParams,
  Standpoint,
  WriteFailure,
  WriteOrder,
} from '../protocol';
import { SavepointError } from '../savepointError';
import type { Savepoint as StoreSavepoint } from '../store';
import { valueOf } from '../slot';
import type { Capture, Owner } from '../value';
import { earlierCalls } from './calls';
import { cellPath, ownerPath } from './cells';
import { choosePlaces } from './choosePlaces';
import { mergeByPath, type PlaceChange, placeChanges, presentChange, sameContent } from './changes';
import { type Goal, goalOf, identityOf, kindOf } from './goal';
import type { Leaving } from './history';
import type { Moment } from './moment';
import { ownerNow } from './ownerNow';
import { ReadBackState } from './readBackState';
import type { Session } from './session';
import { ShownPlans } from './shownPlans';
import { standpointOf } from './standpoint';

interface Pending {
  readonly plan: RollbackPlan;
  readonly goal: Goal;
  readonly scope: 'everything' | 'paths';
  readonly before: Moment;
  readonly writes: readonly Difference[];
  readonly unchanged: readonly string[];
  readonly order: WriteOrder;
  /** What the first read-back found, once the writes are to be put back. */
  readonly verdicts?: readonly PathVerdict[];
}

export class Rollbacks {
  #pending: Pending | undefined;
  #plans = 0;
  readonly #shown = new ShownPlans();
  #rewindsTo: Moment | undefined;

  constructor(readonly session: Session) {}

  plan({ capture, target, paths, sameCalls, expected }: PlanParams): { plan: RollbackPlan; order: WriteOrder } {
    const { session } = this;
    const goal = goalOf(session, target);
    session.observe(capture);
    const before = session.present;
    const state = session.stateAt(goal.moment.version);
    const calls = earlierCalls(session, goal.moment.frames, state, sameCalls);
    const all = [...this.#differences(before.version, goal.moment.version), ...calls.differences];
    const chosen = paths === undefined ? undefined : choosePlaces(session, paths, goal, state);
    const differences = chosen === undefined ? all : all.filter((difference) => chosen.has(difference));
    const { writes, obstacles } = planChanges(differences, (owner) => ownerNow(session, owner));
    const differing = countByOwner(all);
    const order = orderOf(goal.moment.epoch, writes, (owner, slots) => differing.get(ownerPath(owner)) === slots);
    const content = {
      goal: identityOf(goal),
      order,
      writes,
      obstacles: [...obstacles, ...(chosen === undefined ? calls.lost : chosen.lost(calls.differences))],
      doubtful: calls.doubtful,
    };
    const digest = digestOf(content);
    if (expected !== undefined && expected !== digest) throw this.#shown.stale(expected, content);
    this.#shown.add(digest, content);
    const preview = { now: session.previewAt(before.version), target: session.previewAt(goal.moment.version) };
    const plan: RollbackPlan = {
      id: ++this.#plans,
      digest,
      target: goal.name,
      writes: writes.map((write) => this.#presentWrite(write, preview, goal.moment.version)),
      obstacles: content.obstacles,
      doubtful: calls.doubtful,
      limits: capture.tally.reasons,
    };
    const unchanged = chosen?.without(differences) ?? [];
    this.#pending = { plan, goal, scope: chosen ? 'paths' : 'everything', before, writes, unchanged, order };
    return { plan, order };
  }

  /** Says where somebody else's edit would be overwritten. */
  #presentWrite(write: Difference, preview: WritePreview, since: number): PlannedWrite {
    const { owner, slot } = writtenPlace(write);
    const by = this.session.authors.by(cellPath(owner, slot), since);
    return { ...presentWrite(write, preview), ...(by === 'outside' && { by }) };
  }

  /** The state before is kept, as that which undoing the rollback will bring back, and so is what it needs. */
  beginRewind({ capture, target }: { capture: Capture; target: PlanTarget }): Standpoint | null {
    const { session } = this;
    const { moment } = goalOf(session, target);
    session.observe(capture);
    session.rewindOrigin = session.present;
    this.#rewindsTo = moment;
    return standpointOf(session, moment);
  }

  endRewind(outcome: 'arrived' | 'elsewhere'): void {
    const { autoSavepoints } = this.session;
    if (outcome === 'arrived' && this.#rewindsTo !== undefined) autoSavepoints.wentBackTo(this.#rewindsTo);
    this.session.rewindOrigin = undefined;
    this.#rewindsTo = undefined;
  }

  settle(params: SettleParams): Settlement {
    const pending = this.#pending;
    if (pending?.plan.id !== params.plan) throw stalePlan();
    this.#pending = undefined;
    return pending.verdicts === undefined
      ? this.#settleWrites(pending, params)
      : { kind: 'report', report: this.#settlePutBack(pending, pending.verdicts, params) };
  }

  #settleWrites(pending: Pending, params: SettleParams): Settlement {
    const { session } = this;
    const { capture, failures, interrupted, onPartialFailure } = params;
    if (session.store.version !== pending.before.version) throw stalePlan();
    const readBack = new ReadBackState(session.store, capture);
    const verdicts = pending.writes.map((write) => {
      const { owner, slot } = writtenPlace(write);
      const failure = failureOf(failures, write);
      const after = readBack.get(cellPath(owner, slot));
      return judgeWrite(write, { after, ...failure, ...(interrupted !== undefined && { interrupted }) }, sameContent);
    });
    if (onPartialFailure === 'undo' && verdicts.some(failed)) {
      session.observe(capture, 'savepoint');
      this.#pending = { ...pending, verdicts };
      return { kind: 'put-back', order: putBackOrder(pending) };
    }
    const also = this.#alsoChanged(pending, capture);
    this.#commit(pending, readBack, params);
    return { kind: 'report', report: this.#report(pending, this.#withValues(pending, verdicts), also) };
  }

  /** The writes were put back: nothing is claimed as undone but what reads as it did before. */
  #settlePutBack(pending: Pending, verdicts: readonly PathVerdict[], { capture }: SettleParams): RollbackReport {
    const { session } = this;
    session.observe(capture, 'savepoint');
    const after = pending.writes.map((write, index): PathVerdict => {
      const { owner, slot } = writtenPlace(write);
      const present = session.store.get(cellPath(owner, slot)) ?? null;
      if (!sameContent(present, write.now))
        return { path: write.path, verdict: 'unknown', reason: 'it was written and could not be put back' };
      const first = verdicts[index];
      return first !== undefined && failed(first) ? first : { path: write.path, verdict: 'unchanged' };
    });
    const undone = after.every(({ verdict }) => verdict !== 'unknown');
    const told = this.#withValues(pending, after);
    return { outcome: undone ? 'undone' : 'partial', trace: this.#trace(pending), verdicts: told };
  }

  /** The store holds what was read back. */
  #withValues({ writes, plan }: Pending, verdicts: readonly PathVerdict[]): PathVerdict[] {
    const { store } = this.session;
    const preview = this.session.previewAt(store.version);
    return verdicts.map((verdict, index) => {
      const [write, planned] = [writes[index], plan.writes[index]];
      if (write === undefined || planned === undefined) return verdict;
      const after = store.get(placePath(writtenPlace(write)));
      const values = {
        ...(planned.now !== undefined && { before: planned.now }),
        ...(after !== undefined && { after: preview(valueOf(after)) }),
      };
      return { ...verdict, values };
    });
  }

  /**
   * Moves the store to the goal, and then to what was read back wherever that is something else: what came into being
   * since the goal is still there, too, if out of sight.
   */
  #commit(pending: Pending, readBack: ReadBackState, settling: Pick<SettleParams, 'at' | 'keepBranches'>): void {
    const { goal, scope, before } = pending;
    const { session } = this;
    const { store } = session;
    const savepoints = store.savepoints();
    const kind = kindOf(goal, scope);
    if (kind === 'values') session.observe(readBack.capture, 'savepoint');
    else this.#move(goal, before, readBack);
    if (goal.kind === 'rewind-origin') return;
    const base = this.#baseOf(savepoints, goal);
    const left = {
      name: goal.name,
      before: session.rewindOrigin ?? before,
      departure: before.version,
      kind,
      savepoints: savepoints.map(({ id }) => id),
      base,
      changes: session.differing(base, before.version),
      leftAt: settling.at,
    } as const;
    const leaving: Leaving = goal.kind === 'left' ? { by: goal.by, to: goal.to } : { by: 'rollback' };
    session.history.leave(left, leaving, settling.keepBranches);
    session.history.forget(({ departure }) => departure >= store.oldestVersion);
  }

  /** Moves the store, and its savepoints with it. */
  #move(goal: Goal, before: Moment, readBack: ReadBackState): void {
    const { session } = this;
    const { store, heap } = session;
    heap.learn(readBack.capture);
    const version = goal.kind === 'left' ? goal.to.departure : goal.moment.version;
    const truth = readBack.contents(store.diff(before.version, version));
    session.describeUnseen(readBack.capture);
    session.noteAuthor(readBack.capture, 'savepoint');
    if (goal.kind === 'savepoint') store.rollbackTo(goal.savepoint);
    else if (goal.kind === 'transaction') store.rollback();
    else store.reinstate(version);
    session.recordPresence(readBack.capture);
    for (const [path, content] of truth) session.write(path, content);
    session.moved(readBack.capture);
  }

  /** The version from which what was left differs from what it was left for: that of the last savepoint of both. */
  #baseOf(left: readonly StoreSavepoint[], goal: Goal): number {
    const reached = this.session.store.savepoints();
    const common = left.findLast(({ id }) => reached.some((savepoint) => savepoint.id === id));
    return (common ?? reached[0] ?? left[0])?.version ?? goal.moment.version;
  }

  /** What reads otherwise since the writes, and was not to be written. */
  #alsoChanged({ writes, plan }: Pending, capture: Capture): Change[] {
    const { session } = this;
    const planned = new Set(writes.map((write) => placePath(writtenPlace(write))));
    const paths = new Set(plan.writes.map(({ path }) => path));
    const found = capture.changes.flatMap(({ owner, slots }) =>
      slots.flatMap(([slot, after]): PlaceChange[] => {
        const path = cellPath(owner, slot);
        const before = session.store.get(path) ?? null;
        const isKnown = session.store.has(ownerPath(owner)) && !('frame' in owner && before === null);
        if (planned.has(path) || !isKnown || sameContent(before, after)) return [];
        return [{ owner, slot, before, after }];
      }),
    );
    const changes = mergeByPath(found.map((change) => presentChange(change, session.pathOf(change))));
    return changes.filter(({ path }) => !paths.has(path));
  }

  /** Places of objects and calls that the goal knew, and that are there to be written. */
  *#differences(from: number, to: number): Iterable<Difference> {
    const { session } = this;
    const goal = session.stateAt(to);
    for (const change of placeChanges(session.store.diff(to, from), (owner) => goal.has(owner))) {
      const { owner, slot, before: target, after: now } = change;
      if ('frame' in owner && !session.heap.isOnStack(owner.frame)) continue;
      yield { owner, slot, path: session.pathOf(change), now, target };
    }
  }

  #report(pending: Pending, written: readonly PathVerdict[], also: readonly Change[]): RollbackReport {
    const { plan, unchanged } = pending;
    const verdicts = [
      ...written,
      ...plan.obstacles.map(({ path, verdict, reason }) => ({ path, verdict, reason })),
      ...unchanged.map((path): PathVerdict => ({ path, verdict: 'unchanged' })),
    ];
    return {
      outcome: verdicts.some(failed) ? 'partial' : 'restored',
      trace: this.#trace(pending),
      verdicts,
      ...(also.length > 0 && { also }),
    };
  }

  #trace({ plan }: Pending): string {
    return `${this.session.id}/${plan.id}`;
  }
}

function stalePlan(): SavepointError {
  return new SavepointError('stale-plan', 'The program has changed since this rollback was planned: plan it again.');
}

function placePath({ owner, slot }: { owner: Owner; slot: string }): string {
  return cellPath(owner, slot);
}

function writtenPlace({ owner, slot, into }: Difference): { owner: Owner; slot: string } {
  return { owner: into === undefined ? owner : { frame: into }, slot };
}

function failureOf(failures: readonly WriteFailure[], write: Difference): { failure?: string } {
  const owners = [ownerPath(write.owner), ownerPath(writtenPlace(write).owner)];
  const found = failures.find(
    ({ owner, slot }) => owners.includes(ownerPath(owner)) && (slot === undefined || slot === write.slot),
  );
  return found === undefined ? {} : { failure: found.reason };
}

function putBackOrder({ before, order }: Pending): WriteOrder {
  return {
    epoch: before.epoch,
    writes: order.writes.map(({ owner, slots, into }) => ({
      owner: into === undefined ? owner : { frame: into },
      ...(slots !== undefined && { slots }),
    })),
  };
}

function countByOwner(differences: readonly Difference[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { owner } of differences) counts.set(ownerPath(owner), (counts.get(ownerPath(owner)) ?? 0) + 1);
  return counts;
}
