/** Gives up what no kept epoch needs: mementos at every capture, objects and activations when many may have become free. */
import type { Walk } from './capture';
import { eachHeldByRow } from './children';
import type { Activation, BindingMemento, Memento, RootBinding, Tracked } from './model';
import type { Frames } from './frames';
import type { Privates } from './privates';
import type { Registry } from './registry';
import { Integers } from './rows';
import { append, isObject, SafeMap, sort } from './safe';

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

  retain(epochs: readonly number[], present: number, { changed, found, roots }: Walk): void {
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
    // What the first walk finds is all reachable.
    this.#news += changed.length + (found === this.registry.rows.count ? 0 : found);
    if (!this.#hasDropped || this.#news < SWEEP_AFTER) return;
    this.#hasDropped = false;
    this.#news = 0;
    this.#sweep(present, roots);
  }

  #sweep(present: number, roots: readonly RootBinding[]): void {
    const oldest = this.#kept[this.#kept.length - 1] ?? present;
    this.frames.sweep((activation) => activation.seen === present || hasKeptMemento(activation, oldest));
    const { registry } = this;
    const needed = new Integers(registry.rows.count);
    const queue: number[] = [];
    const reach = (value: unknown) => {
      const row = isObject(value) ? registry.rowOf(value) : -1;
      if (row < 0 || needed[row] === 1) return;
      needed[row] = 1;
      append(queue, row);
    };
    for (let i = 0; i < roots.length; i++) reach(roots[i]?.value);
    const { activations } = this.frames;
    for (let i = 0; i < activations.length; i++) {
      for (let memento = activations[i]?.memento; memento !== undefined; memento = memento.previous) {
        for (let j = 0; j < memento.values.length; j++) reach(memento.values[j]);
      }
    }
    for (let i = 0; i < queue.length; i++) eachHeldByRow(registry, queue[i] ?? 0, reach);
    this.privates.sweep((tracked) => needed[tracked.row] === 1);
    registry.sweep((row) => needed[row] === 1);
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
