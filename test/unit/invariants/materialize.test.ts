/** The JSON value of a variable, for each kind of thing that a debuggee holds. */
import assert from 'node:assert/strict';
import { MaterializedVariable, Unreadable } from '../../../server/invariants/materialize';
import { Heap, raw } from './heapOf';

function materialize(value: unknown, heap = new Heap({ x: value })): MaterializedVariable {
  const resolution = heap.resolve('x');
  assert.ok(resolution.kind === 'found');
  return new MaterializedVariable('x', resolution.slot, heap);
}

/** Deep copy through the getters. */
function copy(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, copy);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copy(item)]));
}

const KEY = {};

/** As Python tells of it. */
function dictOf(entries: readonly (readonly [unknown, unknown])[]): Heap {
  const dict = new Map(entries);
  const heap = new Heap({ x: dict });
  heap.amend(dict, { kind: 'dict' });
  return heap;
}

const VALUES: readonly (readonly [title: string, value: unknown, json: unknown])[] = [
  ['a number', 1.5, 1.5],
  ['a text', 'a', 'a'],
  ['null', null, null],
  ['a boolean', false, false],
  ['undefined', undefined, undefined],
  ['NaN', NaN, NaN],
  ['an infinity', -Infinity, -Infinity],
  ['-0', -0, -0],
  ['a bigint', -20n, -20],
  ['a bigint beyond all numbers', BigInt(`1${'0'.repeat(400)}`), Infinity],
  ['nested objects', { a: { b: [1, { c: 2 }] } }, { a: { b: [1, { c: 2 }] } }],
  ['an undefined property', { a: undefined, b: 1 }, { b: 1 }],
  ['special numbers in an object', { a: NaN, b: [Infinity] }, { a: NaN, b: [Infinity] }],
  ['holes and undefined', [1, undefined, , 4], [1, undefined, undefined, 4]],
  ['extra properties of an array', Object.assign([1], { name: 'list' }), [1]],
  ['a typed array', new Uint8Array([1, 2]), [1, 2]],
  [
    'a Map with texts as keys, in its order',
    new Map([
      ['b', 1],
      ['a', 2],
    ]),
    { b: 1, a: 2 },
  ],
  ['a Map with numbers as keys', new Map([[7, { n: 1 }]]), { 7: { n: 1 } }],
  ['an empty Map', new Map(), {}],
  ["Python's None", raw({ type: 'literal', text: 'None', class: 'NoneType' }), null],
  ["Python's True", [raw({ type: 'literal', text: 'True', class: 'bool' })], [true]],
  ['a whole float', raw({ type: 'float', text: '2.0' }), 2],
  [
    'a Map whose keys read alike',
    new Map<unknown, number>([
      [1, 10],
      ['1', 20],
    ]),
    [
      [1, 10],
      ['1', 20],
    ],
  ],
  [
    'a Map with objects as keys',
    new Map<unknown, unknown>([
      [KEY, { n: 1 }],
      ['a', 2],
    ]),
    [
      [{}, { n: 1 }],
      ['a', 2],
    ],
  ],
  ['a Set', new Set([3, { n: 1 }, 2]), [3, { n: 1 }, 2]],
  ['a Date', { at: new Date(0) }, { at: '1970-01-01T00:00:00.000Z' }],
  ['an invalid Date', new Date(NaN), NaN],
  ['a boxed number', { n: Object(5) as unknown }, { n: 5 }],
  ['an odd key', JSON.parse('{ "__proto__": { "a": 1 } }'), JSON.parse('{ "__proto__": { "a": 1 } }')],
  ['an enumerator, as the debugger writes it', { a: raw({ type: 'printed', text: 'GREEN' }) }, { a: 'GREEN' }],
  [
    'a setter without a getter',
    { a: raw({ type: 'slot', value: { type: 'unavailable', reason: 'an accessor' }, set: 1 }) },
    {},
  ],
];

const UNREADABLE: readonly (readonly [value: unknown, message: string])[] = [
  [{ get a() { return 1; } }, 'x.a is a getter, which is never called'], // prettier-ignore
  [{ a: () => 1 }, 'x.a is a function, which JSON does not have'],
  [{ a: Symbol('s') }, 'x.a is a symbol, which JSON does not have'],
  [[new WeakMap()], 'x[0] is a WeakMap: what it holds is out of reach'],
  [new Map([['k', () => 1]]), 'x.get("k") is a function, which JSON does not have'],
  [
    { 'a b': raw({ type: 'string', text: 'aaa', length: 9000, digest: '' }) },
    'x["a b"] is a text of 9000 characters, which was not read as a whole',
  ],
  [{ a: raw({ type: 'unavailable', reason: 'optimized away' }) }, 'x.a cannot be read: optimized away'],
  [{ a: { b: new Array(2 ** 32 - 1) } }, 'x.a.b has 4294967295 places, which are too many for a schema'],
];

describe('materialized variable', () => {
  it('reads a dict as a Map, and names its entries by subscripts', () => {
    const heap = dictOf([['apple', { n: 1 }]]);
    const variable = materialize(undefined, heap);
    const document = variable.read();
    assert.deepEqual(copy(document), { apple: { n: 1 } });
    assert.equal(variable.step(document as object, 'apple'), '["apple"]');
  });

  it('does not read other values of Python', () => {
    const bytes = raw({ type: 'literal', text: "b'a'", class: 'bytes' });
    assert.throws(
      () => materialize(bytes).read(),
      new Unreadable('x is a value of type bytes, which JSON does not have'),
    );
  });

  for (const [title, value, json] of VALUES)
    it(title, () => {
      const materialized = materialize(value);
      const result = materialized.read();
      assert.deepEqual(copy(result), json);
      assert.deepEqual(materialized.needs, []);
    });

  for (const [value, message] of UNREADABLE)
    it(message, () => {
      const materialized = materialize(value);
      assert.throws(() => copy(materialized.read()), new Unreadable(message));
    });

  it('says whether special numbers were read', () => {
    const table = [[1], [{ a: { b: NaN } }], [new Map([['a', Infinity]])], [10n ** 400n], [-0], [new Date(NaN)]];
    const found = table.map(([value]) => {
      const materialized = materialize(value);
      copy(materialized.read());
      return materialized.hasSpecialNumbers;
    });
    assert.deepEqual(found, [false, true, true, true, false, true]);
  });

  it('keeps aliases and circles', () => {
    const shared = { n: 1 };
    const value = { a: shared, b: [shared], self: undefined as unknown };
    value.self = value;
    const document = materialize(value).read() as { a: unknown; b: unknown[]; self: { self: unknown } };
    assert.equal(document.a, document.b[0]);
    assert.equal(document.self.self, document);
  });

  it('looks only at what is read, and says what must be described first', () => {
    const [seen, needed, ignored] = [{ n: 1 }, { n: 2 }, { n: 3 }];
    const value = { seen, list: [needed, needed], ignored };
    const heap = new Heap({ x: value });
    for (const object of [needed, ignored]) heap.hide(object);
    const materialized = materialize(value, heap);
    const document = materialized.read() as { seen: unknown; list: unknown[] };
    assert.deepEqual([copy(document.seen), document.list[0], document.list[1]], [{ n: 1 }, undefined, undefined]);
    assert.deepEqual(materialized.needs, [heap.id(needed)]);
    assert.equal(heap.asked.has(heap.id(ignored)), false);
  });

  it('finds a private field only by its name', () => {
    const document = materialize({ '#balance': 5, open: 1 }).read() as Record<string, unknown>;
    assert.deepEqual([document['#balance'], Object.keys(document)], [5, ['open']]);
  });

  it('finds what is not enumerable only by its name', () => {
    const document = materialize(new Error('Broken.')).read() as Error;
    assert.deepEqual([document.message, Object.keys(document).includes('message')], ['Broken.', false]);
  });

  it('does not read what was cut', () => {
    const value = { a: { b: 1 } };
    const heap = new Heap({ x: value });
    heap.amend(value.a, { label: 'truncated' });
    assert.throws(() => copy(materialize(value, heap).read()), new Unreadable('x.a was not read as a whole'));
  });
});
