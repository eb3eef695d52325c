/** The shortest way to an object from the captured frames, kept from the walk that found it and checked before use. */
import type { RootBinding, SlotView, Tracked } from './model';
import { childAt, eachChild } from './children';
import type { Registry } from './registry';
import { append, isObject, SafeMap, startsWith, substring, text } from './safe';
import type { Slots } from './slots';
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

  #isValid(tracked: Tracked, checked: SafeMap<Tracked, boolean>): boolean {
    const found = checked.get(tracked);
    if (found !== undefined) return found;
    checked.set(tracked, true);
    const { parent } = tracked;
    let valid: boolean;
    if (parent === undefined) valid = false;
    else if ('root' in parent) valid = this.#isRoot(tracked, parent);
    else {
      valid = this.#isValid(parent, checked);
      if (valid && parent.memento !== tracked.parentMemento) {
        valid = parent.memento !== undefined && childAt(parent.memento, tracked.parentSlot) === tracked.object;
        if (valid) tracked.parentMemento = parent.memento;
      }
    }
    checked.set(tracked, valid);
    return valid;
  }

  /** Whether the binding that an object was found in still holds it. */
  #isRoot(tracked: Tracked, binding: RootBinding): boolean {
    for (let i = 0; i < this.#roots.length; i++) {
      const root = this.#roots[i] as RootBinding;
      if (root.value !== tracked.object || root.frame !== binding.frame || root.name !== binding.name) continue;
      tracked.parent = root;
      return true;
    }
    return false;
  }

  #findAll(): void {
    if (this.#isFresh) return;
    this.#isFresh = true;
    const seen = new SafeMap<Tracked, true>();
    const queue: Tracked[] = [];
    const reach = (object: unknown, parent: Tracked | RootBinding, slot: number) => {
      const tracked = isObject(object) ? this.registry.get(object) : undefined;
      if (tracked === undefined || seen.has(tracked)) return;
      seen.set(tracked, true);
      tracked.parent = parent;
      tracked.parentMemento = 'root' in parent ? undefined : parent.memento;
      tracked.parentSlot = slot;
      append(queue, tracked);
    };
    for (let i = 0; i < this.#roots.length; i++) {
      const root = this.#roots[i] as RootBinding;
      reach(root.value, root, 0);
    }
    for (let i = 0; i < queue.length; i++) {
      const tracked = queue[i] as Tracked;
      if (tracked.memento === undefined) continue;
      eachChild(tracked.memento, (child, slot) => reach(child, tracked, slot));
    }
  }

  /** The slot of its parent that holds an object. */
  slotOf(tracked: Tracked): SlotView | undefined {
    const { parent } = tracked;
    if (parent === undefined || 'root' in parent) return undefined;
    const memento = tracked.parentMemento;
    if (memento === undefined) return undefined;
    const { parentSlot: slot } = tracked;
    if (slot < 0)
      return {
        name: 'i:prototype',
        value: undefined,
        key: undefined,
        hasKey: false,
        bits: undefined,
        reason: undefined,
      };
    if (slot < memento.keys.length) return this.slots.property(parent, memento, slot);
    const inside = slot - memento.keys.length;
    const privates = memento.privates?.names ?? [];
    if (inside < privates.length) {
      return {
        name: privates[inside] ?? '',
        value: undefined,
        key: undefined,
        hasKey: false,
        bits: undefined,
        reason: undefined,
      };
    }
    return memento.contents?.at(inside - privates.length);
  }

  /** The way as a person would write it. */
  path(tracked: Tracked): string {
    let path = '';
    let at: Tracked = tracked;
    for (let steps = 0; steps < 100; steps++) {
      const { parent } = at;
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
