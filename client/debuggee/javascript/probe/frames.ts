/** The captured frames: which activation each is, and which variable each name that it sees stands for. */
import { isSameActivation, isSamePlace } from './activations';
import type { Accessors, FrameSpec, NameSpec } from './frameSpec';
import type { Activation, Variable } from './model';
import { append } from './safe';
import { define, hasName, isGlobal, isNothing, isOutOfReach, isSameVariable, own, read } from './variables';

interface FrameView {
  readonly spec: FrameSpec;
  readonly accessors: readonly Accessors[];
  activation: Activation | undefined;
  /** The variable that each name stands for, by the place in `spec.names`. */
  readonly variables: (Variable | undefined)[];
}

export class Frames {
  activations: Activation[] = [];
  /** The frames of the last capture, or of the one under way once they are resolved; the paused one first. */
  views: FrameView[] = [];
  /** The frames handed in for a capture that is to come. */
  #next: FrameView[] = [];
  #nextEpoch = 0;
  #nextId: number;

  constructor(firstId: number) {
    this.#nextId = firstId;
  }

  begin(epoch: number): void {
    this.#next = [];
    this.#nextEpoch = epoch;
  }

  add(index: number, spec: FrameSpec, accessors: readonly Accessors[]): void {
    this.#next[index] = { spec, accessors, activation: undefined, variables: [] };
  }

  /** Whether so many frames, and no others, were handed in for a capture. */
  areThere(epoch: number, count: number): boolean {
    if (epoch !== this.#nextEpoch || this.#next.length !== count) return false;
    for (let i = 0; i < count; i++) if (this.#next[i] === undefined) return false;
    return true;
  }

  /** Finds out whose the variables are, callers first, and reads them. */
  resolve(epoch: number): void {
    const views = (this.views = this.#next);
    this.#next = [];
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
      const verdict = isSameActivation(earlier, spec, view.accessors);
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
