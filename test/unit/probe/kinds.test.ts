// Every kind of value: captured, damaged, restored in place, and read back as exactly what it was.
import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { assertUndone, ProbedProgram, type PrivateAccess } from './probedProgram';

interface Case<T extends object> {
  readonly make: () => T;
  readonly damage: (value: T) => void;
  /** Asserts on the restored value beyond what the read-back proves. */
  readonly check: (value: T) => void;
  readonly privates?: Readonly<Record<string, PrivateAccess>>;
}

class Account {
  #pin = 1;
  static #count = 0;
  static total = 10;
  constructor(public balance: number) {}
  spoil(): void {
    this.#pin = 99;
    Account.#count = 77;
  }
  static readonly pins: PrivateAccess = {
    get: (account) => (account as Account).#pin,
    set: (account, value) => ((account as Account).#pin = value as number),
  };
  static readonly counts: PrivateAccess = {
    get: (account) => (account as typeof Account).#count,
    set: (account, value) => ((account as typeof Account).#count = value as number),
  };
  get pin(): number {
    return this.#pin;
  }
}

class Basket extends Map<string, number> {
  owner = 'me';
  override set(): this {
    throw new Error('called');
  }
  override clear(): void {
    throw new Error('called');
  }
}

const key = Symbol('key');
const fruit = { name: 'apple' };

function test<T extends object>(title: string, subject: Case<T>): void {
  it(title, () => {
    const value = subject.make();
    const program = new ProbedProgram({ value, pad: 1 }, subject.privates);
    const before = program.savepoint();
    subject.damage(value);
    const damage = program.capture();
    assert.notEqual(damage.changes.length, 0, 'the damage was not seen');
    const { failures, readBack } = program.rollBack(before.epoch, [damage]);
    assert.deepEqual(failures, []);
    assert.equal(program.variables['value'], value);
    subject.check(value);
    assertUndone(damage, readBack);
    assert.deepEqual(program.capture().changes, [], 'a further capture finds nothing');
  });
}

describe('the probe restores', () => {
  test<{ a?: number; b?: number; c: number; d?: number }>(
    'a plain object: changed, added and deleted keys, in their order',
    {
      make: () => ({ a: 1, b: 2, c: 3 }),
      damage: (value) => {
        value.a = 9;
        delete value.b;
        value.d = 4;
      },
      check: (value) => assert.deepEqual(Object.entries(value), Object.entries({ a: 1, b: 2, c: 3 })),
    },
  );
  test<{ a?: number; b: number }>('the order of keys alone', {
    make: () => ({ a: 1, b: 2, [key]: 3, 7: 0 }),
    damage: (value) => {
      delete value.a;
      value.a = 1;
    },
    check: (value) => assert.deepEqual(Reflect.ownKeys(value), ['7', 'a', 'b', key]),
  });
  test('symbol keys', {
    make: () => ({ [key]: 1 }) as Record<symbol, unknown>,
    damage: (value) => {
      value[key] = 2;
      value[Symbol.iterator] = 3;
    },
    check: (value) => assert.deepEqual(Reflect.ownKeys(value), [key]),
  });
  test('special primitives', {
    make: () => ({ nan: NaN, zero: -0, big: 10n, infinite: -Infinity, none: undefined, nil: null, symbol: key }),
    damage: (value) => Object.assign(value, { nan: 0, zero: 0, big: 11n, infinite: 1, none: null, nil: undefined }),
    check: (value) => assert.ok(Object.is(value.zero, -0) && Object.is(value.nan, NaN) && value.big === 10n),
  });
  test('an array: holes, length and further properties', {
    make: () => Object.assign([1, , 3], { note: 'x' }) as unknown as unknown[] & { note?: string },
    damage: (value) => {
      value[1] = 2;
      value.push(4, 5);
      Reflect.deleteProperty(value, 'note');
    },
    check: (value) => {
      assert.equal(value.length, 3);
      assert.ok(!(1 in value));
      assert.equal(value.note, 'x');
    },
  });
  test('an array that was emptied', {
    make: () => [{ n: 1 }, { n: 2 }],
    damage: (value) => (value.length = 0),
    check: (value) => assert.deepEqual(value, [{ n: 1 }, { n: 2 }]),
  });
  test('a Map: contents and order', {
    make: () => new Map<unknown, unknown>([['a', 1], [fruit, 2], [NaN, 3]]), // prettier-ignore
    damage: (value) => {
      value.delete('a');
      value.set('a', 1);
      value.set(fruit, 22);
      value.delete(NaN);
      value.set('new', {});
    },
    check: (value) => assert.deepEqual([...value], [['a', 1], [fruit, 2], [NaN, 3]]), // prettier-ignore
  });
  test('a Set: contents and order', {
    make: () => new Set<unknown>(['a', fruit, 'c']),
    damage: (value) => {
      value.delete(fruit);
      value.add(fruit);
      value.delete('a');
    },
    check: (value) => assert.deepEqual([...value], ['a', fruit, 'c']),
  });
  test("a Map's subclass, without calling its methods", {
    make: () => {
      const basket = new Basket();
      Map.prototype.set.call(basket, 'apple', 1);
      return basket;
    },
    damage: (value) => {
      Map.prototype.clear.call(value);
      value.owner = 'you';
    },
    check: (value) => assert.deepEqual([[...value], value.owner], [[['apple', 1]], 'me']),
  });
  test("a class's instance with a private field", {
    make: () => new Account(5),
    damage: (value) => {
      value.balance = -5;
      value.spoil();
    },
    check: (value) => assert.deepEqual([value.balance, value.pin], [5, 1]),
    privates: { '#pin': Account.pins, '#count': Account.counts },
  });
  test("a class's static properties and prototype", {
    make: () => Account,
    damage: (value) => {
      value.total = 0;
      (value.prototype as unknown as Record<string, unknown>)['hack'] = () => 1;
    },
    check: (value) => {
      assert.equal(value.total, 10);
      assert.ok(!('hack' in value.prototype));
    },
  });
  test("a function's own properties", {
    make: () => Object.assign(() => 1, { calls: [1] }),
    damage: (value) => value.calls.push(2),
    check: (value) => assert.deepEqual(value.calls, [1]),
  });
  test('a Date', {
    make: () => new Date(1000),
    damage: (value) => value.setTime(5),
    check: (value) => assert.equal(value.getTime(), 1000),
  });
  test("a RegExp's lastIndex", {
    make: () => /a/g,
    damage: (value) => value.test('a'),
    check: (value) => assert.equal(value.lastIndex, 0),
  });
  test('a typed array', {
    make: () => new Float64Array([1, 2, NaN]),
    damage: (value) => value.fill(7),
    check: (value) => assert.deepEqual([...value], [1, 2, NaN]),
  });
  test('a Buffer, but not its neighbours in the pool', {
    make: () => ({ mine: Buffer.from('mine') }),
    damage: ({ mine }) => mine.write('yours'),
    check: ({ mine }) => assert.equal(mine.toString(), 'mine'),
  });
  test('an ArrayBuffer and a DataView on it', {
    make: () => {
      const buffer = new ArrayBuffer(4);
      return { buffer, view: new DataView(buffer, 1, 2) };
    },
    damage: ({ view }) => view.setUint8(0, 255),
    check: ({ buffer }) => assert.deepEqual([...new Uint8Array(buffer)], [0, 0, 0, 0]),
  });
  test('a SharedArrayBuffer', {
    make: () => new SharedArrayBuffer(2),
    damage: (value) => new Uint8Array(value).fill(3),
    check: (value) => assert.deepEqual([...new Uint8Array(value)], [0, 0]),
  });
  test('a resizable ArrayBuffer', {
    make: () =>
      Reflect.construct(ArrayBuffer, [2, { maxByteLength: 8 }]) as ArrayBuffer & { resize(size: number): void },
    damage: (value) => value.resize(5),
    check: (value) => assert.equal(value.byteLength, 2),
  });
  test('an Error with a cause', {
    make: () => new AggregateError([new Error('inner')], 'outer', { cause: { n: 1 } }),
    damage: (value) => {
      value.message = 'spoilt';
      (value.cause as { n: number }).n = 2;
      value.errors.pop();
    },
    check: (value) => {
      assert.equal(value.message, 'outer');
      assert.deepEqual(value.cause, { n: 1 });
      assert.equal(value.errors.length, 1);
    },
  });
  test('accessors, as functions that are not called', {
    make: () =>
      Object.defineProperty({}, 'x', {
        get: () => assert.fail('called'),
        set: () => assert.fail('called'),
        configurable: true,
      }),
    damage: (value) => Object.defineProperty(value, 'x', { value: 1 }),
    check: (value) => assert.equal(typeof Object.getOwnPropertyDescriptor(value, 'x')?.get, 'function'),
  });
  test('attributes', {
    make: () => Object.defineProperty({}, 'x', { value: 1, configurable: true }),
    damage: (value) => Object.defineProperty(value, 'x', { value: 2, enumerable: true, writable: true }),
    check: (value) =>
      assert.deepEqual(Object.getOwnPropertyDescriptor(value, 'x'), {
        value: 1,
        writable: false,
        enumerable: false,
        configurable: true,
      }),
  });
  test('a prototype', {
    make: () => new Account(1),
    damage: (value) => Reflect.setPrototypeOf(value, Array.prototype),
    check: (value) => assert.ok(value instanceof Account),
    privates: { '#pin': Account.pins, '#count': Account.counts },
  });
  test("a boxed primitive's further properties", {
    make: () => Object.assign(Object('abc') as object, { note: 1 }),
    damage: (value) => (value.note = 2),
    check: (value) => assert.equal(value.note, 1),
  });
  test('cycles and aliases', {
    make: () => {
      const shared = { n: 1 };
      const value = { a: shared, b: shared, self: null as unknown };
      value.self = value;
      return value;
    },
    damage: (value) => {
      value.a.n = 2;
      value.b = { n: 1 };
      value.self = null;
    },
    check: (value) => {
      assert.equal(value.a, value.b);
      assert.equal(value.self, value);
    },
  });
  test<{ child: { n: number } | null }>('an object that was unlinked and changed', {
    make: () => ({ child: { n: 1 } }),
    damage: (value) => {
      if (value.child !== null) value.child.n = 2;
      value.child = null;
    },
    check: (value) => assert.deepEqual(value, { child: { n: 1 } }),
  });
  test("another realm's objects", {
    make: () => runInNewContext('({ map: new Map([[1, 2]]), list: [1], date: new Date(5) })') as {
      map: Map<number, number>;
      list: number[];
      date: Date;
    }, // prettier-ignore
    damage: ({ map, list, date }) => {
      map.clear();
      list.push(2);
      date.setTime(0);
    },
    check: ({ map, list, date }) => {
      assert.deepEqual([map.size, map.get(1), list.join(), date.getTime()], [1, 2, '1', 5]);
    },
  });
  test('an object without a prototype', {
    make: () => Object.assign(Object.create(null) as { __proto__?: number; a: number }, { a: 1 }),
    damage: (value) => {
      value.a = 2;
      value.__proto__ = 5;
    },
    check: (value) => assert.deepEqual(Reflect.ownKeys(value), ['a']),
  });
});
