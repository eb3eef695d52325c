/** Tells what a capture found: the JSON text of a packed `Capture` or `Description` of `server/value.ts`. */
import type { Activation, BindingMemento, SlotView, Tracked } from './model';
import type { Walk } from './capture';
import type { Frames } from './frames';
import { isGivenByCall } from './frameSpec';
import { Origins } from './origins';
import type { Registry } from './registry';
import { append, appendAll, isObject, join, quote, SafeMap, same } from './safe';
import { Slots } from './slots';
import { tallyText } from './tally';
import { Unavailable } from './unavailable';
import { ownerNumber, type Place, Writer } from './writer';

/** An object with more slots than this is not described unless someone asks, or it changes. */
const MOST_SLOTS_UNASKED = 5_000;

export class Reporter {
  readonly slots: Slots;
  readonly origins: Origins;
  #referred: Tracked[] = [];
  /** The objects whose places were looked at in the report under way. */
  #placed = new SafeMap<Tracked, true>();
  readonly #writer: Writer;

  constructor(
    readonly registry: Registry,
    readonly frames: Frames,
    className: (object: object) => string,
  ) {
    this.slots = new Slots(registry);
    this.origins = new Origins(registry, this.slots);
    this.#writer = new Writer(registry, className, (tracked) => {
      if (tracked.told === 'nothing') append(this.#referred, tracked);
    });
  }

  capture(epoch: number, walk: Walk): string {
    this.origins.begin(walk.roots);
    this.#begin();
    const found = this.#described(walk);
    const toTell: Tracked[] = [];
    appendAll(toTell, walk.changed);
    appendAll(toTell, found);
    this.origins.check(toTell);
    const changes: string[] = [];
    this.#bindingChanges(epoch, changes);
    const infos: string[] = [];
    for (let i = 0; i < walk.changed.length; i++) {
      const tracked = walk.changed[i] as Tracked;
      const slots = this.#differences(tracked);
      if (slots.length === 0) continue;
      this.#tellWithAncestors(tracked, infos);
      append(changes, `[${tracked.id},3,${join(slots, ',')}]`);
    }
    for (let i = 0; i < found.length; i++) this.#describe(found[i] as Tracked, infos, changes);
    this.#tellReferred(infos);
    const truncated = walk.truncated === undefined ? '' : `,"truncated":"${walk.truncated}"`;
    return (
      `{"epoch":${epoch},"frames":[${this.#framesText(epoch)}],${this.#told(infos, changes)},` +
      `"tally":${tallyText(this.registry, this.slots, this.origins, walk)}${truncated}}`
    );
  }

  #begin(): void {
    this.#placed = new SafeMap();
    this.#writer.begin();
  }

  #told(infos: readonly string[], changes: readonly string[]): string {
    return `"objects":[${join(infos, ',')}],"changes":[${join(changes, ',')}],"names":${this.#writer.names()}`;
  }

  /** The new objects that are described without being asked for. */
  #described({ firstFound }: Walk): Tracked[] {
    const described: Tracked[] = [];
    for (let i = 0; i < firstFound.length; i++) {
      const tracked = this.registry.record(firstFound[i] ?? 0);
      const { memento } = tracked;
      if (memento === undefined || this.slots.count(tracked, memento) > MOST_SLOTS_UNASKED) continue;
      append(described, tracked);
    }
    return described;
  }

  describe(ids: readonly number[]): string {
    const asked: Tracked[] = [];
    this.#begin();
    for (let i = 0; i < ids.length; i++) {
      const tracked = this.registry.byId(ids[i] ?? -1);
      if (tracked !== undefined) append(asked, tracked);
    }
    this.origins.check(asked);
    const infos: string[] = [];
    const changes: string[] = [];
    for (let i = 0; i < asked.length; i++) this.#describe(asked[i] as Tracked, infos, changes);
    this.#tellReferred(infos);
    return `{${this.#told(infos, changes)}}`;
  }

  #describe(tracked: Tracked, infos: string[], changes: string[]): void {
    this.#tellAncestors(tracked, infos);
    tracked.told = 'contents';
    append(infos, this.#info(tracked));
    const { memento } = tracked;
    if (memento === undefined) return;
    const slots: string[] = [];
    const writer = this.#writer;
    this.slots.each(tracked, memento, (slot) => append(slots, `${writer.name(slot.name)},${writer.slot(slot)}`));
    if (slots.length > 0) append(changes, `[${tracked.id},2,${join(slots, ',')}]`);
  }

  #differences(tracked: Tracked): string[] {
    const { memento } = tracked;
    const slots: string[] = [];
    if (memento?.previous === undefined) return slots;
    this.slots.differences(tracked, memento.previous, memento, (before, after) => {
      append(slots, this.#change(before, after));
    });
    return slots;
  }

  #change(before: SlotView | undefined, after: SlotView | undefined): string {
    const name = this.#writer.name((after ?? before)?.name ?? '');
    return `${name},${this.#writer.slot(after)},${this.#writer.slot(before)}`;
  }

  #info(tracked: Tracked): string {
    const { memento } = tracked;
    const size = memento === undefined ? 0 : this.slots.count(tracked, memento);
    const place = this.#placeOf(tracked);
    tracked.toldOrigin = this.#placeText(place);
    return this.#writer.info(tracked, size, place);
  }

  #placeOf(tracked: Tracked): Place {
    const parent = this.registry.parentOf(tracked);
    if (parent === undefined) return { owner: ownerNumber(-1), name: '?', hasKey: false, key: undefined };
    if ('root' in parent) return { owner: ownerNumber(parent.frame), name: parent.name, hasKey: false, key: undefined };
    const slot = this.origins.slotOf(tracked);
    return { owner: parent.id, name: slot?.name ?? '?', hasKey: slot?.hasKey === true, key: slot?.key };
  }

  /** Tells places apart, in any report. */
  #placeText({ owner, name, hasKey, key }: Place): string {
    const held = isObject(key) ? `object ${this.registry.get(key)?.id ?? '?'}` : this.#writer.value(key);
    return `${owner} ${name}${hasKey ? ` ${held}` : ''}`;
  }

  #tellWithAncestors(tracked: Tracked, infos: string[]): void {
    this.#tellAncestors(tracked, infos);
    this.#tellPlace(tracked, infos);
  }

  /** An object's origin names its parent, so the parents have to be known first, and where they are now. */
  #tellAncestors(tracked: Tracked, infos: string[]): void {
    const ancestors: Tracked[] = [];
    const { registry } = this;
    let at = registry.parentOf(tracked);
    while (at !== undefined && !('root' in at) && !this.#placed.has(at)) {
      this.#placed.set(at, true);
      append(ancestors, at);
      at = registry.parentOf(at);
    }
    for (let i = ancestors.length - 1; i >= 0; i--) this.#tellPlace(ancestors[i] as Tracked, infos);
  }

  /** Tells that an object exists if that is new, and where it is if it has moved. */
  #tellPlace(tracked: Tracked, infos: string[]): void {
    if (tracked.told !== 'nothing' && tracked.toldOrigin === this.#placeText(this.#placeOf(tracked))) return;
    if (tracked.told === 'nothing') tracked.told = 'exists';
    append(infos, this.#info(tracked));
  }

  #tellReferred(infos: string[]): void {
    // Telling one may refer to more, by its origin's key.
    for (let i = 0; i < this.#referred.length; i++) this.#tellWithAncestors(this.#referred[i] as Tracked, infos);
    this.#referred = [];
  }

  #framesText(epoch: number): string {
    const parts: string[] = [];
    const told = new SafeMap<Activation, true>();
    const { views, activations } = this.frames;
    for (let i = 0; i < views.length; i++) {
      const activation = views[i]?.activation;
      if (activation === undefined) continue;
      told.set(activation, true);
      append(parts, frameText(activation, undefined));
    }
    for (let i = 0; i < activations.length; i++) {
      const activation = activations[i] as Activation;
      if (activation.seen === epoch && !told.has(activation)) append(parts, frameText(activation, 'closure'));
    }
    return join(parts, ',');
  }

  #bindingChanges(epoch: number, changes: string[]): void {
    const { activations } = this.frames;
    for (let i = 0; i < activations.length; i++) {
      const activation = activations[i] as Activation;
      const { memento } = activation;
      if (memento?.epoch !== epoch) continue;
      const slots: string[] = [];
      eachBindingDifference(memento, (name, before, after) => {
        append(
          slots,
          `${this.#writer.name(name)},${this.#binding(activation, after)}${this.#before(memento, activation, before)}`,
        );
      });
      const width = memento.previous === undefined ? 2 : 3;
      if (slots.length > 0) append(changes, `[${ownerNumber(activation.id)},${width},${join(slots, ',')}]`);
    }
  }

  #before(memento: BindingMemento, activation: Activation, before: number): string {
    return memento.previous === undefined ? '' : `,${this.#bindingAt(memento.previous, activation, before)}`;
  }

  #binding(activation: Activation, index: number): string {
    return activation.memento === undefined ? 'null' : this.#bindingAt(activation.memento, activation, index);
  }

  #bindingAt(memento: BindingMemento, activation: Activation, index: number): string {
    if (index < 0) return 'null';
    const value = memento.values[index];
    const text = this.#writer.value(value);
    const name = memento.names[index] ?? '';
    if (Unavailable.is(value))
      return `{"type":"slot","value":${text},"label":"opaque","reason":${quote(value.reason)}}`;
    const label = constantReason(activation, name, memento.declarations[index] ?? -1);
    return label === undefined
      ? this.#writer.content(value)
      : `{"type":"slot","value":${text},"label":"constant","reason":${quote(label)}}`;
  }
}

export function constantReason(activation: Activation, name: string, declaration: number): string | undefined {
  if (isGivenByCall(name)) return `${name} cannot be assigned`;
  for (let i = 0; i < activation.variables.length; i++) {
    const variable = activation.variables[i];
    if (variable?.name !== name || variable.declaration !== declaration) continue;
    return variable.isConstant ? 'declared as a constant' : undefined;
  }
  return undefined;
}

/** Tells the places of each name that differs from the memento before, -1 where it is not there. */
function eachBindingDifference(
  memento: BindingMemento,
  tell: (name: string, before: number, after: number) => void,
): void {
  const places = new SafeMap<string, number>();
  const { previous } = memento;
  for (let i = 0; previous !== undefined && i < previous.names.length; i++) places.set(previous.names[i] ?? '', i);
  for (let i = 0; i < memento.names.length; i++) {
    const name = memento.names[i] ?? '';
    const place = places.get(name) ?? -1;
    places.delete(name);
    if (previous === undefined || place < 0 || !same(previous.values[place], memento.values[i])) tell(name, place, i);
  }
  places.forEach((place, name) => tell(name, place, -1));
}

function frameText(activation: Activation, scope: 'closure' | undefined): string {
  const maybe = activation.maybe === undefined ? '' : `,"maybe":${activation.maybe}`;
  const source = activation.source === null ? '' : `,"source":${quote(activation.source)}`;
  return (
    `{"activation":${activation.id}${maybe},"function":${quote(activation.function)}${source},` +
    `"line":${activation.line},"depth":${activation.depth}${scope === undefined ? '' : `,"scope":"${scope}"`}}`
  );
}
