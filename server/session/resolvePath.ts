/** From the text of a path to the place that it names in a state. */
import { keyOf, valueOf } from '../slot';
import type { CapturedFrame, ObjectId, ObjectInfo, Owner, Value } from '../value';
import { ownerPath, type Place } from './cells';
import { renderSlot } from './paths';
import { NeedsDescription, type StateView } from './stateView';

type Info = (object: ObjectId) => ObjectInfo | undefined;

/** Undefined where the state has no such place. */
export function resolvePath(
  text: string,
  frames: readonly CapturedFrame[],
  state: StateView,
  info: Info,
): Place | undefined {
  return new PathResolver(frames, state, info).resolve(text);
}

interface Step {
  readonly slot: string;
  readonly value: Value;
}

/** For many paths: what an owner has is looked up once, so that a path costs its own length. */
export class PathResolver {
  /** By owner, the slots that a step may mean. */
  readonly #steps = new Map<string, ReadonlyMap<string, readonly Step[]>>();

  constructor(
    private readonly frames: readonly CapturedFrame[],
    private readonly state: StateView,
    private readonly info: Info,
  ) {}

  /** Undefined where the state has no such place. */
  resolve(text: string): Place | undefined {
    const place = this.#inCalls(text, this.frames);
    if (place !== undefined) return place;
    for (const { call, path } of callSplits(text)) {
      const named = this.frames.filter(
        (frame) => call === frame.function || call === `${frame.function}#${frame.depth}`,
      );
      const found = this.#inCalls(path, named);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #inCalls(text: string, frames: readonly CapturedFrame[]): Place | undefined {
    for (const frame of frames) {
      const place = this.#inOwner({ frame: frame.activation }, text);
      if (place !== undefined) return place;
    }
    return undefined;
  }

  /** Of the slots whose rendering begins the text, the one with the longest leads on; the last one is the place. */
  #inOwner(owner: Owner, text: string): Place | undefined {
    const steps = this.#stepsOf(owner);
    for (let end = text.length; end > 0; end--)
      for (const { slot, value } of steps.get(text.slice(0, end)) ?? []) {
        if (end === text.length) return { owner, slot };
        if (typeof value !== 'object' || value?.type !== 'object') continue;
        const place = this.#inOwner({ object: value.id }, text.slice(end));
        if (place !== undefined) return place;
      }
    return undefined;
  }

  #stepsOf(owner: Owner): ReadonlyMap<string, readonly Step[]> {
    const key = ownerPath(owner);
    let steps = this.#steps.get(key);
    if (steps === undefined) this.#steps.set(key, (steps = this.#readSteps(owner)));
    return steps;
  }

  #readSteps(owner: Owner): ReadonlyMap<string, readonly Step[]> {
    const object = 'object' in owner ? this.info(owner.object) : undefined;
    if ('object' in owner && object?.described !== true) throw new NeedsDescription([owner.object]);
    const steps = new Map<string, Step[]>();
    for (const [slot, content] of this.state.eachSlot(owner)) {
      const step = 'frame' in owner ? slot : renderSlot(slot, keyOf(slot, content), object?.kind);
      const same = steps.get(step);
      if (same === undefined) steps.set(step, [{ slot, value: valueOf(content) }]);
      else same.push({ slot, value: valueOf(content) });
    }
    return steps;
  }
}

/** `main::total` names the function whose binding is meant; in C++, functions and bindings have `::` in their own names. */
function callSplits(text: string): { readonly call: string; readonly path: string }[] {
  return [...text.matchAll(/::/g)].map(({ index }) => ({ call: text.slice(0, index), path: text.slice(index + 2) }));
}
