/**
 * Random graphs of all kinds of objects, randomly damaged, with savepoints in between, and jumps to any of them, back and
 * forth. What comes back is compared with an independent picture, by identity. A failure prints its seed; a given seed
 * is run by SAVEPOINT_TEST_SEED.
 */
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { firstDifference, picture, type Picture } from './heapOracle';
import type { Capture } from '../../../server/value';
import { ProbedProgram } from './probedProgram';
import { ToldCells } from './toldCells';

const RUNS = 300;
const STEPS = 40;

class Node {
  next: unknown = null;
}
class Leaf extends Node {
  weight = 1;
}
const symbols = [Symbol('one'), Symbol('two')];
const names = ['a', 'b', 'c', 'd', '0', '1', '7'];
const getters = [() => assert.fail('a getter was called'), () => assert.fail('another getter was called')];

describe('random graphs', () => {
  const given = process.env['SAVEPOINT_TEST_SEED'];
  const seed = given === undefined ? 20_260_701 : Number(given);
  const runs = given === undefined ? RUNS : 1;
  it(`come back by identity, in ${runs} runs from seed ${seed}`, function () {
    this.timeout(60_000);
    for (let run = 0; run < runs; run++) {
      try {
        new Run(seed + run).run();
      } catch (error) {
        throw new Error(`with SAVEPOINT_TEST_SEED=${seed + run}: ${error instanceof Error ? error.message : ''}`, {
          cause: error,
        });
      }
    }
  });
});

interface Savepoint {
  readonly epoch: number;
  readonly picture: Picture;
  readonly told: ReadonlyMap<string, string>;
  readonly variables: Record<string, unknown>;
}

class Run {
  readonly #random: () => number;
  readonly #pool: object[] = [];
  readonly #variables: Record<string, unknown> = { x: null, y: null, z: null };
  readonly #program = new ProbedProgram(this.#variables);
  readonly #savepoints: Savepoint[] = [];
  readonly #told = new ToldCells();
  readonly #ids = new Set<number>();

  constructor(seed: number) {
    this.#random = mulberry32(seed);
  }

  run(): void {
    for (let i = 0; i < 12; i++) this.#create();
    for (const name of Object.keys(this.#variables)) this.#variables[name] = this.#pick(this.#pool);
    for (let i = 0; i < 30; i++) this.#damage();
    for (let step = 0; step < STEPS; step++) {
      const choice = this.#below(10);
      if (choice < 6 || this.#savepoints.length === 0) this.#damage();
      if (choice === 6 || this.#savepoints.length === 0) this.#savepoint();
      if (choice === 7 && this.#savepoints.length > 3) this.#release();
      if (choice === 8) this.#jump();
      if (choice === 9) this.#note(this.#program.capture());
    }
    while (this.#savepoints.length > 0) {
      this.#jump(this.#savepoints.at(-1));
      this.#savepoints.pop();
    }
  }

  #savepoint(): void {
    const capture = this.#program.savepoint();
    this.#note(capture);
    const roots = picture(Object.values(this.#variables));
    this.#savepoints.push({
      epoch: capture.epoch,
      picture: roots,
      told: this.#told.copy(),
      variables: { ...this.#variables },
    });
  }

  #release(): void {
    const [released] = this.#savepoints.splice(this.#below(this.#savepoints.length), 1);
    if (released !== undefined) this.#program.retained.delete(released.epoch);
  }

  /** Back or forth to a savepoint, in one go or first some slots and then all. */
  #jump(target = this.#pick(this.#savepoints)): void {
    const now = this.#program.capture();
    this.#note(now);
    const owners = [...this.#ids].map((object) => ({ owner: { object } }));
    if (this.#below(2) === 0) {
      const some = now.changes.flatMap(({ owner, slots }) =>
        'object' in owner ? [{ owner, slots: slots.map(([name]) => name).filter(() => this.#below(2) === 0) }] : [],
      );
      this.#program.restore(target.epoch, some);
      this.#note(this.#program.capture());
    }
    const failures = this.#program.restore(target.epoch, [...owners, { owner: { frame: 1 } }]);
    const real = failures.filter(({ reason }) => reason !== 'nothing of it was kept then');
    assert.deepEqual(real, []);
    this.#note(this.#program.capture());
    assert.deepEqual(this.#variables, target.variables);
    const difference = firstDifference(target.picture);
    assert.equal(difference, undefined, `epoch ${target.epoch}: ${inspect(difference, { depth: 2 })}`);
    this.#told.assertEqual(target.told);
    assert.deepEqual(this.#program.capture().changes, [], 'nothing differs after the read-back');
  }

  #note(capture: Capture): void {
    this.#told.take(capture);
    const { objects } = capture;
    for (const { id, label } of objects) if (label === undefined) this.#ids.add(id);
  }

  #create(): object {
    const make: (() => object)[] = [
      () => ({}),
      () => [],
      () => new Map(),
      () => new Set(),
      () => new Node(),
      () => new Leaf(),
      () => new Date(this.#below(1000)),
      () => Object.create(null) as object,
      () => new Uint16Array(4),
      () => Object.assign(() => 1, { note: 1 }),
    ];
    const created = this.#pick(make)();
    this.#pool.push(created);
    return created;
  }

  #value(): unknown {
    const choice = this.#below(12);
    if (choice < 6) return this.#pick(this.#pool);
    if (choice < 8) return this.#create();
    return this.#pick([0, -0, NaN, 1, 'text', undefined, null, true, 10n, symbols[0]]);
  }

  #damage(): void {
    if (this.#below(10) === 0) {
      this.#variables[this.#pick(Object.keys(this.#variables))] = this.#pick(this.#pool);
      return;
    }
    const object = this.#pick(this.#pool);
    if (this.#below(3) > 0 && this.#damageInside(object)) return;
    const key: PropertyKey = this.#below(5) === 0 ? this.#pick(symbols) : this.#pick(names);
    if (ArrayBuffer.isView(object) && typeof key === 'string' && /^\d/.test(key)) return;
    switch (this.#below(6)) {
      case 0:
        Reflect.deleteProperty(object, key);
        break;
      case 1:
        Reflect.defineProperty(object, key, {
          value: this.#value(),
          writable: this.#below(2) === 0,
          enumerable: this.#below(2) === 0,
          configurable: true,
        });
        break;
      case 2:
        Reflect.defineProperty(object, key, {
          get: this.#pick(getters),
          ...(this.#below(2) === 0 && { set: this.#pick(getters) }),
          configurable: true,
        });
        break;
      case 3:
        if (!Array.isArray(object) && typeof object !== 'function') {
          Reflect.setPrototypeOf(object, this.#pick([Node.prototype, Leaf.prototype, null]));
        }
        break;
      default:
        Reflect.defineProperty(object, key, {
          value: this.#value(),
          writable: true,
          enumerable: true,
          configurable: true,
        });
    }
  }

  /** Changes what a collection or the like holds beside its properties. */
  #damageInside(object: object): boolean {
    if (object instanceof Map) {
      const choice = this.#below(8);
      if (choice === 0) Map.prototype.clear.call(object);
      else if (choice < 4) Map.prototype.delete.call(object, this.#pick([...Map.prototype.keys.call(object), 0]));
      else Map.prototype.set.call(object, this.#value(), this.#value());
    } else if (object instanceof Set) {
      if (this.#below(2) === 0)
        Set.prototype.delete.call(object, this.#pick([...Set.prototype.values.call(object), 0]));
      else Set.prototype.add.call(object, this.#value());
    } else if (Array.isArray(object)) {
      if (this.#below(3) === 0) Reflect.set(object, 'length', this.#below(4));
      else Reflect.defineProperty(object, String(object.length), plain(this.#value()));
    } else if (object instanceof Date) Date.prototype.setTime.call(object, this.#below(1000));
    else if (object instanceof Uint16Array) object[this.#below(4)] = this.#below(65_536);
    else return false;
    return true;
  }

  #below(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)] as T;
  }
}

function plain(value: unknown): PropertyDescriptor {
  return { value, writable: true, enumerable: true, configurable: true };
}

/** A small seeded generator. */
function mulberry32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
