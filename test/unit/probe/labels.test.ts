// What cannot be read or set back: labelled with its reason, counted, and never touched.
import assert from 'node:assert/strict';
import fs from 'node:fs';
import type { Capture, SlotDetail } from '../../../server/value';
import { generous, ProbedProgram, slotsOf } from './probedProgram';

function captured(value: unknown): Capture {
  return new ProbedProgram({ value }).capture();
}

function reasons({ tally }: Capture): Map<string, number> {
  return new Map(tally.reasons.map(({ reason, count }) => [reason, count]));
}

function* generator(): Generator<number> {
  yield 1;
}

describe('the probe labels', () => {
  const opaque: Record<string, { value: unknown; reason: string }> = {
    'a Proxy': {
      value: new Proxy({}, { ownKeys: () => assert.fail('a trap was sprung') }),
      reason: 'a Proxy: reading it would run its traps',
    },
    'a timer': { value: setTimeout(() => undefined, 0), reason: 'a native handle' },
    'a stream': { value: process.stdout, reason: 'an object of the host, with native state' },
    'a URL': { value: new URL('http://a/b'), reason: 'an object of the host, with native state' },
    "a module of Node's": { value: fs, reason: "one of the host's own objects" },
    'the global object': { value: globalThis, reason: 'the global object' },
    'a method of the language': { value: Array.prototype.map, reason: "one of JavaScript's own objects" },
    'require and its cache': { value: require, reason: 'the module system' },
    'a CommonJS module': { value: module, reason: 'an object of the host, with native state' },
  };
  for (const [title, { value, reason }] of Object.entries(opaque)) {
    it(`${title} as opaque, and does not walk it`, () => {
      const capture = captured({ it: value });
      const info = capture.objects.find(({ label }) => label === 'opaque');
      assert.deepEqual([info?.kind, info?.reason, info?.size], ['opaque', reason, 0]);
      assert.ok(reasons(capture).has(reason));
    });
  }

  const sealed: Record<string, { value: object; reason: string }> = {
    'a promise': { value: Promise.resolve(1), reason: "a promise's state cannot be read or set back" },
    'a generator': { value: generator(), reason: "a generator's position cannot be read or set back" },
    'an iterator': { value: [1].values(), reason: "an iterator's position cannot be read or set back" },
    'a WeakMap': { value: new WeakMap(), reason: "a WeakMap's contents cannot be read or set back" },
    'a WeakSet': { value: new WeakSet(), reason: "a WeakSet's contents cannot be read or set back" },
    'a WeakRef': { value: new WeakRef({}), reason: "a WeakRef's target cannot be read or set back" },
  };
  for (const [title, { value, reason }] of Object.entries(sealed)) {
    it(`what is inside ${title}, but restores its properties`, () => {
      const program = new ProbedProgram({ value: Object.assign(value, { note: 1 }) });
      const before = program.savepoint();
      const id = before.objects[0]?.id ?? 0;
      assert.equal((slotsOf(before, { object: id }).get('i:state') as SlotDetail).reason, reason);
      assert.equal(reasons(before).get(reason), 1);
      assert.equal(before.tally.cells - before.tally.restorable, 1);
      Object.assign(value, { note: 2 });
      assert.deepEqual(program.rollBack(before.epoch, [program.capture()]).failures, []);
      assert.equal((value as { note?: number }).note, 1);
    });
  }

  it('inner variables of functions, in one line', () => {
    const line = captured([() => 1, () => 2, () => 3]).tally.reasons.find(({ reason }) =>
      reason.includes('close over'),
    );
    assert.equal(line?.count, 3);
    assert.equal(line.examples.length, 3);
  });

  it('an accessor with its functions and attributes, and no value', () => {
    const capture = captured(Object.defineProperty({}, 'x', { get: () => assert.fail('called') }));
    const slot = slotsOf(capture, { object: capture.objects[0]?.id ?? 0 }).get('p:x') as SlotDetail;
    assert.equal(slot.attributes, '');
    assert.equal((slot.get as { type: string }).type, 'object');
    assert.equal((slot.value as { type: string }).type, 'unavailable');
  });

  it('what is frozen as read-only, and counts it as restorable, since it cannot change', () => {
    const capture = captured(Object.freeze({ a: 1 }));
    const slots = slotsOf(capture, { object: capture.objects[0]?.id ?? 0 });
    assert.equal((slots.get('p:a') as SlotDetail).label, 'read-only');
    assert.equal(slots.get('i:extensible'), false);
    assert.equal(capture.tally.restorable, capture.tally.cells);
  });

  it("a transferred buffer's bytes", () => {
    const bytes = new Uint8Array([1, 2]);
    const program = new ProbedProgram({ bytes });
    const before = program.savepoint();
    structuredClone(bytes, { transfer: [bytes.buffer] });
    const { failures } = program.rollBack(before.epoch, [program.capture()]);
    assert.deepEqual(
      failures.map(({ reason }) => reason),
      ['its memory was transferred away'],
    );
  });

  it('named properties of large typed arrays, which are not looked for, but not their symbols', () => {
    const note = Symbol('note');
    const program = new ProbedProgram({ bytes: Object.assign(new Uint8Array(70_000), { name: 'x', [note]: 1 }) });
    const capture = program.capture({ ...generous, described: 0 });
    const { label, count, examples } = capture.tally.reasons[0] ?? {};
    assert.deepEqual([label, count, examples], ['truncated', 1, ['bytes']]);
    assert.equal(capture.tally.cells, 1 + 70_000 + 1);
  });

  it("an error's stack as lazy, without formatting it", () => {
    const original = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace') ?? {};
    try {
      Error.prepareStackTrace = () => assert.fail('the stack was formatted');
      const capture = captured(new Error('x'));
      const slot = slotsOf(capture, { object: capture.objects[0]?.id ?? 0 }).get('p:stack') as SlotDetail;
      assert.equal(slot.reason, 'the engine formats it when it is read');
    } finally {
      Object.defineProperty(Error, 'prepareStackTrace', original);
    }
  });
});

describe('what cannot be undone', () => {
  const cases: Record<string, { damage: (value: Record<string, unknown>) => void; slot: string; reason: RegExp }> = {
    'a property changed and then frozen': {
      damage: (value) => {
        value['a'] = 2;
        Object.freeze(value);
      },
      slot: 'p:a',
      reason: /frozen/,
    },
    'a property deleted from what is no longer extensible': {
      damage: (value) => {
        delete value['a'];
        Object.preventExtensions(value);
      },
      slot: 'p:a',
      reason: /not extensible/,
    },
    'a property added that cannot be deleted': {
      damage: (value) => Object.defineProperty(value, 'x', { value: 1 }),
      slot: 'p:x',
      reason: /not configurable/,
    },
    'extensibility itself': {
      damage: (value) => Object.preventExtensions(value),
      slot: 'i:extensible',
      reason: /non-extensible/,
    },
  };
  for (const [title, { damage, slot, reason }] of Object.entries(cases)) {
    it(`is told with its slot and reason: ${title}; and the rest goes on`, () => {
      const value = { a: 1, rest: { n: 1 } };
      const program = new ProbedProgram({ value });
      const before = program.savepoint();
      damage(value);
      value.rest.n = 2;
      const { failures } = program.rollBack(before.epoch, [program.capture()]);
      const failure = failures.find((item) => item.slot === slot);
      assert.match(failure?.reason ?? '', reason);
      assert.equal(value.rest.n, 1);
    });
  }
});
