import assert from 'node:assert/strict';
import { Session } from '../../../server/session/session';
import { resolvePath } from '../../../server/session/resolvePath';
import type { CapturedFrame, ObjectInfo, Slot } from '../../../server/value';
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

const entry = (key: string): Slot => ({ type: 'slot', key, value: 1 });

function session(): Session {
  const made = new Session('s', 'paths');
  made.observe(
    capture({
      frames: [TRANSFER, MAIN],
      objects: [PLAIN, LIST, PRICES, TAGS],
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
        }),
        inObject(LIST, { 'p:0': reference(TAGS), 'p:length': 1 }),
        inObject(PRICES, { 'e:1': entry('apple'), 'e:2': entry('a)b.c') }),
        inObject(TAGS, { 'e:5': entry('x') }),
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
];

describe('paths', () => {
  for (const [named, slot, path] of PATHS)
    it(`renders and resolves ${path}`, () => {
      const made = session();
      const state = made.stateAt(made.store.version);
      const owner = 'activation' in named ? { frame: named.activation } : { object: named.id };
      const content = state.slots(owner).get(slot);
      const key = typeof content === 'object' && content?.type === 'slot' ? content.key : undefined;
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
