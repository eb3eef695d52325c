/**
 * One reading of the debuggee: walks breadth first from the variables of the captured frames, and over everything that
 * earlier readings followed, so that a change in an object that was unlinked is seen too. Known objects are always
 * compared in full; the budget ends only the discovery of new ones.
 */
import type { Activation, Memento, RootBinding, Tracked } from './model';
import { eachChild, PROTOTYPE } from './children';
import type { Classes } from './classes';
import { observeBindings } from './activations';
import type { Frames } from './frames';
import { observe } from './observe';
import { noteOrder } from './order';
import type { Privates } from './privates';
import type { Registry } from './registry';
import { append, isObject, now } from './safe';

export interface Budget {
  readonly described: number;
  readonly objects: number;
  readonly milliseconds: number;
}

export class Walk {
  /** Objects that differ from the capture before, or are new. */
  changed: Tracked[] = [];
  roots: RootBinding[] = [];
  truncated: 'objects' | 'milliseconds' | undefined;
  /** The objects that were met and not read. */
  cutOff = 0;
  #kept = 0;
  #next = 0;
  #end = Infinity;
  #epoch = 0;
  #budget: Budget = { described: 0, objects: 0, milliseconds: 0 };

  constructor(
    readonly registry: Registry,
    readonly frames: Frames,
    readonly classes: Classes,
    readonly privates: Privates,
  ) {}

  begin(epoch: number, budget: Budget): void {
    this.#epoch = epoch;
    this.#budget = budget;
    this.#end = now() + budget.milliseconds;
    this.#next = 0;
    this.#kept = 0;
    this.changed = [];
    this.roots = [];
    this.truncated = undefined;
    this.cutOff = 0;
    this.classes.forget();
    this.frames.resolve(epoch);
    this.#observeBindings();
  }

  /** The paused frame first, so that what several frames reach is named after the nearest one. */
  #observeBindings(): void {
    const { views, activations } = this.frames;
    for (let i = 0; i < views.length; i++) this.#observe(views[i]?.activation);
    for (let i = 0; i < activations.length; i++) {
      const activation = activations[i] as Activation;
      // Scopes that live on without their frame: of modules, and of calls that are over or out of sight.
      if (activation.seen === this.#epoch && !this.#isOnStack(activation)) this.#observe(activation);
    }
  }

  #observe(activation: Activation | undefined): void {
    if (activation === undefined) return;
    const memento = observeBindings(activation, this.#epoch, this.#isOnStack(activation));
    activation.memento = memento;
    for (let j = 0; j < memento.names.length; j++) {
      const value = memento.values[j];
      const name = memento.names[j] ?? '';
      const root: RootBinding = { root: true, frame: activation.id, name, value };
      append(this.roots, root);
      if (isObject(value)) this.registry.enroll(value, root, undefined, 0);
    }
  }

  #isOnStack(activation: Activation): boolean {
    const { views } = this.frames;
    for (let i = 0; i < views.length; i++) if (views[i]?.activation === activation) return true;
    return false;
  }

  /** Walks on; to be called again after private fields were read, which may lead to more. */
  run(): void {
    const { taken } = this.privates;
    this.privates.taken = [];
    if (this.#next > 0) for (let i = 0; i < taken.length; i++) this.#visit(taken[i] as Tracked);
    const { tracked } = this.registry;
    for (; this.#next < tracked.length; this.#next++) this.#visit(tracked[this.#next] as Tracked);
  }

  #visit(tracked: Tracked): void {
    if (tracked.kind === 'outside') return;
    const before = tracked.memento;
    if (before === undefined) {
      if (!this.#mayDiscover()) {
        this.cutOff++;
        return;
      }
      this.privates.admit(tracked);
    }
    this.#kept++;
    const memento = observe(tracked, this.#epoch);
    if (memento === before) return;
    tracked.memento = memento;
    // A second look within one capture replaces the first.
    if (before?.epoch === this.#epoch) memento.previous = before.previous;
    else append(this.changed, tracked);
    const previous = memento.previous;
    if (previous !== undefined && previous.keys !== memento.keys) noteOrder(tracked, previous.keys, memento.keys);
    this.#enrollChildren(tracked, memento);
  }

  #mayDiscover(): boolean {
    if (this.truncated !== undefined) return false;
    if (this.#kept >= this.#budget.objects) this.truncated = 'objects';
    else if ((this.#next & 255) === 255 && now() > this.#end) this.truncated = 'milliseconds';
    return this.truncated === undefined;
  }

  #enrollChildren(tracked: Tracked, memento: Memento): void {
    if (memento.attributes === undefined && memento.contents === undefined && memento.privates === undefined) {
      const { values } = memento;
      for (let i = 0; i < values.length; i++) {
        const value = values[i];
        if (isObject(value)) this.registry.enroll(value, tracked, memento, i);
      }
      if (memento.prototype !== null) this.registry.enroll(memento.prototype, tracked, memento, PROTOTYPE);
    } else eachChild(memento, (child, slot) => this.registry.enroll(child, tracked, memento, slot));
  }
}
