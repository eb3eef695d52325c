/**
 * A rollback's two halves: the plan, made before anything is written, and the settling, after the debuggee was read
 * back. In between the client writes; the store does not move before the read-back has said what is true.
 */
import { type Difference, orderOf, type OwnerNow, planChanges, presentWrite } from '../plan/plan';
import { failed, judgeWrite } from '../plan/verdicts';
import type {
  PathVerdict,
  PlanParams,
  PlanTarget,
  RollbackPlan,
  RollbackReport,
  Settlement,
  SettleParams,
  Standpoint,
  WriteFailure,
  WriteOrder,
} from '../protocol';
import { SavepointError } from '../savepointError';
import { detailOf } from '../slot';
import { sameValue } from '../store';
import type { Capture, Owner, Slot } from '../value';
import { earlierCalls } from './calls';
import { cellPath, ownerPath } from './cells';
import { choosePlaces } from './choosePlaces';
import { placeChanges } from './changes';
import type { Moment } from './moment';
import { ReadBackState } from './readBackState';
import { noTransaction, type Session, type Undo } from './session';
import { standpointOf } from './standpoint';

type Goal =
  | { readonly kind: 'savepoint'; readonly name: string; readonly moment: Moment; readonly savepoint: number }
  | { readonly kind: 'transaction'; readonly name: string; readonly moment: Moment }
  /** It is in no transaction, so that going back to it ends no savepoint. */
  | { readonly kind: 'automatic'; readonly name: string; readonly moment: Moment }
  | { readonly kind: 'undo'; readonly name: string; readonly moment: Moment; readonly undo: Undo }
  | { readonly kind: 'rewind-origin'; readonly name: string; readonly moment: Moment };

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
  #rewindsTo: Moment | undefined;

  constructor(readonly session: Session) {}

  plan({ capture, target, paths, sameCalls }: PlanParams): { plan: RollbackPlan; order: WriteOrder } {
    const { session } = this;
    const goal = this.#goal(target);
    session.observe(capture);
    const before = session.present;
    const state = session.stateAt(goal.moment.version);
    const calls = earlierCalls(session, goal.moment.frames, state, sameCalls);
    const all = [...this.#differences(before.version, goal.moment.version), ...calls.differences];
    const chosen = paths === undefined ? undefined : choosePlaces(session, paths, goal, state);
    const differences = chosen === undefined ? all : all.filter((difference) => chosen.has(difference));
    const { writes, obstacles } = planChanges(differences, (owner) => this.#ownerNow(owner));
    const preview = { now: session.previewAt(before.version), target: session.previewAt(goal.moment.version) };
    const plan: RollbackPlan = {
      id: ++this.#plans,
      target: goal.name,
      writes: writes.map((write) => presentWrite(write, preview)),
      obstacles: [...obstacles, ...(chosen === undefined ? calls.lost : chosen.lost(calls.differences))],
      doubtful: calls.doubtful,
      limits: capture.tally.reasons,
    };
    const differing = countByOwner(all);
    const order = orderOf(goal.moment.epoch, writes, (owner, slots) => differing.get(ownerPath(owner)) === slots);
    const unchanged = chosen?.without(differences) ?? [];
    this.#pending = { plan, goal, scope: chosen ? 'paths' : 'everything', before, writes, unchanged, order };
    return { plan, order };
  }

  /** The state before is kept, as that which undoing the rollback will bring back, and so is what it needs. */
  beginRewind({ capture, target }: { capture: Capture; target: PlanTarget }): Standpoint | null {
    const { session } = this;
    const { moment } = this.#goal(target);
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

  #settleWrites(pending: Pending, { capture, failures, onPartialFailure }: SettleParams): Settlement {
    const { session } = this;
    if (session.store.version !== pending.before.version) throw stalePlan();
    const readBack = new ReadBackState(session.store, capture);
    const verdicts = pending.writes.map((write) => {
      const { owner, slot } = writtenPlace(write);
      const failure = failureOf(failures, write);
      return judgeWrite(write, { after: readBack.get(cellPath(owner, slot)), ...failure }, sameContent);
    });
    if (onPartialFailure === 'undo' && verdicts.some(failed)) {
      session.observe(capture);
      this.#pending = { ...pending, verdicts };
      return { kind: 'put-back', order: putBackOrder(pending) };
    }
    this.#commit(pending, readBack);
    return { kind: 'report', report: this.#report(pending, verdicts) };
  }

  /** The writes were put back: nothing is claimed as undone but what reads as it did before. */
  #settlePutBack(pending: Pending, verdicts: readonly PathVerdict[], { capture }: SettleParams): RollbackReport {
    const { session } = this;
    session.observe(capture);
    const after = pending.writes.map((write, index): PathVerdict => {
      const { owner, slot } = writtenPlace(write);
      const present = session.store.get(cellPath(owner, slot)) ?? null;
      if (!sameContent(present, write.now))
        return { path: write.path, verdict: 'unknown', reason: 'it was written and could not be put back' };
      const first = verdicts[index];
      return first !== undefined && failed(first) ? first : { path: write.path, verdict: 'unchanged' };
    });
    const undone = after.every(({ verdict }) => verdict !== 'unknown');
    return { outcome: undone ? 'undone' : 'partial', trace: this.#trace(pending), verdicts: after };
  }

  /**
   * Moves the store to the goal, and then to what was read back wherever that is something else: what came into being
   * since the goal is still there, too, if out of sight.
   */
  #commit({ goal, scope, before }: Pending, readBack: ReadBackState): void {
    const { session } = this;
    const { store, heap } = session;
    const kind = kindOf(goal, scope);
    if (goal.kind === 'undo') session.undos.pop();
    else if (goal.kind !== 'rewind-origin') session.undos.push(undoOf(session, goal.name, before, kind));
    if (kind === 'values' || goal.kind === 'automatic' || goal.kind === 'rewind-origin') {
      session.observe(readBack.capture);
      return;
    }
    heap.learn(readBack.capture);
    const version = goal.kind === 'undo' ? goal.undo.departure : goal.moment.version;
    const truth = readBack.contents(store.diff(before.version, version));
    session.describeUnseen(readBack.capture);
    if (goal.kind === 'savepoint') store.rollbackTo(goal.savepoint);
    else if (goal.kind === 'transaction') store.rollback();
    else store.reinstate(version);
    session.recordPresence(readBack.capture);
    for (const [path, content] of truth) session.write(path, content);
    session.moved(readBack.capture);
  }

  #goal(target: PlanTarget): Goal {
    const { session } = this;
    if (target.kind === 'undo') {
      const undo = session.undos.at(-1);
      if (undo === undefined)
        throw new SavepointError('no-rollback', `There is no rollback to undo in '${session.name}'.`);
      return { kind: 'undo', name: undo.name, moment: undo.before, undo };
    }
    if (target.kind === 'savepoint') {
      const { id, name } = session.find(target.savepoint);
      if (session.isAutomatic(id)) return { kind: 'automatic', name, moment: session.momentOf(id) };
      return { kind: 'savepoint', name, moment: session.momentOf(id), savepoint: id };
    }
    if (target.kind === 'rewind-origin') {
      if (session.rewindOrigin === undefined) throw new Error('No rewind is under way.');
      return { kind: 'rewind-origin', name: 'the state before the rewind', moment: session.rewindOrigin };
    }
    const outermost = session.savepoints()[0];
    if (outermost === undefined) throw noTransaction(session.name);
    return { kind: 'transaction', name: outermost.name, moment: session.momentOf(outermost.id) };
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

  #ownerNow(owner: Owner): OwnerNow {
    const { heap, store } = this.session;
    const info = 'object' in owner ? heap.info(owner.object) : undefined;
    return {
      ...(info?.label !== undefined && { label: info.label }),
      ...(info?.reason !== undefined && { reason: info.reason }),
      fixed: info?.fixed === true,
      extensible: store.get(cellPath(owner, 'i:extensible')) !== false,
    };
  }

  #report(pending: Pending, written: readonly PathVerdict[]): RollbackReport {
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
    };
  }

  #trace({ plan }: Pending): string {
    return `${this.session.id}/${plan.id}`;
  }
}

/** Whether savepoints end with it, or it writes values and no more. */
function kindOf(goal: Goal, scope: Pending['scope']): Undo['kind'] {
  if (goal.kind === 'undo') return goal.undo.kind;
  return scope === 'paths' || goal.kind === 'automatic' || goal.kind === 'rewind-origin' ? 'values' : 'store';
}

function undoOf(session: Session, name: string, before: Moment, kind: Undo['kind']): Undo {
  return {
    name,
    before: session.rewindOrigin ?? before,
    departure: before.version,
    kind,
    savepoints: session.store.savepoints().map(({ id }) => id),
  };
}

function stalePlan(): SavepointError {
  return new SavepointError('stale-plan', 'The program has changed since this rollback was planned: plan it again.');
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

/** A label says how a place can be written, not what it holds. */
function sameContent(one: Slot | null, other: Slot | null): boolean {
  if (one === null || other === null) return one === other;
  return sameValue(withoutLabel(one), withoutLabel(other));
}

function withoutLabel(slot: Slot): Slot {
  const detail = detailOf(slot);
  if (detail?.label === undefined) return slot;
  const { label: _label, reason: _reason, ...content } = detail;
  return Object.keys(content).length === 2 && content.value !== null ? content.value : content;
}
