/** How objects are shown to people, by what is known of their contents at each side of a change. */
import assert from 'node:assert/strict';
import { describeValue } from '../../../server/describeValue';
import { Session } from '../../../server/session/session';
import type { ObjectInfo, Slot, Value } from '../../../server/value';
import { ACCOUNT, capture, firstCapture, inFrame, inObject, MAIN, OWNER, reference } from './captures';

interface Shown {
  readonly what: string;
  readonly object?: Partial<ObjectInfo>;
  readonly slots: Record<string, Slot>;
  readonly text: string;
}

const SYMBOL: Value = { type: 'symbol', id: 9, text: 'tag' };

const TABLE: readonly Shown[] = [
  { what: 'a plain object', slots: { 'p:id': 3, 'p:total': 10 }, text: '{id: 3, total: 10}' },
  { what: 'an empty object', slots: {}, text: '{}' },
  {
    what: 'a class instance with an object and a private field in it',
    object: { class: 'Account' },
    slots: { 'p:owner': reference(OWNER), 'p:limits': reference(ACCOUNT), '#:pin': 1, 'i:extensible': false },
    text: 'Account {owner: {…}, limits: Account, #pin: 1}',
  },
  {
    what: 'no more than a few members',
    slots: Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p:m${index}`, index])),
    text: '{m0: 0, m1: 1, m2: 2, m3: 3, m4: 4, …}',
  },
  {
    what: 'no more text than a line or so',
    slots: { 'p:a': 'x'.repeat(100), 'p:b': 'y'.repeat(100), 'p:c': 1, 'p:d': 2 },
    text: `{a: "${'x'.repeat(24)}…", b: "${'y'.repeat(24)}…", c: 1, …}`,
  },
  {
    what: 'an accessor, which is not called',
    slots: {
      'p:loud': { type: 'slot', value: { type: 'undefined' }, get: { type: 'object', id: 2, class: 'Object' } },
    },
    text: '{loud: (accessor)}',
  },
  { what: 'a symbol as a key', slots: { 's:9': { type: 'slot', value: 1, key: SYMBOL } }, text: '{[symbol]: 1}' },
  {
    what: 'an array with a hole',
    object: { class: 'Array', kind: 'array' },
    slots: { 'p:0': 1, 'p:2': 'b', 'i:length': 3 },
    text: 'Array(3) [1, empty, "b"]',
  },
  {
    what: 'a long array',
    object: { class: 'Array', kind: 'array' },
    slots: { ...Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`p:${index}`, index])), 'i:length': 9 },
    text: 'Array(9) [0, 1, 2, 3, 4, …]',
  },
  {
    what: 'bytes',
    object: { class: 'Uint8Array', kind: 'buffer', size: 2 },
    slots: { 'p:0': 1, 'p:1': 200 },
    text: 'Uint8Array(2) [1, 200]',
  },
  {
    what: 'a Map',
    object: { class: 'Map', kind: 'map' },
    slots: {
      'e:1': { type: 'slot', value: 7, key: 'apple' },
      'e:2': { type: 'slot', value: { type: 'object', id: 2, class: 'Object' }, key: 2 },
    },
    text: 'Map {"apple" → 7, 2 → {…}}',
  },
  { what: 'a Set', object: { class: 'Set', kind: 'set' }, slots: { 'e:1': 'a', 'e:2': 'b' }, text: 'Set {"a", "b"}' },
  {
    what: 'a Date',
    object: { class: 'Date', kind: 'date' },
    slots: { 'i:time': 0 },
    text: 'Date 1970-01-01T00:00:00.000Z',
  },
  {
    what: 'a Date that is none',
    object: { class: 'Date', kind: 'date' },
    slots: { 'i:time': { type: 'number', text: 'NaN' } },
    text: 'Date (invalid)',
  },
  {
    what: 'an error',
    object: { class: 'RangeError', kind: 'error' },
    slots: { 'p:stack': 'RangeError: at …', 'p:message': 'too far' },
    text: 'RangeError: "too far"',
  },
  { what: 'a boxed value', object: { class: 'Number', kind: 'boxed' }, slots: { 'i:value': 5 }, text: 'Number {5}' },
  { what: 'an object of unknown contents', object: { described: false }, slots: {}, text: 'Object #8' },
  {
    what: 'a function',
    object: { class: 'Function', kind: 'function' },
    slots: { 'p:name': 'f' },
    text: 'Function #8',
  },
];

describe('an object in a change', () => {
  for (const { what, object, slots, text } of TABLE)
    it(`shows ${what}`, () => {
      const info: ObjectInfo = { ...OWNER, id: 8, origin: { frame: 1, name: 'found' }, ...object };
      const session = new Session('s', 'bank');
      session.savepoint(capture({ changes: [inFrame(MAIN, { found: 1 })] }), 'start', undefined);
      session.observe(
        capture({ objects: [info], changes: [inFrame(MAIN, { found: reference(info) }), inObject(info, slots)] }),
      );
      const [change] = session.diff('start', undefined, 0, 10).changes;
      assert.equal(describeValue(change?.after), text);
    });

  it('shows on each side what it held then', () => {
    const session = new Session('s', 'bank');
    session.savepoint(firstCapture(), 'start', undefined);
    const other = { ...ACCOUNT, id: 7 };
    session.observe(
      capture({
        objects: [other],
        changes: [
          inFrame(MAIN, { account: reference(other) }),
          inObject(ACCOUNT, { 'p:balance': -5 }),
          inObject(other, { 'p:balance': 1 }),
        ],
      }),
    );
    const change = session.diff('start', undefined, 0, 10).changes.find(({ path }) => path === 'account');
    assert.deepEqual(
      [describeValue(change?.before), describeValue(change?.after)],
      ['Account {balance: 100, owner: {…}}', 'Account {balance: 1}'],
    );
  });

  it('comes in the order in which people count', () => {
    const session = new Session('s', 'bank');
    const numbers: ObjectInfo = { ...OWNER, kind: 'array', origin: { frame: 1, name: 'numbers' } };
    const holding = (value: number) => Object.fromEntries([10, 2, 100].map((index) => [`p:${index}`, value]));
    session.savepoint(capture({ objects: [numbers], changes: [inObject(numbers, holding(1))] }), 'start', undefined);
    session.observe(capture({ changes: [inObject(numbers, holding(2))] }));
    assert.deepEqual(
      session.diff('start', undefined, 0, 10).changes.map(({ path }) => path),
      ['numbers[2]', 'numbers[10]', 'numbers[100]'],
    );
  });
});
