/**
 * What in a running program corresponds to what in a state of another run of it: calls by their function and place on the
 * stack, objects by the ways that lead to them from there, at the same class and kind. Each object has one counterpart or
 * none, so that aliases on either side are seen.
 */
import type { Moment } from '../session/moment';
import type { Session } from '../session/session';
import { NeedsDescription, type StateView } from '../session/stateView';
import { keyOf, valueOf } from '../slot';
import type { CapturedFrame, ObjectId, ObjectInfo, ObjectKind, Owner, Slot } from '../value';

/** Kinds of objects that can be looked into and filled. */
const CONTAINERS: ReadonlySet<ObjectKind> = new Set([
  'object',
  'array',
  'map',
  'set',
  'dict',
  'python-set',
  'date',
  'buffer',
  'error',
]);

/** One side: a session and a moment of it. */
export interface Side {
  readonly session: Session;
  readonly moment: Moment;
  readonly state: StateView;
}

export function sideOf(session: Session, moment: Moment): Side {
  return { session, moment, state: session.stateAt(moment.version) };
}

export interface Pair {
  readonly then: Owner;
  readonly now: Owner;
  readonly kind: ObjectKind | 'call';
}

export class Matching {
  readonly pairs: readonly Pair[];
  /** Calls of the earlier run that have no counterpart on the present stack. */
  readonly missing: readonly CapturedFrame[];
  readonly #now = new Map<ObjectId, ObjectId>();
  readonly #then = new Map<ObjectId, ObjectId>();

  constructor(
    private readonly then: Side,
    private readonly present: Side,
    /** Whether present objects that nobody has looked at are asked for, by throwing `NeedsDescription`, or are no counterparts. */
    private readonly undescribed: 'ask' | 'leave',
  ) {
    const { matched, missing } = matchCalls(then.moment.frames, present.moment.frames);
    this.missing = missing;
    this.pairs = this.#walk(matched);
  }

  /** The present counterpart of an object of the earlier run. */
  counterpart(object: ObjectId): ObjectId | undefined {
    return this.#now.get(object);
  }

  #walk(calls: readonly Pair[]): readonly Pair[] {
    const queue = [...calls];
    const unknown: ObjectId[] = [];
    for (const pair of queue) {
      const before = byStep(this.then, pair.then);
      for (const [step, now] of byStep(this.present, pair.now)) {
        const then = before.get(step);
        if (then === undefined) continue;
        const [one, other] = [infoOf(this.then, then.content), infoOf(this.present, now.content)];
        if (one === undefined || other === undefined || !isSameSort(one, other)) continue;
        if (this.#now.has(one.id) || this.#then.has(other.id) || !one.described) continue;
        this.#now.set(one.id, other.id);
        this.#then.set(other.id, one.id);
        if (other.described) queue.push({ then: { object: one.id }, now: { object: other.id }, kind: other.kind });
        else if (other.label === undefined) unknown.push(other.id);
      }
    }
    if (unknown.length > 0 && this.undescribed === 'ask') throw new NeedsDescription(unknown);
    return queue;
  }
}

/** A slot by the step that names it on both sides: an entry by its key, whatever its number is. */
export interface Stepped {
  readonly slot: string;
  readonly content: Slot;
}

export function byStep(side: Side, owner: Owner): Map<string, Stepped> {
  const steps = new Map<string, Stepped>();
  let objectKeys = 0;
  for (const [slot, content] of side.state.eachSlot(owner)) {
    if (!slot.startsWith('e:') || 'frame' in owner) {
      steps.set(slot, { slot, content });
      continue;
    }
    const key = keyOf(slot, content);
    const isObject = typeof key === 'object' && key?.type === 'object';
    steps.set(`e:${isObject ? `object ${objectKeys++}` : JSON.stringify(key)}`, { slot, content });
  }
  return steps;
}

export function infoOf({ session, state }: Side, content: Slot): ObjectInfo | undefined {
  const value = valueOf(content);
  if (typeof value !== 'object' || value?.type !== 'object' || !state.has({ object: value.id })) return undefined;
  return session.heap.info(value.id);
}

function isSameSort(one: ObjectInfo, other: ObjectInfo): boolean {
  return one.class === other.class && one.kind === other.kind && CONTAINERS.has(one.kind);
}

/** Of calls of the same function the outermost ones go together, then the next. */
function matchCalls(
  then: readonly CapturedFrame[],
  now: readonly CapturedFrame[],
): { readonly matched: readonly Pair[]; readonly missing: readonly CapturedFrame[] } {
  const present = new Map<string, CapturedFrame[]>();
  // The innermost first, so that the outermost is taken from the end.
  for (const frame of now) present.set(callKey(frame), [...(present.get(callKey(frame)) ?? []), frame]);
  const matched: Pair[] = [];
  const missing: CapturedFrame[] = [];
  for (const frame of then.toReversed()) {
    const counterpart = present.get(callKey(frame))?.pop();
    if (counterpart === undefined) missing.unshift(frame);
    else matched.unshift(callPair(frame, counterpart));
  }
  return { matched, missing };
}

function callPair(then: CapturedFrame, { activation }: CapturedFrame): Pair {
  return { then: { frame: then.activation }, now: { frame: activation }, kind: 'call' };
}

/** The folder that a program lies in may be another one. */
function callKey({ function: name, source, scope }: CapturedFrame): string {
  return JSON.stringify([name, source?.split(/[\\/]/u).at(-1), scope]);
}
