// Programs that patch, pollute and trap: the probe runs none of their code and is not misled by it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { plainInjection } from '../../../client/debuggee/javascript/texts';
import { bundleProbe } from '../../../client/debuggee/javascript/probeBundle.mjs';
import type { Capture } from '../../../server/value';

/** What the programs below need and must have before they spoil it. */
const PRELUDE = `
  let calls = 0;
  const { apply } = Reflect;
  const { writeSync } = require('node:fs');
  const mapGet = (map, key) => apply(mapGet.method, map, [key]);
  const mapSet = (map, key, value) => apply(mapSet.method, map, [key, value]);
  const mapSize = (map) => apply(mapSize.method, map, []);
  mapGet.method = Map.prototype.get;
  mapSet.method = Map.prototype.set;
  mapSize.method = Object.getOwnPropertyDescriptor(Map.prototype, 'size').get;
  const hasOwn = Object.hasOwn;
`;

/** What the probe does in each: capture, damage, capture, restore, capture; all that comes out is printed. */
const DRIVE = `
  const probe = true['hostile'];
  const get = () => value, set = (v) => { value = v; };
  const capture = (epoch) => {
    probe.start(epoch);
    const spec = { activation: epoch === 1 ? null : 1, function: 'f', source: 'f.js', line: 1, depth: 0,
      names: [['value', 'body', false, 0, false]] };
    probe.frame(0, spec, [[get, set]]);
    return probe.capture({ epoch, budget: { described: 1000, objects: 1e6, milliseconds: 1e6 }, retain: [1] });
  };
  const first = capture(1);
  damage(value);
  const second = capture(2);
  const objects = [];
  for (let object = 1; object < 100; object++) objects[object - 1] = { object, slots: null };
  probe.restore({ epoch: 1, objects, bindings: [] });
  const failures = probe.assign(1, []);
  const third = capture(3);
  const seen = calls;
  probe.dispose();
  writeSync(1, first + '\\n' + second + '\\n' + failures + '\\n' + third + '\\n' + seen + '\\n' + (CHECK));
`;

const HOSTILE: Record<string, { before?: string; after?: string; value: string; damage: string; check: string }> = {
  'array methods and iterators that throw': {
    after: `for (const name of Object.getOwnPropertyNames(Array.prototype)) {
      if (typeof Array.prototype[name] === 'function') Array.prototype[name] = () => { calls++; throw new Error(name); };
    }
    Array.prototype[Symbol.iterator] = () => { calls++; throw new Error('iterator'); };`,
    value: '({ list: [1, { n: 1 }], map: new Map([[1, { n: 1 }]]) })',
    damage: 'value.list[1].n = 2; delete value.map',
    check: 'value.list[1].n === 1 && mapSize(value.map) === 1',
  },
  'Map, Set and WeakMap methods that throw': {
    after: `for (const type of [Map, Set, WeakMap]) for (const name of Object.getOwnPropertyNames(type.prototype)) {
      if (name !== 'size') type.prototype[name] = () => { calls++; throw new Error(name); };
    }`,
    value: '({ map: new Map([[1, { n: 1 }]]), set: new Set([1]) })',
    damage: 'mapSet(value.map, 1, 5)',
    check: 'mapGet(value.map, 1).n === 1',
  },
  'Object.prototype with setters and getters': {
    before: `for (const name of ['value', 'get', 'set', 'writable', 'enumerable', 'configurable', 'id', 'kind', 'reason',
      'told', 'memento', 'epoch', 'previous', 'slots', 'toJSON', 'rare', 'parent', 'size', 'has', 'names', 'unread']) {
      Object.defineProperty(Object.prototype, name, Object.assign(Object.create(null), { configurable: true,
        get() { calls++; return undefined; }, set() { calls++; } }));
    }`,
    value: '({ __proto__: null, list: [1, { n: 1 }] })',
    damage: 'value.list[1].n = 2; value.list.length = 5',
    check: 'value.list[1].n === 1 && value.list.length === 2',
  },
  'Reflect, Object and JSON replaced': {
    after: `for (const name of Object.getOwnPropertyNames(Reflect)) Reflect[name] = () => { calls++; throw name; };
      const keep = Object.defineProperty;
      for (const name of Object.getOwnPropertyNames(Object)) {
        if (typeof Object[name] === 'function') Object[name] = () => { calls++; throw name; };
      }
      JSON.stringify = () => { calls++; throw 'stringify'; };
      Object.prototype.toString = String.prototype.slice = Number.prototype.toString = () => { calls++; throw 'text'; };`,
    value: '({ a: { n: 1 }, text: "x", number: 1.5 })',
    damage: 'value.a.n = 2; value.b = 1',
    check: 'value.a.n === 1 && value.b === undefined',
  },
  'Function.prototype.toString and Symbol.hasInstance patched': {
    after: `Function.prototype.toString = () => { calls++; return '{ [native code] }'; };
      Function.prototype.call = Function.prototype.apply = Function.prototype.bind = () => { calls++; throw 'call'; };`,
    value: '({ C: class { static [Symbol.hasInstance]() { calls++; } }, a: { n: 1 } })',
    damage: 'value.a.n = 2; value.C.x = 1',
    check: 'value.a.n === 1 && value.C.x === undefined',
  },
  'toString, valueOf, toJSON, toPrimitive and a tag that throw': {
    value: `({ a: { n: 1 }, toString() { calls++; throw 1; }, valueOf() { calls++; throw 1; }, toJSON() { calls++; },
      [Symbol.toPrimitive]() { calls++; }, get [Symbol.toStringTag]() { calls++; }, get constructor() { calls++; } })`,
    damage: 'value.a.n = 2',
    check: 'value.a.n === 1',
  },
  'a prototype chain with a Proxy and a class with a trapped prototype': {
    value: `({ a: Object.create(new Proxy({}, new Proxy({}, { get() { calls++; } }))), n: 1 })`,
    damage: 'value.n = 2; Object.defineProperty(value.a, "x", { value: 1, configurable: true })',
    check: 'value.n === 1 && !hasOwn(value.a, "x")',
  },
};

describe('a hostile program', () => {
  let text: string;
  before(async () => {
    ({ text } = await bundleProbe());
  });

  for (const [title, { before = '', after = '', value, damage, check }] of Object.entries(HOSTILE)) {
    it(`with ${title}`, () => {
      const program = [
        `${PRELUDE}; let value = ${value}; const damage = (value) => { ${damage}; };`,
        before,
        plainInjection(text, 'hostile', 1),
        after,
        DRIVE.replace('CHECK', check),
      ].join(';\n');
      // Of its own, since a program that is spoilt like this spoils its tests too.
      const printed = execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }).split('\n');
      const [, second, , third] = printed.slice(0, 4).map((line) => JSON.parse(line) as Capture);
      const { failures } = JSON.parse(printed[2] ?? '') as { failures: { slot?: string }[] };
      assert.ok(second && second.changes.length > 0, 'the damage was seen');
      assert.deepEqual(
        failures.filter(({ slot }) => slot !== undefined),
        [],
      );
      assert.ok(third && third.changes.length > 0, 'the restore was seen');
      assert.equal(printed[4], '0', 'code of the program was run');
      assert.equal(printed[5], 'true', 'it was restored');
    });
  }
});
