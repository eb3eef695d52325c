// What a capture tells and what it leaves out: changes in full, budgets, origins, retention.
import assert from 'node:assert/strict';
import type { Capture, ObjectInfo } from '../../../server/value';
import { generous, ProbedProgram, slotsOf } from './probedProgram';

function infoOf({ objects }: Pick<Capture, 'objects'>, slot: string): ObjectInfo | undefined {
  return objects.find(({ origin }) => ('slot' in origin ? origin.slot : origin.name) === slot);
}

/** A list of `length` objects, each reached only through the one before. */
function chain(length: number): { n: number; next?: object } {
  let first: { n: number; next?: object } = { n: length };
  for (let n = length - 1; n > 0; n--) first = { n, next: first };
  return first;
}

describe('a capture', () => {
  it('tells all that is there the first time, and then only what changed, with what it was', () => {
    const value = { a: 1, inner: { b: 2 } };
    const program = new ProbedProgram({ value, n: 1 });
    const first = program.capture();
    assert.deepEqual([...slotsOf(first, { frame: 1 }).keys()], ['value', 'n']);
    assert.deepEqual(program.capture().changes, []);
    value.inner.b = 3;
    program.variables['n'] = 2;
    assert.deepEqual(program.capture().changes, [
      { owner: { frame: 1 }, slots: [['n', 2, 1]] },
      { owner: { object: infoOf(first, 'p:inner')?.id }, slots: [['p:b', 3, 2]] },
    ]);
  });

  it('tells names as they are, those that look like elements too', () => {
    const names = ['0', '4294967294', '4294967295', '01', '-0', '-1', '1.5', '1e3', '', ' 1', 'e:1', '٣', '__proto__'];
    const value = Object.fromEntries(names.map((name) => [name, name]));
    const program = new ProbedProgram({ value, list: ['a', , 'b'], map: new Map([[value, 1]]) });
    const first = program.capture();
    const contents = (variable: string) => slotsOf(first, { object: infoOf(first, variable)?.id ?? 0 });
    const told = [...contents('value')].filter(([name]) => name !== 'i:order');
    assert.deepEqual(new Map(told), new Map(names.map((name) => [`p:${name}`, name])));
    assert.deepEqual([...contents('list').keys()], ['p:0', 'p:2', 'i:length']);
    const { id } = infoOf(first, 'value') ?? {};
    const key = { type: 'object', id, class: 'Object' };
    assert.deepEqual([...contents('map').values()], [{ type: 'slot', value: 1, key }]);
    for (const name of names) value[name] = 'changed';
    const changed = program.capture().changes.flatMap(({ slots }) => slots);
    assert.deepEqual(new Map(changed.map(([name, , before]) => [name, before])), new Map(told));
  });

  it('describes up to the budget, the nearest first; the rest on demand', () => {
    const program = new ProbedProgram({ value: chain(10) });
    const capture = program.capture({ ...generous, described: 3 });
    const own = capture.objects.filter(({ kind }) => kind === 'object');
    assert.deepEqual(
      own.map(({ described }) => described),
      [true, true, true, false],
    );
    const last = own.at(-1)?.id ?? 0;
    assert.equal(slotsOf(capture, { object: last }).size, 0);
    const description = program.describe([last]);
    assert.equal(slotsOf(description, { object: last }).get('p:n'), 4);
    assert.deepEqual(
      description.objects.map(({ described }) => described),
      [true, false],
    );
  });

  it('tells a change in full however deep it is, with the objects on the way to it', () => {
    const value = chain(10);
    const program = new ProbedProgram({ value });
    program.capture({ ...generous, described: 2 });
    let deepest = value;
    while (deepest.next !== undefined) deepest = deepest.next as typeof value;
    deepest.n = -1;
    const { objects, changes } = program.capture({ ...generous, described: 2 });
    assert.deepEqual(
      changes.flatMap(({ slots }) => slots),
      [['p:n', -1, 10]],
    );
    assert.equal(objects.length, 7);
    const last = objects.at(-1)?.origin;
    assert.equal(last !== undefined && 'object' in last ? last.object : 0, objects.at(-2)?.id);
  });

  it('says what the budget of objects cut off, and takes it up the next time', () => {
    const program = new ProbedProgram({ value: chain(100) });
    const cut = program.capture({ ...generous, objects: 10 });
    assert.equal(cut.truncated, 'objects');
    const reason = cut.tally.reasons.find(({ label }) => label === 'truncated');
    assert.equal(reason?.count, 1);
    const whole = program.capture();
    assert.equal(whole.truncated, undefined);
    assert.ok(whole.tally.cells > cut.tally.cells);
  });

  it('ends when its time is over', () => {
    const program = new ProbedProgram({ value: Array.from({ length: 5_000 }, () => ({ n: 1 })) });
    assert.equal(program.capture({ ...generous, milliseconds: -1 }).truncated, 'milliseconds');
  });

  it('sends a long string by its beginning and digest', () => {
    const program = new ProbedProgram({ text: 'x'.repeat(20_000) });
    const before = slotsOf(program.capture(), { frame: 1 }).get('text') as { length: number; digest: string };
    assert.equal(before.length, 20_000);
    program.variables['text'] = 'x'.repeat(19_999) + 'y';
    const after = slotsOf(program.capture(), { frame: 1 }).get('text') as { digest: string };
    assert.notEqual(after.digest, before.digest);
  });

  it('finds the way to an object anew when it has moved', () => {
    const moving = { n: 1 };
    const a: { moving?: object } = { moving };
    const b: { moving?: object } = {};
    const program = new ProbedProgram({ a, b });
    const first = program.capture();
    b.moving = moving;
    delete a.moving;
    program.capture();
    moving.n = 2;
    const moved = program.capture();
    const id = infoOf(first, 'p:moving')?.id;
    assert.deepEqual(
      moved.objects.map(({ origin, ...info }) => [info.id, origin]),
      [[id, { object: infoOf(first, 'b')?.id, slot: 'p:moving' }]],
    );
  });

  it('keeps an id for as long as the object lives, also while nothing needs it', () => {
    const value = { child: { n: 1 } as object | null };
    const { child } = value;
    const program = new ProbedProgram({ value });
    const id = infoOf(program.savepoint(), 'p:child')?.id;
    value.child = null;
    program.retained.clear();
    // Enough news for the probe to look for garbage.
    program.variables['value'] = { value, many: Array.from({ length: 2_000 }, () => ({})) };
    program.capture();
    program.capture();
    value.child = child;
    const [again] = program.capture().changes;
    assert.deepEqual(again?.slots, [
      ['p:child', { type: 'object', id, class: 'Object' }, { type: 'slot', value: null }],
    ]);
  });
});

describe('restoring', () => {
  it('one slot leaves the others', () => {
    const value = { orders: [{ total: 1, n: 1 }], prices: new Map([['apple', 1], ['pear', 2]]) }; // prettier-ignore
    const program = new ProbedProgram({ value, n: 1 });
    const before = program.savepoint();
    Object.assign(value.orders[0] ?? {}, { total: 2, n: 2 });
    value.prices.set('apple', 10).set('pear', 20);
    program.variables['n'] = 2;
    program.capture();
    const order = infoOf(before, 'p:0')?.id ?? 0;
    const prices = infoOf(before, 'p:prices')?.id ?? 0;
    const failures = program.restore(before.epoch, [
      { owner: { object: order }, slots: ['p:total'] },
      { owner: { object: prices }, slots: ['e:0'] },
    ]);
    assert.deepEqual(failures, []);
    assert.deepEqual(value.orders, [{ total: 1, n: 2 }]);
    assert.deepEqual([...value.prices], [['apple', 1], ['pear', 20]]); // prettier-ignore
    assert.equal(program.variables['n'], 2);
  });

  it('a deleted key puts it back in its place', () => {
    const value: { a?: number; b: number } = { a: 1, b: 2 };
    const program = new ProbedProgram({ value });
    const before = program.savepoint();
    delete value.a;
    const damage = program.capture();
    const id = before.objects[0]?.id ?? 0;
    program.restore(before.epoch, [{ owner: { object: id }, slots: ['p:a'] }]);
    assert.deepEqual(Object.keys(value), ['a', 'b']);
    assert.deepEqual(
      program.capture().changes.flatMap(({ slots }) => slots),
      damage.changes.flatMap(({ slots }) => slots.map(([name, after, was]) => [name, was, after])),
    );
  });

  it('what no savepoint keeps is refused', () => {
    const value = { n: 1 };
    const program = new ProbedProgram({ value });
    const first = program.capture();
    value.n = 2;
    const second = program.savepoint();
    value.n = 3;
    program.capture();
    const write = { owner: { object: first.objects[0]?.id ?? 0 } };
    assert.equal(program.restore(first.epoch, [write])[0]?.reason, 'nothing of it was kept then');
    assert.deepEqual(program.restore(second.epoch, [write]), []);
    assert.equal(value.n, 2);
  });

  it('concludes nothing from objects of the same keys', () => {
    const list = Array.from({ length: 50 }, (_, n) => ({ n, name: `${n}` }));
    const getter = () => assert.fail('a getter was called');
    Object.defineProperty(list[20], 'n', { get: getter, enumerable: true, configurable: true });
    Object.defineProperty(list[30], 'n', { writable: false });
    const program = new ProbedProgram({ list });
    const before = program.savepoint();
    assert.match(JSON.stringify([...slotsOf(before, { object: before.objects[21]?.id ?? 0 })]), /"p:n",.*"get"/);
    Object.defineProperty(list[40], 'n', { get: getter, enumerable: true, configurable: true });
    const { failures, readBack } = program.rollBack(before.epoch, []);
    assert.deepEqual(failures, []);
    assert.equal(readBack.changes.length, 1);
    assert.deepEqual(Object.getOwnPropertyDescriptor(list[40], 'n'), {
      value: 40,
      writable: true,
      enumerable: true,
      configurable: true,
    });
  });

  it('follows lists of any length', () => {
    interface Link {
      n: number;
      next: Link | undefined;
    }
    let list: Link | undefined;
    for (let n = 20_000; n > 0; n--) list = { n, next: list };
    const program = new ProbedProgram({ list });
    const before = program.capture({ ...generous, described: 10 });
    let last = list;
    for (let n = 1; n < 15_000; n++) last = last?.next;
    assert.ok(last);
    last.n = -1;
    const after = program.capture({ ...generous, described: 10 });
    assert.equal(after.changes.length, 1);
    assert.equal(before.tally.cells, 40_001);
  });
});
