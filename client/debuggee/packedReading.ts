/**
 * A reading as the probes write it: what `server/value.ts` describes, without what each object would repeat. VS Code passes
 * debug messages on at some four megabytes a second, so that their length is much of what a first savepoint waits for.
 */
import type {
  Capture,
  Description,
  ObjectInfo,
  ObjectKind,
  OwnerChanges,
  Slot,
  SlotChange,
  Value,
} from '../../server/value';

/** A name by its number in `names`; `-1 - n` is `p:n`, an element's; or the name itself. */
type PackedName = number | string;

/** An object's id, which is positive, or `-1 - activation` of a frame. */
type PackedOwner = number;

/** In the place of a reference: the object's id, and the number of its class's name. */
type PackedReference = readonly [id: number, className: number];

type PackedSlot = PackedReference | Slot | null;

type PackedInfo = readonly [
  id: number,
  className: number,
  kind: number,
  /** How many slots it has; `-1 - size` where they were not sent. */
  size: number,
  /** Where it was found. */
  owner: PackedOwner,
  place: PackedName,
  more?: { readonly key?: PackedSlot } & Pick<ObjectInfo, 'label' | 'reason'>,
];

/** For each slot its name, what it holds and, where `width` is 3, what it held before. */
type PackedChanges = readonly [owner: PackedOwner, width: number, ...slots: (PackedName | PackedSlot)[]];

export interface PackedReading {
  readonly names: readonly string[];
  readonly objects: readonly PackedInfo[];
  readonly changes: readonly PackedChanges[];
}

/** What a probe wrote; all else that is in it stays as it is. */
export type Packed<R extends Capture | Description> = PackedReading & Omit<R, 'objects' | 'changes'>;

export function unpackReading<R extends Capture | Description>(packed: Packed<R>): R {
  const { names, objects, changes, ...rest } = packed;
  const unpacker = new Unpacker(names);
  return {
    ...rest,
    objects: objects.map((info) => unpacker.info(info)),
    changes: changes.map((changed) => unpacker.changes(changed)),
  } as unknown as R;
}

class Unpacker {
  constructor(private readonly names: readonly string[]) {}

  info([id, className, kind, size, owner, place, more]: PackedInfo): ObjectInfo {
    const { key, ...label } = more ?? {};
    const slot = this.#name(place);
    return {
      id,
      class: this.#name(className),
      kind: this.#name(kind) as ObjectKind,
      origin:
        owner <= 0
          ? { frame: -1 - owner, name: slot }
          : { object: owner, slot, ...(key !== undefined && { key: this.#slot(key) as Value }) },
      described: size >= 0,
      size: size < 0 ? -1 - size : size,
      ...label,
    };
  }

  changes([owner, width, ...told]: PackedChanges): OwnerChanges {
    const slots: SlotChange[] = [];
    for (let at = 0; at < told.length; at += width) {
      const [name, after, before] = told.slice(at, at + width) as [PackedName, PackedSlot, PackedSlot?];
      slots.push(
        before === undefined
          ? [this.#name(name), this.#slot(after)]
          : [this.#name(name), this.#slot(after), this.#slot(before)],
      );
    }
    return { owner: owner <= 0 ? { frame: -1 - owner } : { object: owner }, slots };
  }

  #name(name: PackedName): string {
    if (typeof name === 'string') return name;
    return name < 0 ? `p:${-1 - name}` : (this.names[name] ?? '?');
  }

  #slot(slot: PackedSlot): Slot | null {
    if (slot === null || typeof slot !== 'object') return slot;
    if (isReference(slot)) return { type: 'object', id: slot[0], class: this.#name(slot[1]) };
    if (slot.type !== 'slot') return slot;
    const { value, key, get, set } = slot;
    return {
      ...slot,
      value: this.#slot(value) as Value,
      ...(key !== undefined && { key: this.#slot(key) as Value }),
      ...(get !== undefined && { get: this.#slot(get) as Value }),
      ...(set !== undefined && { set: this.#slot(set) as Value }),
    };
  }
}

function isReference(slot: object): slot is PackedReference {
  return Array.isArray(slot);
}
