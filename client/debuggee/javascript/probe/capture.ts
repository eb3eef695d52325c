/**
 * One reading of the debuggee: walks breadth first from the variables of the captured frames, and over everything that
 * earlier readings followed, so that a change in an object that was unlinked is seen too. Known objects are always
 * compared in full; the budget ends only the discovery of new ones.
 */
import type { Activation, RootBinding, Tracked } from './model';
import { eachChild } from './children';
import type { Classes } from './classes';
import { observeBindings } from './activations';
import type { Frames } from './frames';
import { classify } from './kinds';
import { observe } from './observe';
import { noteOrder } from './order';
import { isAsItWas, readPlain } from './plain';
import type { Privates } from './privates';
import type { Registry } from './registry';
import { UNREAD_ROW } from './rows';
import { append, isObject, now } from './safe';

export interface Budget {
  readonly described: number;
  readonly objects: number;
  readonly milliseconds: number;
}

export class Walk {
  /** Objects that differ from the capture before. */
  changed: Tracked[] = [];
  /** How many objects are new, and the rows of the first of them: as many as are to be described. */
  found = 0;
  firstFound: number[] = [];
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
    this.found = 0;
    this.firstFound = [];
    this.roots = [];
    this.truncated = undefined;
    this.cutOff = 0;
    this.classes.forget();
    this.registry.layouts.begin();
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
      if (isObject(value)) this.registry.enrollRoot(value, root);
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
    const { registry } = this;
    const { rows } = registry;
    for (; this.#next < rows.count; this.#next++) {
      const row = this.#next;
      const layout = rows.layoutOf(row);
      if (layout >= 0 && isAsItWas(registry, row)) this.#kept++;
      else if (layout === UNREAD_ROW) this.#discover(row);
      else this.#visit(registry.record(row));
    }
  }

  /** Reads an object for the first time. */
  #discover(row: number): void {
    const { registry } = this;
    if (!this.#mayDiscover()) return;
    const { kind } = classify(registry.rows.objectOf(row));
    if ((kind === 'object' || kind === 'array') && readPlain(registry, row, kind, this.#epoch)) this.#note(row);
    else this.#read(registry.record(row));
  }

  #visit(tracked: Tracked): void {
    if (tracked.kind === 'outside') return;
    if (tracked.memento !== undefined) this.#read(tracked);
    else if (this.#mayDiscover()) this.#read(tracked);
  }

  /** Notes an object that is new. */
  #note(row: number): void {
    this.#kept++;
    this.found++;
    if (this.firstFound.length < this.#budget.described) append(this.firstFound, row);
  }

  #read(tracked: Tracked): void {
    if (tracked.kind === 'outside') return;
    const before = tracked.memento;
    if (before === undefined) {
      this.privates.admit(tracked);
      this.#note(tracked.row);
    } else this.#kept++;
    const memento = observe(tracked, this.#epoch);
    if (memento === before) return;
    tracked.memento = memento;
    // A second look within one capture replaces the first.
    if (before?.epoch === this.#epoch) memento.previous = before.previous;
    else if (before !== undefined) append(this.changed, tracked);
    const previous = memento.previous;
    if (previous !== undefined && previous.keys !== memento.keys) noteOrder(tracked, previous.keys, memento.keys);
    const { row } = tracked;
    eachChild(memento, (child, slot) => this.registry.enroll(child, row, slot));
  }

  #mayDiscover(): boolean {
    if (this.truncated === undefined) {
      if (this.#kept >= this.#budget.objects) this.truncated = 'objects';
      else if ((this.#next & 255) === 255 && now() > this.#end) this.truncated = 'milliseconds';
    }
    if (this.truncated !== undefined) this.cutOff++;
    return this.truncated === undefined;
  }
}
