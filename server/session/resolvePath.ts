/** From the text of a path to the place that it names in a state. */
import { keyOf, valueOf } from '../slot';
import type { CapturedFrame, ObjectId, ObjectInfo, Owner } from '../value';
import type { Place } from './cells';
import { renderSlot } from './paths';
import { NeedsDescription, type StateView } from './stateView';

/** Undefined where the state has no such place. */
export function resolvePath(
  text: string,
  frames: readonly CapturedFrame[],
  state: StateView,
  info: (object: ObjectId) => ObjectInfo | undefined,
): Place | undefined {
  return (
    resolveInCalls(text, frames, state, info) ??
    callSplits(text).reduce<Place | undefined>((found, { call, path }) => {
      const named = frames.filter((frame) => call === frame.function || call === `${frame.function}#${frame.depth}`);
      return found ?? resolveInCalls(path, named, state, info);
    }, undefined)
  );
}

function resolveInCalls(
  text: string,
  frames: readonly CapturedFrame[],
  state: StateView,
  info: (object: ObjectId) => ObjectInfo | undefined,
): Place | undefined {
  for (const frame of frames) {
    const place = resolveIn({ frame: frame.activation }, text, state, info);
    if (place !== undefined) return place;
  }
  return undefined;
}

/** `main::total` names the function whose binding is meant; in C++, functions and bindings have `::` in their own names. */
function callSplits(text: string): { readonly call: string; readonly path: string }[] {
  return [...text.matchAll(/::/g)].map(({ index }) => ({ call: text.slice(0, index), path: text.slice(index + 2) }));
}

/** Of the slots whose rendering begins the text, the one with the longest leads on; the last one is the place. */
function resolveIn(
  owner: Owner,
  text: string,
  state: StateView,
  info: (object: ObjectId) => ObjectInfo | undefined,
): Place | undefined {
  const object = 'object' in owner ? info(owner.object) : undefined;
  if ('object' in owner && object?.described !== true) throw new NeedsDescription([owner.object]);
  const candidates = [...state.slots(owner)]
    .map(([slot, content]) => ({
      slot,
      value: valueOf(content),
      step: 'frame' in owner ? slot : renderSlot(slot, keyOf(slot, content), object?.kind),
    }))
    .filter(({ step }) => text.startsWith(step))
    .sort((one, other) => other.step.length - one.step.length);
  for (const { slot, value, step } of candidates) {
    const rest = text.slice(step.length);
    if (rest === '') return { owner, slot };
    if (typeof value !== 'object' || value?.type !== 'object') continue;
    const place = resolveIn({ object: value.id }, rest, state, info);
    if (place !== undefined) return place;
  }
  return undefined;
}
