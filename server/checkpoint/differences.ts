/**
 * What differs between a running program and a state of another run of it, place by place. Objects that correspond are
 * compared by what they hold; a function, or another object that a file does not hold, is left alone where one of its class
 * stands in its place.
 */
import type { Obstacle } from '../protocol';
import { sameContent } from '../session/changes';
import { describeValue } from '../describeValue';
import { detailOf, keyOf, unavailability, valueOf } from '../slot';
import type { Slot, Value } from '../value';
import type { Making } from './making';
import { byStep, infoOf, type Matching, type Pair, type Side, type Stepped } from './matching';

/** A place that differs; null: nothing is there. */
export interface Differing {
  readonly pair: Pair;
  /** Names the place in what holds it; the same before and after a write. */
  readonly step: string;
  /** The present slot, or that of then where nothing is there now. */
  readonly slot: string;
  readonly path: string;
  readonly now: Slot | null;
  readonly target: Slot | null;
  /** Why it cannot be written, as far as it is known beforehand. */
  readonly obstacle?: string;
}

export interface Differences {
  readonly places: readonly Differing[];
  /** Calls that are not there. */
  readonly lost: readonly Obstacle[];
  /** Paths whose contents a file does not hold: neither compared nor written. */
  readonly leftAlone: readonly string[];
}

/** The step under which the order of entries is compared. */
export const ORDER = 'order of entries';

/** Tells a place from the others, before and after a write. */
export function placeKey({ pair, step }: Pick<Differing, 'pair' | 'step'>): string {
  return JSON.stringify([pair.now, step]);
}

/** Slots that say how an object is built; they are not compared across runs. */
const STRUCTURE: ReadonlySet<string> = new Set(['i:order', 'i:extensible', 'i:prototype', 'i:class']);

export function differencesOf(then: Side, present: Side, matching: Matching, making: Making): Differences {
  const places: Differing[] = [];
  const leftAlone: string[] = [];
  const comparing = { then, present, matching, making };
  for (const pair of matching.pairs) {
    const [before, now] = [byStep(then, pair.then), byStep(present, pair.now)];
    for (const step of stepsOf(pair, before, now)) {
      const [target, held] = [before.get(step), now.get(step)];
      const slot = held?.slot ?? target?.slot ?? step;
      const path = pathOf(present, pair, slot, held?.content ?? target?.content ?? null);
      const comparison = compare(comparing, target?.content ?? null, held?.content ?? null);
      if (comparison === 'out of reach') leftAlone.push(path);
      if (typeof comparison === 'string' && comparison !== 'differs') continue;
      const [obstacle] = [typeof comparison === 'object' ? comparison.cannot : obstacleTo(present, pair, held, target)];
      places.push({
        pair,
        step,
        slot,
        path,
        now: held?.content ?? null,
        target: target?.content ?? null,
        ...(obstacle !== undefined && { obstacle }),
      });
    }
    const order = orderOf(present, pair, before, now);
    if (order !== undefined) places.push(order);
  }
  return { places, lost: lostCalls(matching), leftAlone };
}

/** A variable that only this run has is none of the other's business. */
function stepsOf(
  pair: Pair,
  before: ReadonlyMap<string, Stepped>,
  now: ReadonlyMap<string, Stepped>,
): readonly string[] {
  const added = pair.kind === 'call' ? [] : [...now.keys()].filter((step) => !before.has(step));
  return [...before.keys(), ...added].filter((step) => !STRUCTURE.has(step));
}

interface Comparing {
  readonly then: Side;
  readonly present: Side;
  readonly matching: Matching;
  readonly making: Making;
}

type Comparison = 'same' | 'differs' | 'out of reach' | { readonly cannot: string };

function compare(comparing: Comparing, target: Slot | null, now: Slot | null): Comparison {
  if (target === null) return 'differs';
  const value = valueOf(target);
  if (isAccessor(target) && isAccessor(now)) return 'out of reach';
  if (unavailability(target) !== undefined) return 'out of reach';
  if (isOfType(value, 'redacted')) return { cannot: 'its value was redacted' };
  if (isOfType(value, 'object')) return compareObjects(comparing, target, now);
  const held = now === null ? undefined : valueOf(now);
  if (isOfType(value, 'symbol') && isOfType(held, 'symbol') && held.text === value.text) return 'out of reach';
  if (held !== undefined && !isAccessor(now) && sameContent(value, held)) return 'same';
  const problem = comparing.making.problem(target);
  return problem === undefined ? 'differs' : { cannot: problem };
}

function compareObjects({ then, present, matching, making }: Comparing, target: Slot, now: Slot | null): Comparison {
  const [one, other] = [infoOf(then, target), now === null ? undefined : infoOf(present, now)];
  const counterpart = one === undefined ? undefined : matching.counterpart(one.id);
  if (counterpart !== undefined && counterpart === other?.id) return 'same';
  const problem = making.problem(target);
  if (problem === undefined) return 'differs';
  const isAlike = other !== undefined && one?.class === other.class && one.kind === other.kind;
  return isAlike ? 'out of reach' : { cannot: problem };
}

function obstacleTo(
  present: Side,
  pair: Pair,
  held: Stepped | undefined,
  target: Stepped | undefined,
): string | undefined {
  if (pair.kind === 'call') {
    if (held === undefined) return 'the variable is not in scope where the program stands';
    return isHidden(present, pair, held.slot)
      ? 'another variable of its name hides it where the program stands'
      : undefined;
  }
  const slot = held?.slot ?? target?.slot ?? '';
  if (slot.startsWith('s:')) return 'a symbol names it';
  const key = keyOf(slot, held?.content ?? target?.content ?? null);
  return slot.startsWith('e:') && isOfType(key, 'object') ? 'an object is its key' : undefined;
}

/** A module's variables are written where the program stands. */
function isHidden({ session, moment }: Side, { now }: Pair, name: string): boolean {
  if (!('frame' in now)) return false;
  const call = moment.frames.find(({ activation }) => activation === now.frame);
  return call?.scope === 'closure' && session.pathOfPlace(now, name, undefined) !== name;
}

/** Whether the entries would stand in another order after those that differ were written. */
function orderOf(
  present: Side,
  pair: Pair,
  before: ReadonlyMap<string, Stepped>,
  now: ReadonlyMap<string, Stepped>,
): Differing | undefined {
  if (pair.kind !== 'map' && pair.kind !== 'set' && pair.kind !== 'dict') return undefined;
  const target = [...before.keys()].filter(isEntry);
  const stays = [...now.keys()].filter((step) => isEntry(step) && before.has(step));
  const added = target.filter((step) => !now.has(step));
  if ([...stays, ...added].every((step, index) => step === target[index])) return undefined;
  const text = (steps: readonly string[], source: ReadonlyMap<string, Stepped>): Slot => ({
    type: 'printed',
    text: steps.map((step) => describeValue(keyOf('e:', source.get(step)?.content))).join(', '),
  });
  const path = pathOf(present, pair, 'i:order', null);
  const hasObjects = target.some((step) => step.startsWith('e:object '));
  const obstacle = hasObjects ? 'objects are its keys' : undefined;
  return {
    pair,
    step: ORDER,
    slot: 'i:order',
    path,
    now: text(stays, now),
    target: text(target, before),
    ...(obstacle !== undefined && { obstacle }),
  };
}

function isEntry(step: string): boolean {
  return step.startsWith('e:');
}

function pathOf({ session }: Side, { now }: Pair, slot: string, content: Slot | null): string {
  return session.pathOfPlace(now, slot, keyOf(slot, content));
}

function lostCalls({ missing }: Matching): readonly Obstacle[] {
  return missing
    .filter(({ scope }) => scope === undefined)
    .map(({ function: name }) => ({
      path: name.endsWith(')') ? name : `${name}()`,
      verdict: 'gone',
      reason: 'there is no such call on the stack of this run',
    }));
}

function isAccessor(slot: Slot | null): boolean {
  const detail = detailOf(slot);
  return detail !== undefined && (detail.get ?? detail.set) !== undefined;
}

function isOfType<T extends string>(value: Value | undefined, type: T): value is Extract<Value, { readonly type: T }> {
  return typeof value === 'object' && value !== null && value.type === type;
}
