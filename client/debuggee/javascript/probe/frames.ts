/**
 * The variables of the captured frames: which activation each belongs to, and whether two names are one variable.
 *
 * A setter that was kept from an earlier evaluate writes a variable that inner functions capture for real, and a dead
 * copy of any other. So whether two names are the same variable can be tested: write a token through the one, read it
 * through the other, put the old value back. Nothing else runs meanwhile.
 */
import { dataValue } from './intrinsics';
import { append, getOwnPropertyDescriptor, getPrototypeOf, realm, same } from './safe';
import { Unavailable } from './unavailable';

/** As the client read it off the source: `body` and `block` are the function's own, `outer` is of a scope around it. */
export type Place = 'body' | 'block' | 'outer' | 'unknown';

export type NameSpec = readonly [
  name: string,
  place: Place,
  isConstant: boolean,
  /** Where it is declared in the source, so that two variables of one name are told apart; -1 if unknown. */
  declaration: number,
  /** Whether an inner function uses it, so that kept closures reach it. */
  isCaptured: boolean,
];

/** One name of a frame: getter and setter as the evaluate made them. */
export type Accessors = readonly [get: () => unknown, set: (value: unknown) => void];

export interface FrameSpec {
  readonly activation: number | null;
  readonly function: string;
  readonly source: string | null;
  readonly line: number;
  readonly depth: number;
  readonly names: readonly NameSpec[];
  /** Whether it is code outside of functions, of which there is one activation. */
  readonly runsOnce: boolean;
}

/** A variable, seen at the last capture through the frame nearest to its owner. */
export interface Variable {
  readonly owner: Activation;
  readonly name: string;
  readonly declaration: number;
  readonly isConstant: boolean;
  get: () => unknown;
  set: (value: unknown) => void;
  /** Whether it was shown that kept closures reach it. */
  isShared: boolean;
  value: unknown;
  /** The capture that last saw it. */
  seen: number;
}

export interface BindingMemento {
  readonly epoch: number;
  previous: BindingMemento | undefined;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly declarations: readonly number[];
}

export interface Activation {
  readonly id: number;
  readonly function: string;
  readonly source: string | null;
  /** Variables of scopes around captured functions, which have no captured frame of their own. */
  readonly isClosure: boolean;
  line: number;
  depth: number;
  maybe: number | undefined;
  variables: Variable[];
  memento: BindingMemento | undefined;
  /** The capture that last had its frame on the stack, or saw its variables. */
  seen: number;
}

interface FrameView {
  readonly spec: FrameSpec;
  readonly accessors: readonly Accessors[];
  activation: Activation | undefined;
  /** The variable that each name stands for, by the place in `spec.names`. */
  readonly variables: (Variable | undefined)[];
}

export class Frames {
  activations: Activation[] = [];
  /** The frames handed in for the capture under way, the paused one first. */
  views: FrameView[] = [];
  #nextId: number;

  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  begin(): void {
    this.views = [];
  }

  add(index: number, spec: FrameSpec, accessors: readonly Accessors[]): void {
    this.views[index] = { spec, accessors, activation: undefined, variables: [] };
  }

  /** Finds out whose the variables are, callers first, and reads them. */
  resolve(epoch: number): void {
    const { views } = this;
    for (let i = views.length - 1; i >= 0; i--) {
      const view = views[i];
      if (view === undefined) continue;
      view.activation = this.#activationOf(view, epoch);
      view.activation.seen = epoch;
      view.activation.line = view.spec.line;
    }
    for (let i = views.length - 1; i >= 0; i--) {
      const view = views[i];
      if (view !== undefined) this.#bind(view, epoch);
    }
  }

  #activationOf(view: FrameView, epoch: number): Activation {
    const { spec } = view;
    if (spec.activation !== null) {
      const found = this.byId(spec.activation);
      if (found !== undefined) return found;
    }
    let maybe: number | undefined;
    for (let i = this.activations.length - 1; i >= 0; i--) {
      const earlier = this.activations[i] as Activation;
      if (earlier.isClosure || earlier.seen === epoch || !isSamePlace(earlier, spec)) continue;
      const verdict = isSameActivation(earlier, view);
      if (verdict === 'same' || (verdict === 'unknown' && spec.runsOnce)) return earlier;
      if (verdict === 'unknown') maybe ??= earlier.id;
    }
    return this.#create(spec.function, spec.source, false, spec, maybe);
  }

  #create(
    name: string,
    source: string | null,
    isClosure: boolean,
    spec: FrameSpec,
    maybe: number | undefined,
  ): Activation {
    const { line, depth } = spec;
    const created: Activation = {
      id: this.#nextId++,
      function: name,
      source,
      isClosure,
      line,
      depth: isClosure ? -1 : depth,
      maybe,
      variables: [],
      memento: undefined,
      seen: 0,
    };
    append(this.activations, created);
    return created;
  }

  byId(id: number): Activation | undefined {
    for (let i = 0; i < this.activations.length; i++) if (this.activations[i]?.id === id) return this.activations[i];
    return undefined;
  }

  #bind(view: FrameView, epoch: number): void {
    const { names } = view.spec;
    for (let i = 0; i < names.length; i++) {
      const spec = names[i] as NameSpec;
      const accessors = view.accessors[i] as Accessors;
      if (spec[1] !== 'body' && spec[1] !== 'block' && isGlobal(spec[0], accessors[0])) continue;
      if (spec[0] === 'this' && isNothing(accessors[0])) continue;
      if (isOutOfReach(spec[0], accessors[0])) continue;
      const variable = this.#variableOf(view, spec, accessors, epoch);
      view.variables[i] = variable;
      if (variable.seen === epoch) continue;
      variable.seen = epoch;
      variable.owner.seen = epoch;
      variable.get = accessors[0];
      variable.set = accessors[1];
      variable.value = read(accessors[0]);
    }
  }

  #variableOf(view: FrameView, spec: NameSpec, accessors: Accessors, epoch: number): Variable {
    const name = spec[0];
    const place = spec[1];
    const declaration = spec[3];
    const activation = view.activation as Activation;
    const isOwn = place === 'body' || place === 'block' || name === 'this';
    if (isOwn) {
      const found = own(activation, name, declaration);
      if (found !== undefined || !spec[4]) return found ?? define(activation, spec, accessors);
    }
    // Where inner functions were captured before it, its variables may be known as theirs.
    const isOf = (variable: Variable) =>
      variable.name === name &&
      variable.declaration === declaration &&
      variable.owner.source === view.spec.source &&
      isSameVariable(variable, accessors);
    for (let i = 0; i < this.activations.length; i++) {
      const other = this.activations[i] as Activation;
      if (other === activation || (isOwn && !other.isClosure)) continue;
      for (let j = 0; j < other.variables.length; j++) {
        const variable = other.variables[j] as Variable;
        if (isOf(variable)) return variable;
      }
    }
    if (isOwn || place === 'unknown') return own(activation, name, declaration) ?? define(activation, spec, accessors);
    return define(this.#closure(view.spec, name, epoch), spec, accessors);
  }

  /** The group of closure variables of a source that has no other variable of this name. */
  #closure(spec: FrameSpec, name: string, epoch: number): Activation {
    for (let i = 0; i < this.activations.length; i++) {
      const group = this.activations[i] as Activation;
      if (group.isClosure && group.source === spec.source && !hasName(group, name)) return group;
    }
    const group = this.#create('closure', spec.source, true, spec, undefined);
    group.seen = epoch;
    return group;
  }

  /** Lets go of activations that are over and that no kept epoch has variables of. */
  sweep(isNeeded: (activation: Activation) => boolean): void {
    const kept: Activation[] = [];
    for (let i = 0; i < this.activations.length; i++) {
      const activation = this.activations[i] as Activation;
      if (isNeeded(activation)) append(kept, activation);
    }
    this.activations = kept;
  }
}

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

export function read(get: () => unknown): unknown {
  try {
    return get();
  } catch (error) {
    return new Unavailable(whyNot(error));
  }
}

function whyNot(error: unknown): string {
  const message = typeof error === 'object' && error !== null ? dataValue(error, 'message') : undefined;
  return typeof message === 'string' ? message : 'it could not be read';
}

function isSamePlace(earlier: Activation, spec: FrameSpec): boolean {
  return earlier.function === spec.function && earlier.source === spec.source && earlier.depth === spec.depth;
}

function isSameActivation(earlier: Activation, view: FrameView): 'same' | 'other' | 'unknown' {
  let verdict: 'other' | 'unknown' = 'unknown';
  const { names } = view.spec;
  for (let i = 0; i < names.length; i++) {
    const spec = names[i] as NameSpec;
    if ((spec[1] !== 'body' && spec[1] !== 'block') || spec[2]) continue;
    const variable = own(earlier, spec[0], spec[3]);
    const accessors = view.accessors[i];
    if (variable === undefined || accessors === undefined) continue;
    const isSame = isSameByToken(variable, accessors);
    if (isSame === true) return 'same';
    // A loop's own variables are new in each turn; those of the body are as old as the activation.
    if (isSame === false && spec[1] === 'body' && (spec[4] || variable.isShared)) verdict = 'other';
  }
  return verdict;
}

function own(activation: Activation, name: string, declaration: number): Variable | undefined {
  for (let i = 0; i < activation.variables.length; i++) {
    const variable = activation.variables[i] as Variable;
    if (variable.name === name && variable.declaration === declaration) return variable;
  }
  return undefined;
}

function hasName(activation: Activation, name: string): boolean {
  for (let i = 0; i < activation.variables.length; i++) if (activation.variables[i]?.name === name) return true;
  return false;
}

function define(owner: Activation, spec: NameSpec, accessors: Accessors): Variable {
  const variable: Variable = {
    owner,
    name: spec[0],
    declaration: spec[3],
    isConstant: spec[2],
    get: accessors[0],
    set: accessors[1],
    isShared: false,
    value: undefined,
    seen: 0,
  };
  append(owner.variables, variable);
  return variable;
}

function isSameVariable(variable: Variable, accessors: Accessors): boolean {
  if (!variable.isConstant) {
    const isSame = isSameByToken(variable, accessors);
    if (isSame !== undefined) return isSame;
  }
  // It can't be written, so it can't be tested; what holds the same value cannot be told apart anyway.
  return same(read(variable.get), read(accessors[0]));
}

/** Whether a kept variable is the one that is seen now; undefined if it can't be tested. */
function isSameByToken(variable: Variable, accessors: Accessors): boolean | undefined {
  const token = {};
  let before: unknown;
  try {
    before = variable.get();
    variable.set(token);
  } catch {
    return undefined;
  }
  try {
    const isSame = accessors[0]() === token;
    variable.isShared ||= isSame;
    return isSame;
  } catch {
    return undefined;
  } finally {
    variable.set(before);
  }
}

/** The engine keeps no variable that nothing uses, and a source may not be what runs. */
function isOutOfReach(name: string, get: () => unknown): boolean {
  const value = read(get);
  return Unavailable.is(value) && value.reason === `${name} is not defined`;
}

/** Whether `this` is nothing that belongs to the frame. */
function isNothing(get: () => unknown): boolean {
  const value = read(get);
  return value === undefined || value === realm;
}

/** Whether a name that the client found nowhere in the source is a property of the global object. */
function isGlobal(name: string, get: () => unknown): boolean {
  if (name === 'this') return false;
  for (let holder: object | null = realm; holder !== null; holder = getPrototypeOf(holder)) {
    const descriptor = getOwnPropertyDescriptor(holder, name);
    if (descriptor === undefined) continue;
    // An accessor is not called to find out.
    if (descriptor.get !== undefined || descriptor.set !== undefined) return true;
    return same(descriptor.value, read(get));
  }
  return false;
}
