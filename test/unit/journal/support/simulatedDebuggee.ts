/** A program with a few variables and objects, which changes by chance, and can be read and written as a probe would. */
import type { WriteFailure, WriteOrder } from '../../../../server/protocol';
import type {
  Capture,
  CapturedFrame,
  Description,
  ObjectInfo,
  Owner,
  OwnerChanges,
  Slot,
} from '../../../../server/value';
import type { Random } from '../../store/support/random';

const MAIN: CapturedFrame = { activation: 1, function: 'main', source: '/shop.js', line: 1, depth: 0 };
const BINDINGS = ['total', 'name', 'password', 'item0', 'item1', 'item2', 'item3'];
const PROPERTIES = ['p:price', 'p:count', 'p:authToken'];

type State = ReadonlyMap<string, Slot>;

export class SimulatedDebuggee {
  #epoch = 0;
  #line = 1;
  #present = new Map<string, Slot>();
  #told: State = new Map();
  #known = new Set<number>();
  readonly #epochs = new Map<number, State>();

  constructor(private readonly random: Random) {
    for (let object = 0; object < 4; object++) {
      this.#present.set(keyOf({ frame: 1 }, `item${object}`), { type: 'object', id: object + 1, class: 'Item' });
      this.#present.set(keyOf({ object: object + 1 }, 'p:price'), object);
    }
  }

  /** Runs on: changes up to three places. */
  run(): void {
    this.#line = 1 + this.random.below(50);
    for (let change = this.random.below(4); change > 0; change--) {
      const key = this.random.below(2) === 0 ? this.#someBinding() : this.#someProperty();
      if (this.random.below(5) === 0) this.#present.delete(key);
      else this.#present.set(key, this.#someValue());
    }
  }

  /** What differs from the reading before. */
  capture(): Capture {
    const changes = new Map<string, OwnerChanges & { slots: [string, Slot | null, Slot | null][] }>();
    for (const key of new Set([...this.#told.keys(), ...this.#present.keys()])) {
      const [before, after] = [this.#told.get(key) ?? null, this.#present.get(key) ?? null];
      if (JSON.stringify(before) === JSON.stringify(after)) continue;
      const { owner, slot } = placeOf(key);
      const change = changes.get(JSON.stringify(owner)) ?? { owner, slots: [] };
      change.slots.push([slot, after, before]);
      changes.set(JSON.stringify(owner), change);
    }
    this.#told = new Map(this.#present);
    this.#epochs.set(++this.#epoch, this.#told);
    return {
      epoch: this.#epoch,
      frames: [{ ...MAIN, line: this.#line }],
      objects: this.#newObjects(),
      changes: [...changes.values()],
      tally: { cells: this.#present.size, restorable: this.#present.size, reasons: [] },
    };
  }

  describe(): Description {
    return { objects: [], changes: [] };
  }

  /** Writes what was ordered; now and then one place is refused, or only said to be written. */
  restore({ epoch, writes }: WriteOrder): readonly WriteFailure[] {
    const then = this.#epochs.get(epoch);
    if (then === undefined) throw new Error(`Epoch ${epoch} was never read.`);
    const failures: WriteFailure[] = [];
    for (const { owner, slots = this.#slotsOf(owner, then) } of writes) {
      for (const slot of slots) {
        const mishap = this.random.below(20);
        if (mishap === 0) failures.push({ owner, slot, reason: 'it is read-only' });
        if (mishap < 2) continue;
        const value = then.get(keyOf(owner, slot));
        if (value === undefined) this.#present.delete(keyOf(owner, slot));
        else this.#present.set(keyOf(owner, slot), value);
      }
    }
    return failures;
  }

  #slotsOf(owner: Owner, then: State): readonly string[] {
    const keys = [...new Set([...then.keys(), ...this.#present.keys()])];
    return keys.filter((key) => key.startsWith(keyOf(owner, ''))).map((key) => placeOf(key).slot);
  }

  #newObjects(): ObjectInfo[] {
    const ids = [1, 2, 3, 4].filter((id) => !this.#known.has(id));
    this.#known = new Set([1, 2, 3, 4]);
    return ids.map((id) => ({
      id,
      class: 'Item',
      kind: 'object',
      origin: { frame: 1, name: `item${id - 1}` },
      described: true,
      size: 1,
    }));
  }

  #someBinding(): string {
    return keyOf({ frame: 1 }, this.random.pick(BINDINGS));
  }

  #someProperty(): string {
    return keyOf({ object: 1 + this.random.below(4) }, this.random.pick(PROPERTIES));
  }

  #someValue(): Slot {
    const number = this.random.below(10);
    return this.random.pick<Slot>([
      number,
      `text ${number} "ä€😀"`,
      null,
      { type: 'object', id: 1 + this.random.below(4), class: 'Item' },
      { type: 'slot', value: number, label: 'constant' },
    ]);
  }
}

function keyOf(owner: Owner, slot: string): string {
  return `${'frame' in owner ? 'frame' : 'object'}/${'frame' in owner ? owner.frame : owner.object}/${slot}`;
}

function placeOf(key: string): { readonly owner: Owner; readonly slot: string } {
  const [kind, id = '', slot = ''] = key.split('/');
  return { owner: kind === 'frame' ? { frame: Number(id) } : { object: Number(id) }, slot };
}
