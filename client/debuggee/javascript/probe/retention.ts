/** Gives up what no kept epoch needs: mementos at every capture, objects and activations when many may have become free. */
import type { Activation, BindingMemento, Memento, RootBinding, Tracked } from './model';
import { eachChild } from './children';
import type { Frames } from './frames';
import type { Privates } from './privates';
import type { Registry } from './registry';
import { append, isObject, SafeMap, sort } from './safe';
import { Unavailable } from './unavailable';

interface Chained {
  epoch: number;
  previous: Chained | undefined;
}

/** So many objects may be found or changed after epochs were dropped before the graph is searched for garbage. */
const SWEEP_AFTER = 1_000;

export class Retention {
  /** Objects with more than one memento. */
  #chained: Tracked[] = [];
  #kept: readonly number[] = [];
  #hasDropped = false;
  #news = 0;

  constructor(
    readonly registry: Registry,
    readonly frames: Frames,
    readonly privates: Privates,
  ) {}

  retain(epochs: readonly number[], present: number, changed: readonly Tracked[], roots: readonly RootBinding[]): void {
    for (let i = 0; i < changed.length; i++) {
      const tracked = changed[i] as Tracked;
      if (tracked.memento?.previous !== undefined) append(this.#chained, tracked);
    }
    const kept: number[] = [];
    for (let i = 0; i < epochs.length; i++) append(kept, epochs[i] ?? 0);
    append(kept, present);
    sort(kept, (a, b) => b - a);
    for (let i = 0; i < this.#kept.length; i++) this.#hasDropped ||= !includes(kept, this.#kept[i] ?? 0);
    this.#kept = kept;
    const chained: Tracked[] = [];
    const seen = new SafeMap<Tracked, true>();
    for (let i = 0; i < this.#chained.length; i++) {
      const tracked = this.#chained[i] as Tracked;
      if (tracked.memento === undefined || seen.has(tracked)) continue;
      seen.set(tracked, true);
      prune(tracked.memento, kept);
      if (tracked.memento.previous !== undefined) append(chained, tracked);
    }
    this.#chained = chained;
    const { activations } = this.frames;
    for (let i = 0; i < activations.length; i++) {
      const memento = activations[i]?.memento;
      if (memento !== undefined) prune(memento, kept);
    }
    this.#news += changed.length;
    if (!this.#hasDropped || this.#news < SWEEP_AFTER) return;
    this.#hasDropped = false;
    this.#news = 0;
    this.#sweep(present, roots);
  }

  #sweep(present: number, roots: readonly RootBinding[]): void {
    const oldest = this.#kept[this.#kept.length - 1] ?? present;
    this.frames.sweep((activation) => activation.seen === present || hasKeptMemento(activation, oldest));
    const needed = new SafeMap<Tracked, true>();
    const queue: Tracked[] = [];
    const reach = (value: unknown) => {
      const tracked = isObject(value) && !Unavailable.is(value) ? this.registry.get(value) : undefined;
      if (tracked === undefined || needed.has(tracked)) return;
      needed.set(tracked, true);
      append(queue, tracked);
    };
    for (let i = 0; i < roots.length; i++) reach(roots[i]?.value);
    const { activations } = this.frames;
    for (let i = 0; i < activations.length; i++) {
      for (let memento = activations[i]?.memento; memento !== undefined; memento = memento.previous) {
        for (let j = 0; j < memento.values.length; j++) reach(memento.values[j]);
      }
    }
    for (let i = 0; i < queue.length; i++) {
      for (let memento = queue[i]?.memento; memento !== undefined; memento = memento.previous)
        eachChild(memento, reach);
    }
    const isNeeded = (tracked: Tracked) => needed.has(tracked);
    this.registry.sweep(isNeeded);
    this.privates.sweep(isNeeded);
  }
}

/** Keeps of a chain its newest memento and those that are the state of a kept epoch; `kept` descends. */
function prune(newest: Memento | BindingMemento, kept: readonly number[]): void {
  let last: Chained = newest;
  let next = 0;
  for (let memento = last.previous; memento !== undefined; memento = memento.previous) {
    // The epochs from this memento's up to the next newer one's see it.
    while (next < kept.length && (kept[next] ?? 0) >= last.epoch) next++;
    if (next === kept.length) break;
    if ((kept[next] ?? 0) < memento.epoch) continue;
    last.previous = memento;
    last = memento;
  }
  last.previous = undefined;
}

function hasKeptMemento(activation: Activation, oldest: number): boolean {
  return activation.seen >= oldest;
}

function includes(list: readonly number[], item: number): boolean {
  for (let i = 0; i < list.length; i++) if (list[i] === item) return true;
  return false;
}
