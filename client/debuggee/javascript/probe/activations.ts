/** What the variables of an activation hold, and whether a frame is an activation that was seen before. */
import type { Accessors, FrameSpec, NameSpec } from './frameSpec';
import type { Activation, BindingMemento, Variable } from './model';
import { append, same } from './safe';
import { Unavailable } from './unavailable';
import { isSameByToken, own } from './variables';

/** What the variables of an activation held at this capture; the last memento if nothing differs. */
export function observeBindings(activation: Activation, epoch: number, isOnStack: boolean): BindingMemento {
  const last = activation.memento;
  const names: string[] = [];
  const values: unknown[] = [];
  const declarations: number[] = [];
  for (let i = 0; i < activation.variables.length; i++) {
    const variable = activation.variables[i] as Variable;
    // A frame shows all its variables that are in scope; of a scope around it, a frame shows only those that it uses.
    if (isOnStack && variable.seen !== epoch) continue;
    append(names, variable.name);
    append(values, variable.value);
    append(declarations, variable.declaration);
  }
  if (last !== undefined && sameList(last.names, names) && sameList(last.values, values)) {
    if (sameList(last.declarations, declarations)) return last;
  }
  const previous = last?.epoch === epoch ? last.previous : last;
  return { epoch, previous, names, values, declarations };
}

function sameList(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!same(a[i], b[i]) && !bothUnavailable(a[i], b[i])) return false;
  return true;
}

function bothUnavailable(a: unknown, b: unknown): boolean {
  return Unavailable.is(a) && Unavailable.is(b) && a.reason === b.reason;
}

/** Whether a frame stands where an earlier activation's did. */
export function isSamePlace(earlier: Activation, spec: FrameSpec): boolean {
  return earlier.function === spec.function && earlier.source === spec.source && earlier.depth === spec.depth;
}

/** Whether a frame is an earlier activation's: shown by a variable that kept closures reach. */
export function isSameActivation(
  earlier: Activation,
  { names }: FrameSpec,
  accessors: readonly Accessors[],
): 'same' | 'other' | 'unknown' {
  let verdict: 'other' | 'unknown' = 'unknown';
  for (let i = 0; i < names.length; i++) {
    const spec = names[i] as NameSpec;
    if ((spec[1] !== 'body' && spec[1] !== 'block') || spec[2]) continue;
    const variable = own(earlier, spec[0], spec[3]);
    const pair = accessors[i];
    if (variable === undefined || pair === undefined) continue;
    const isSame = isSameByToken(variable, pair);
    if (isSame === true) return 'same';
    // A loop's own variables are new in each turn; those of the body are as old as the activation.
    if (isSame === false && spec[1] === 'body' && (spec[4] || variable.isShared)) verdict = 'other';
  }
  return verdict;
}
