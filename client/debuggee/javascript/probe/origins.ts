/** The shortest way to an object from the captured frames, kept from the walk that found it and checked before use. */
import type { RootBinding, SlotView, Tracked } from './model';
import { childAt, eachChildOfRow } from './children';
import type { Registry } from './registry';
import { Integers } from './rows';
import { append, isObject, SafeMap, startsWith, substring, text } from './safe';
import { internal, type Slots } from './slots';
import { shortText } from './writer';

export class Origins {
  #isFresh = false;
  #roots: readonly RootBinding[] = [];

  constructor(
    readonly registry: Registry,
    readonly slots: Slots,
  ) {}

  /** A new capture: what was known may be stale. */
  begin(roots: readonly RootBinding[]): void {
    this.#roots = roots;
    this.#isFresh = false;
  }

  /** Finds the ways anew if one of them is stale. */
  check(tracked: readonly Tracked[]): void {
    const checked = new SafeMap<Tracked, boolean>();
    for (let i = 0; i < tracked.length; i++) {
      if (this.#isValid(tracked[i] as Tracked, checked)) continue;
      this.#findAll();
      return;
    }
  }

  /** Whether the way to an object is as it was found; iterative, since ways may be as long as lists. */
  #isValid(tracked: Tracked, checked: SafeMap<Tracked, boolean>): boolean {
    const way: Tracked[] = [];
    let valid: boolean | undefined;
    for (let at = tracked; valid === undefined;) {
      valid = checked.get(at);
      if (valid !== undefined) break;
      // A way that leads into itself leads nowhere.
      checked.set(at, false);
      append(way, at);
      const parent = this.registry.parentOf(at);
      if (parent === undefined) valid = false;
      else if ('root' in parent) valid = this.#isRoot(at, parent);
      else at = parent;
    }
    for (let i = way.length - 1; i >= 0; i--) {
      const at = way[i] as Tracked;
      valid &&= this.#isInParent(at);
      checked.set(at, valid);
    }
    return valid;
  }

  #isInParent(tracked: Tracked): boolean {
    const parent = this.registry.parentOf(tracked);
    if (parent === undefined || 'root' in parent) return true;
    const { memento } = parent;
    if (memento === undefined) return false;
    if (memento === tracked.parentMemento) return true;
    if (childAt(memento, this.registry.slotInParent(tracked)) !== tracked.object) return false;
    tracked.parentMemento = memento;
    return true;
  }

  /** Whether the binding that an object was found in still holds it. */
  #isRoot(tracked: Tracked, binding: RootBinding): boolean {
    for (let i = 0; i < this.#roots.length; i++) {
      const root = this.#roots[i] as RootBinding;
      if (root.value === tracked.object && root.frame === binding.frame && root.name === binding.name) return true;
    }
    return false;
  }

  #findAll(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    const { registry } = this;
    const seen = new Integers(registry.rows.count);
    const queue: number[] = [];
    const reach = (object: object): number => {
      const row = registry.rowOf(object);
      if (row < 0 || seen[row] === 1) return -1;
      seen[row] = 1;
      append(queue, row);
      return row;
    };
    for (let i = 0; i < this.#roots.length; i++) {
      const root = this.#roots[i] as RootBinding;
      const row = isObject(root.value) ? reach(root.value) : -1;
      if (row >= 0) registry.moveToRoot(row, root);
    }
    for (let i = 0; i < queue.length; i++) {
      const parent = queue[i] ?? 0;
      eachChildOfRow(registry, parent, (child, slot) => {
        const row = reach(child);
        if (row >= 0) registry.moveTo(row, parent, slot);
      });
    }
  }

  /** The slot of its parent that holds an object. */
  slotOf(tracked: Tracked): SlotView | undefined {
    const parent = this.registry.parentOf(tracked);
    if (parent === undefined || 'root' in parent) return undefined;
    const memento = tracked.parentMemento ?? parent.memento;
    if (memento === undefined) return undefined;
    const slot = this.registry.slotInParent(tracked);
    if (slot < 0) return internal('i:prototype', undefined);
    if (slot < memento.keys.length) return this.slots.property(parent, memento, slot);
    const inside = slot - memento.keys.length;
    const privates = memento.privates?.names ?? [];
    if (inside < privates.length) return internal(privates[inside] ?? '', undefined);
    return memento.contents?.at(inside - privates.length);
  }

  /** The way as a person would write it. */
  path(tracked: Tracked): string {
    let path = '';
    let at: Tracked = tracked;
    for (let steps = 0; steps < 100; steps++) {
      const parent = this.registry.parentOf(at);
      if (parent === undefined) return path;
      if ('root' in parent) return parent.name + path;
      path = step(this.slotOf(at)) + path;
      at = parent;
    }
    return `…${path}`;
  }
}

function step(slot: SlotView | undefined): string {
  if (slot === undefined) return '.?';
  const name = substring(slot.name, 2);
  if (startsWith(slot.name, 'e:')) return slot.hasKey ? `.get(${shortText(slot.key)})` : `.${slot.name}`;
  if (startsWith(slot.name, '#:')) return `.#${name}`;
  if (startsWith(slot.name, 'i:')) return `.[[${name}]]`;
  if (startsWith(slot.name, 's:')) return `[Symbol ${name}]`;
  if (text((name as unknown as number) >>> 0) === name) return `[${name}]`;
  return `.${name}`;
}
