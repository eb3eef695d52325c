/** Every object that is followed, with its id: the same for as long as the object lives, never used twice. */
import { foreign } from './intrinsics';
import { classify } from './kinds';
import type { Layouts } from './layouts';
import { rareOf, type Layout, type Memento, type RootBinding, type Tracked } from './model';
import { Integers, RECORD_ROW, Rows } from './rows';
import { append, listOf, SafeMap, SafeWeakMap } from './safe';

/** The row that stands for an object of the language or host that was not met yet. */
const UNMET = -1;
/** The parent of what is not found any more; smaller numbers are roots. */
const NOWHERE = -1;

export class Registry {
  #rows = new Rows();
  /** The row of each object. */
  readonly #byObject = new SafeMap<object, number>();
  /** By row; those whose objects are more than a row. */
  #records: (Tracked | undefined)[] = [];
  #nextId = 0;
  /** The row of each id, once objects were given up; before, ids ascend from row to row. */
  #byId: SafeMap<number, number> | undefined;
  readonly #roots: RootBinding[] = [];
  /** The ids of objects that are no longer followed, in case they come back. */
  readonly #retired = new SafeWeakMap<object, number>();
  #anyRetired = false;
  readonly #symbols = new SafeMap<symbol, number>();
  readonly #symbolsById = new SafeMap<number, symbol>();

  constructor(
    readonly firstId: number,
    readonly layouts: Layouts,
  ) {
    this.adoptForeign();
  }

  /** Notes which objects are not the program's, so that one look tells whether an object is new and whether it is foreign. */
  adoptForeign(): void {
    foreign.forEach((_, object) => {
      if (!this.#byObject.has(object)) this.#byObject.set(object, UNMET);
    });
  }

  get rows(): Rows {
    return this.#rows;
  }

  /** The row of an object; negative if it is not followed. */
  rowOf(object: object): number {
    return this.#byObject.get(object) ?? UNMET;
  }

  get(object: object): Tracked | undefined {
    const row = this.rowOf(object);
    return row < 0 ? undefined : this.record(row);
  }

  byId(id: number): Tracked | undefined {
    const row = this.#rowOfId(id - this.firstId);
    return row === undefined ? undefined : this.record(row);
  }

  #rowOfId(id: number): number | undefined {
    if (this.#byId !== undefined) return this.#byId.get(id);
    let low = 0;
    let high = this.#rows.count - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const found = this.#rows.idOf(middle);
      if (found === id) return middle;
      if (found < id) low = middle + 1;
      else high = middle - 1;
    }
    return undefined;
  }

  symbolId(symbol: symbol): number {
    let id = this.#symbols.get(symbol);
    if (id === undefined) {
      id = this.firstId + this.#nextId++;
      this.#symbols.set(symbol, id);
      this.#symbolsById.set(id, symbol);
    }
    return id;
  }

  symbolById(id: number): symbol | undefined {
    return this.#symbolsById.get(id);
  }

  /** Follows an object from the first time that it is met, in a slot of the object of another row, or in a root. */
  enroll(object: object, parent: number, slot: number): void {
    const known = this.#byObject.get(object);
    if (known === undefined) this.#add(object, parent, slot);
    else if (known < 0) this.record(this.#add(object, parent, slot));
  }

  enrollRoot(object: object, root: RootBinding): void {
    if (this.rowOf(object) < 0) this.enroll(object, this.#rootNumber(root), 0);
  }

  #add(object: object, parent: number, slot: number): number {
    const row = this.#rows.count;
    const retired = this.#anyRetired ? this.#retired.get(object) : undefined;
    const id = retired ?? this.#nextId++;
    this.#byId?.set(id, row);
    this.#rows.add(object, id, parent, slot);
    this.#byObject.set(object, row);
    return row;
  }

  #rootNumber({ frame, name }: RootBinding): number {
    // Without its value, which would be kept alive.
    append(this.#roots, { root: true, frame, name, value: undefined });
    return NOWHERE - this.#roots.length;
  }

  /** What is known of the object of a row, with a record made for it if it has none. */
  record(row: number): Tracked {
    return this.#records[row] ?? this.#makeRecord(row);
  }

  #makeRecord(row: number): Tracked {
    const object = this.#rows.objectOf(row);
    const layout = this.#rows.layoutOf(row);
    const memento = layout >= 0 ? this.#mementoOf(row, layout) : undefined;
    const { kind, reason } =
      memento === undefined ? kindOf(object) : { kind: this.layouts.at(layout).kind, reason: undefined };
    const tracked: Tracked = {
      id: this.firstId + this.#rows.idOf(row),
      row,
      object,
      kind,
      hasContents: kind !== 'object' && kind !== 'array' && kind !== 'function' && kind !== 'class',
      memento,
      parentMemento: undefined,
      className: undefined,
      told: 'nothing',
      toldOrigin: undefined,
      privates: undefined,
      rare: undefined,
    };
    if (reason !== undefined) rareOf(tracked).reason = reason;
    this.#records[row] = tracked;
    this.#rows.setLayout(row, RECORD_ROW);
    return tracked;
  }

  /** What a row says, as a memento; its values in the table are not needed any more. */
  #mementoOf(row: number, number: number): Memento {
    const { keys, prototype } = this.layouts.at(number);
    return {
      epoch: this.#rows.epochOf(row),
      previous: undefined,
      keys,
      values: takeValues(this.#rows.chunkOf(row), this.#rows.offsetOf(row), keys.length),
      attributes: undefined,
      prototype,
      extensible: true,
      privates: undefined,
      contents: undefined,
    };
  }

  /** Where an object was found: in a slot of another, or in a binding. */
  parentOf({ row }: Tracked): Tracked | RootBinding | undefined {
    const parent = this.#rows.parentOf(row);
    if (parent === NOWHERE) return undefined;
    return parent >= 0 ? this.record(parent) : this.#roots[NOWHERE - 1 - parent];
  }

  slotInParent({ row }: Tracked): number {
    return this.#rows.slotOf(row);
  }

  moveTo(row: number, parent: number, slot: number): void {
    this.#rows.setParent(row, parent, slot);
    const tracked = this.#records[row];
    if (tracked !== undefined) tracked.parentMemento = undefined;
  }

  moveToRoot(row: number, root: RootBinding): void {
    this.moveTo(row, this.#rootNumber(root), 0);
  }

  /** Forgets the objects of the rows that `isNeeded` denies, all but their ids. */
  sweep(isNeeded: (row: number) => boolean): void {
    const old = this.#rows;
    const records = this.#records;
    const oldLayouts = this.layouts.reset();
    const layouts = new SafeMap<number, number>();
    const rows = new Rows();
    const places = new Integers(old.count);
    const byId = new SafeMap<number, number>();
    this.#rows = rows;
    this.#records = [];
    this.#byId = byId;
    for (let from = 0; from < old.count; from++) {
      const object = old.objectOf(from);
      const id = old.idOf(from);
      if (!isNeeded(from)) {
        places[from] = NOWHERE;
        this.#retired.set(object, id);
        this.#anyRetired = true;
        if (foreign.has(object)) this.#byObject.set(object, UNMET);
        else this.#byObject.delete(object);
        continue;
      }
      const row = rows.add(object, id, old.parentOf(from), old.slotOf(from));
      places[from] = row;
      byId.set(id, row);
      this.#byObject.set(object, row);
      const tracked = records[from];
      if (tracked !== undefined) {
        tracked.row = row;
        this.#records[row] = tracked;
      }
      const layout = old.layoutOf(from);
      rows.setLayout(row, layout);
      if (layout < 0) continue;
      let kept = layouts.get(layout);
      if (kept === undefined) layouts.set(layout, (kept = this.layouts.add(oldLayouts[layout] as Layout)));
      rows.setLayout(row, kept);
      rows.setEpoch(row, old.epochOf(from));
      const { length } = this.layouts.at(kept).keys;
      rows.allot(row, length);
      const target = rows.chunkOf(row);
      const source = old.chunkOf(from);
      const at = rows.offsetOf(row);
      const was = old.offsetOf(from);
      for (let i = 0; i < length; i++) target[at + i] = source[was + i];
    }
    for (let row = 0; row < rows.count; row++) {
      const parent = rows.parentOf(row);
      if (parent >= 0) rows.setParent(row, places[parent] ?? NOWHERE, rows.slotOf(row));
    }
  }
}

/** Apart from what makes a memento of it: code that V8 compiles for a loop knows nothing of what comes after, and is left each time. */
function takeValues(chunk: unknown[], offset: number, count: number): unknown[] {
  const values = listOf<unknown>(count);
  for (let i = 0; i < count; i++) {
    values[i] = chunk[offset + i];
    chunk[offset + i] = undefined;
  }
  return values;
}

function kindOf(object: object): ReturnType<typeof classify> {
  const strange = foreign.get(object);
  return strange === undefined ? classify(object) : { kind: 'outside', reason: strange };
}
