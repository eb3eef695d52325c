/** Writes variables back, through the setters that the present evaluates made. */
import type { Failures } from './failures';
import type { Frames } from './frames';
import { isGivenByCall, type Accessors } from './frameSpec';
import type { Activation, BindingMemento, Variable } from './model';
import { append, join, same, SafeMap } from './safe';
import { Unavailable } from './unavailable';
import { own, read } from './variables';

export interface BindingWrite {
  readonly frame: number;
  readonly slots: readonly string[] | null;
  readonly into: number | null;
}

interface Pending {
  readonly owner: number;
  readonly name: string;
  readonly value: unknown;
  readonly variable: Variable;
  isDone: boolean;
}

export class BindingRestorer {
  readonly #pending: Pending[] = [];

  constructor(
    readonly frames: Frames,
    readonly epoch: number,
    readonly failures: Failures,
  ) {}

  write(request: BindingWrite): void {
    const owner = this.frames.byId(request.frame);
    const into = this.frames.byId(request.into ?? request.frame);
    const target = owner === undefined ? undefined : asOfBindings(owner, this.epoch);
    if (owner === undefined || into === undefined || target === undefined) {
      this.failures.binding(request.frame, request.slots?.[0] ?? '', 'nothing of it was kept then');
      return;
    }
    for (let i = 0; i < target.names.length; i++) {
      const name = target.names[i] ?? '';
      if (!isAsked(name, request.slots)) continue;
      this.#queue(owner, into, name, target, i, request.slots !== null);
    }
    const { slots } = request;
    for (let i = 0; slots !== null && i < slots.length; i++) {
      const name = slots[i] ?? '';
      if (indexOfName(target.names, name) < 0) this.failures.binding(owner.id, name, 'it was not in scope then');
    }
  }

  #queue(
    owner: Activation,
    into: Activation,
    name: string,
    target: BindingMemento,
    index: number,
    isAsked: boolean,
  ): void {
    const value = target.values[index];
    const variable = own(into, name, target.declarations[index] ?? -1);
    if (isGivenByCall(name)) {
      if (isAsked) this.failures.binding(owner.id, name, `${name} cannot be assigned`);
    } else if (Unavailable.is(value)) {
      if (isAsked) this.failures.binding(owner.id, name, 'it had no value then');
    } else if (variable === undefined) {
      this.failures.binding(owner.id, name, 'the variable is not in scope here');
    } else append(this.#pending, { owner: owner.id, name, value, variable, isDone: false });
  }

  /** Writes what the frame at a place of the last capture can reach. */
  assign(activation: number, accessors: readonly Accessors[]): void {
    const { views } = this.frames;
    for (let i = 0; i < views.length; i++) {
      const view = views[i];
      if (view?.activation?.id !== activation) continue;
      const places = new SafeMap<Variable, number>();
      for (let j = 0; j < view.variables.length; j++) {
        const variable = view.variables[j];
        if (variable !== undefined) places.set(variable, j);
      }
      for (let j = 0; j < this.#pending.length; j++) {
        const pending = this.#pending[j] as Pending;
        const place = pending.isDone ? undefined : places.get(pending.variable);
        const accessor = place === undefined ? undefined : accessors[place];
        if (accessor !== undefined) this.#assign(pending, accessor);
      }
      return;
    }
  }

  #assign(pending: Pending, accessors: Accessors): void {
    pending.isDone = true;
    if (same(read(accessors[0]), pending.value)) return;
    try {
      accessors[1](pending.value);
    } catch {
      const reason = pending.variable.isConstant ? 'it is declared as a constant' : 'it refused the assignment';
      this.failures.binding(pending.owner, pending.name, reason);
    }
  }

  /** The activations whose frames are needed to write the rest. */
  needed(): string {
    const ids: string[] = [];
    const seen = new SafeMap<number, true>();
    for (let i = 0; i < this.#pending.length; i++) {
      const pending = this.#pending[i] as Pending;
      const frame = pending.isDone ? undefined : this.#frameOf(pending.variable);
      if (frame === undefined || seen.has(frame)) continue;
      seen.set(frame, true);
      append(ids, String(frame));
    }
    return `[${join(ids, ',')}]`;
  }

  /** A captured frame that sees a variable. */
  #frameOf(variable: Variable): number | undefined {
    const { views } = this.frames;
    for (let i = 0; i < views.length; i++) {
      const view = views[i];
      for (let j = 0; view !== undefined && j < view.variables.length; j++) {
        if (view.variables[j] === variable) return view.activation?.id;
      }
    }
    return undefined;
  }

  /** Writes what no frame shows any more through kept setters, where those are known to reach it. */
  finish(): void {
    for (let i = 0; i < this.#pending.length; i++) {
      const pending = this.#pending[i] as Pending;
      if (pending.isDone) continue;
      const { variable } = pending;
      if (variable.isShared) this.#assign(pending, [variable.get, variable.set]);
      else this.failures.binding(pending.owner, pending.name, 'its frame is not on the stack');
    }
  }
}

function asOfBindings(activation: Activation, epoch: number): BindingMemento | undefined {
  let { memento } = activation;
  while (memento !== undefined && memento.epoch > epoch) memento = memento.previous;
  return memento;
}

function isAsked(name: string, slots: readonly string[] | null): boolean {
  return slots === null || indexOfName(slots, name) >= 0;
}

function indexOfName(names: readonly string[], name: string): number {
  for (let i = 0; i < names.length; i++) if (names[i] === name) return i;
  return -1;
}
