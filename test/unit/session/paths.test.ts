import assert from 'node:assert/strict';
import { Session } from '../../../server/session/session';
import { keyOf } from '../../../server/slot';
import { resolvePath } from '../../../server/session/resolvePath';
import type { CapturedFrame, ObjectInfo, Slot, Value } from '../../../server/value';
import { capture, inFrame, inObject, MAIN, reference, TRANSFER } from './captures';

const PLAIN: ObjectInfo = {
  id: 1,
  class: 'Object',
  kind: 'object',
  origin: { frame: 1, name: 'o' },
  described: true,
  size: 0,
};
const LIST: ObjectInfo = {
  id: 2,
  class: 'Array',
  kind: 'array',
  origin: { object: 1, slot: 'p:list' },
  described: true,
  size: 0,
};
const PRICES: ObjectInfo = {
  id: 3,
  class: 'Map',
  kind: 'map',
  origin: { object: 1, slot: 'p:prices' },
  described: true,
  size: 0,
};
const TAGS: ObjectInfo = {
  id: 4,
  class: 'Set',
  kind: 'set',
  origin: { object: 2, slot: 'p:0' },
  described: true,
  size: 0,
};

const STOCK: ObjectInfo = { ...PLAIN, id: 5, class: 'dict', kind: 'dict', origin: { object: 1, slot: 'p:stock' } };
const NAMES: ObjectInfo = { ...PLAIN, id: 6, class: 'set', kind: 'python-set', origin: { object: 1, slot: 'p:names' } };
const HIT: ObjectInfo = {
  ...PLAIN,
  id: 7,
  class: 'function',
  kind: 'function',
  origin: { object: 5, slot: 'e:3', key: 'hit' },
};
const CELL: ObjectInfo = { ...PLAIN, id: 8, class: 'cell', kind: 'cell', origin: { object: 7, slot: 'v:hits' } };

const entry = (key: Value): Slot => ({ type: 'slot', key, value: 1 });

function session(): Session {
  const made = new Session('s', 'paths');
  made.observe(
    capture({
      frames: [TRANSFER, MAIN],
      objects: [PLAIN, LIST, PRICES, TAGS, STOCK, NAMES, HIT, CELL],
      changes: [
        inFrame(TRANSFER, { amount: 3, $: 4, '::limit': 5, 'Bank::limit': 6 }),
        inFrame(MAIN, { o: reference(PLAIN), amount: 1, this: reference(PLAIN), '::limit': 5 }),
        inObject(PLAIN, {
          'p:a': 1,
          'p:ab': 2,
          'p:a.b': 3,
          'p:': 4,
          'p:[0]': 5,
          'p:with "quotes"': 6,
          'p:größe': 7,
          'p:a/b~c': 8,
          'p:7': 9,
          '#:secret': 10,
          's:9': { type: 'slot', key: { type: 'symbol', id: 9, text: 'tag' }, value: 11 },
          'i:prototype': null,
          'p:list': reference(LIST),
          'p:prices': reference(PRICES),
          'p:stock': reference(STOCK),
          'p:names': reference(NAMES),
          'i:class': reference(LIST),
        }),
        inObject(LIST, { 'p:0': reference(TAGS), 'p:length': 1 }),
        inObject(PRICES, { 'e:1': entry('apple'), 'e:2': entry('a)b.c') }),
        inObject(TAGS, { 'e:5': entry('x') }),
        inObject(STOCK, {
          'e:0': entry('apple'),
          'e:1': entry(3),
          'e:2': entry({ type: 'literal', text: '(0, 1)', class: 'tuple' }),
          'e:3': { type: 'slot', key: 'hit', value: { type: 'object', id: HIT.id, class: HIT.class } },
        }),
        inObject(NAMES, { 'e:0': 'x' }),
        inObject(HIT, { 'v:hits': reference(CELL) }),
        inObject(CELL, { 'i:contents': 4 }),
      ],
    }),
  );
  return made;
}

const PATHS: readonly [owner: CapturedFrame | ObjectInfo, slot: string, path: string][] = [
  [TRANSFER, 'amount', 'amount'],
  [MAIN, 'amount', 'main::amount'],
  [TRANSFER, '$', '$'],
  [TRANSFER, '::limit', '::limit'],
  [TRANSFER, 'Bank::limit', 'Bank::limit'],
  [MAIN, '::limit', 'main::::limit'],
  [MAIN, 'this', 'this'],
  [PLAIN, 'p:a', 'o.a'],
  [PLAIN, 'p:ab', 'o.ab'],
  [PLAIN, 'p:a.b', 'o["a.b"]'],
  [PLAIN, 'p:', 'o[""]'],
  [PLAIN, 'p:[0]', 'o["[0]"]'],
  [PLAIN, 'p:with "quotes"', 'o["with \\"quotes\\""]'],
  [PLAIN, 'p:größe', 'o.größe'],
  [PLAIN, 'p:a/b~c', 'o["a/b~c"]'],
  [PLAIN, 'p:7', 'o[7]'],
  [PLAIN, '#:secret', 'o.#secret'],
  [PLAIN, 's:9', 'o[Symbol(tag)]'],
  [LIST, 'p:length', 'o.list.length'],
  [LIST, 'p:0', 'o.list[0]'],
  [PRICES, 'e:1', 'o.prices.get("apple")'],
  [PRICES, 'e:2', 'o.prices.get("a)b.c")'],
  [TAGS, 'e:5', 'o.list[0].has("x")'],
  [STOCK, 'e:0', 'o.stock["apple"]'],
  [STOCK, 'e:1', 'o.stock[3]'],
  [STOCK, 'e:2', 'o.stock[(0, 1)]'],
  [NAMES, 'e:0', 'o.names{"x"}'],
  [HIT, 'v:hits', 'o.stock["hit"]::hits'],
  [PLAIN, 'i:class', 'o.__class__'],
];

describe('paths', () => {
  for (const [named, slot, path] of PATHS)
    it(`renders and resolves ${path}`, () => {
      const made = session();
      const state = made.stateAt(made.store.version);
      const owner = 'activation' in named ? { frame: named.activation } : { object: named.id };
      const content = state.slots(owner).get(slot);
      const key = keyOf(slot, content);
      assert.equal(made.pathOfPlace(owner, slot, key), path);
      assert.deepEqual(
        resolvePath(path, [TRANSFER, MAIN], state, (object) => made.heap.info(object)),
        { owner, slot },
      );
    });

  for (const path of ['', 'p', 'o.', 'o.missing', 'o.list[1]', 'nobody::amount', 'amount.x', 'o.prices.get("pear")'])
    it(`resolves '${path}' to nothing`, () => {
      const made = session();
      assert.equal(
        resolvePath(path, [TRANSFER, MAIN], made.stateAt(made.store.version), (object) => made.heap.info(object)),
        undefined,
      );
    });

  it('names what a cell holds by the function that closes over it', () => {
    assert.equal(session().pathOfPlace({ object: CELL.id }, 'i:contents', undefined), 'o.stock["hit"]::hits');
  });

  it('tells the calls of one function apart by depth', () => {
    const made = new Session('s', 'recursion');
    const calls = [2, 1, 0].map((depth) => ({ ...MAIN, function: 'fact', activation: depth + 1, depth }));
    made.observe(capture({ frames: calls, changes: calls.map((call) => inFrame(call, { n: call.depth })) }));
    assert.deepEqual(
      calls.map((call) => made.pathOfPlace({ frame: call.activation }, 'n', undefined)),
      ['n', 'fact#1::n', 'fact#0::n'],
    );
  });

  it('names an object by its id where the way to it leads in a circle', () => {
    const made = new Session('s', 'circle');
    const one: ObjectInfo = { ...PLAIN, origin: { object: 2, slot: 'p:one' } };
    const two: ObjectInfo = { ...LIST, origin: { object: 1, slot: 'p:two' } };
    made.observe(capture({ objects: [one, two] }));
    assert.equal(made.pathOfPlace({ object: 1 }, 'p:x', undefined), '<Object #1>.two.one.x');
  });
});
