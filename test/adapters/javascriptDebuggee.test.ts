/** The JavaScript debuggee over V8's own debugger: programs that are awkward to evaluate in, and what each costs. */
import assert from 'node:assert/strict';
import type { DapPort, FrameToCapture, RestoreRequest } from '../../client/debuggee/debuggee';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import { bundleProbe } from '../../client/debuggee/javascript/probeBundle.mjs';
import type { Capture, CapturedFrame, Owner, Slot } from '../../server/value';
import { findChromium } from '../host/provision/chromium.mjs';
import { InspectedProgram } from './inspectedProgram';

const budget = { described: 1_000, objects: 1_000_000, milliseconds: 30_000 };

describe('the JavaScript debuggee over V8', () => {
  let probe: string;
  let program: InspectedProgram | undefined;
  before(async () => {
    probe = (await bundleProbe()).text;
  });
  afterEach(() => program?.stop());

  async function start(source: string, ...how: [('cjs' | 'mjs')?, (readonly string[])?]): Promise<Subject> {
    program = await InspectedProgram.start(source, ...how);
    return new Subject(program, new JavaScriptDebuggee(program, probe));
  }

  it('takes at most four requests for one frame, however many objects and private fields', async () => {
    const subject = await start(`
      class Inner { #n = 1; bump() { this.#n++; } get n() { return this.#n; } }
      class Outer { #inner = new Inner(); get inner() { return this.#inner; } }
      function f() {
        const all = Array.from({ length: 10000 }, () => new Outer());
        debugger;
        for (const one of all) one.inner.bump();
        all.push(new Outer());
        debugger;
        return all;
      }
      f();`);
    const before = await subject.capture(1);
    assert.ok(subject.requests() <= 1 + 4, 'one more in a session brings the probe in');
    await subject.program.resume();
    const damage = await subject.rollBack(before, 1);
    assert.ok(subject.requests() <= 4, 'a whole rollback');
    assert.equal(damage.changes.filter(({ slots }) => slots[0]?.[0] === '#:n').length, 10_001);
    assert.equal(await subject.ask('all.length + all.reduce((sum, one) => sum + one.inner.n, 0)'), 20_000);
    assert.deepEqual((await subject.capture(1, damage)).changes, []);
    assert.equal(subject.requests(), 1);
  });

  it('is not misled by locals that hide what the language offers, and tells them', async () => {
    const subject = await start(`
      function f(Reflect, Object, Symbol, JSON) {
        const globalThis = 1, Map = 2, process = { n: 1 };
        let Boolean = 3, name = 'x';
        debugger;
        process.n = 2; name = 'y'; Boolean = 4;
        debugger;
        return [Reflect, Object, Symbol, JSON, globalThis, Map, process, Boolean, name];
      }
      f(5, 6, 7, 8);`);
    const before = await subject.capture(1);
    const slots = bindings(before, before.frames[0]);
    assert.deepEqual([slots.get('Reflect'), slots.get('Boolean'), slots.get('name')], [5, 3, 'x']);
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(await subject.ask('[process.n, name, Boolean].join()'), '1,x,3');
  });

  it('captures an ES module, its imports and exports', async () => {
    const subject = await start(
      `import { sep } from 'node:path';
      export let count = 1;
      const state = { n: 1 };
      function f() { let own = count; debugger; count = 5; state.n = 5; own = 5; debugger; return own + sep; }
      f();`,
      'mjs',
    );
    const before = await subject.capture(1);
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(await subject.ask('[count, state.n, own].join()'), '1,1,1');
  });

  it('works where the intrinsics are frozen, and leaves nothing there either', async () => {
    const subject = await start(`
      for (const type of [Boolean, Object, Array, Map, Function]) Object.freeze(type.prototype);
      const names = () => Reflect.ownKeys(globalThis).length + Reflect.ownKeys(Boolean.prototype).length;
      function f() { const value = { n: 1 }; debugger; value.n = 2; debugger; return [value, names]; }
      f();`);
    const names = await subject.ask('names()');
    const before = await subject.capture(1);
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(await subject.ask('value.n'), 1);
    await subject.debuggee.dispose(0);
    assert.equal(await subject.ask('names()'), names);
  });

  it('leaves no trace: no key, symbol or prototype, and nothing of the program that it keeps alive', async () => {
    const subject = await start(
      `
      const everything = () => {
        const seen = new Map();
        const visit = (object, depth) => {
          if ((typeof object !== 'object' && typeof object !== 'function') || object === null || seen.has(object)) return;
          const keys = Reflect.ownKeys(object);
          seen.set(object, [keys.map(String).join(), Object.getPrototypeOf(object), Object.isExtensible(object)]);
          if (depth > 0) for (const key of keys) visit(Object.getOwnPropertyDescriptor(object, key)?.value, depth - 1);
        };
        for (const name of ['Object', 'Array', 'Map', 'Boolean', 'Symbol', 'Function', 'Int32Array']) visit(globalThis[name], 2);
        visit(globalThis, 0);
        visit(Function.prototype, 1);
        return seen;
      };
      const same = (a, b) => a.size === b.size && [...a].every(([key, parts]) => parts.every((part, i) => part === b.get(key)?.[i]));
      let before, refs;
      function f() {
        let value = { n: 1, inner: { n: 1 }, map: new Map([[{ n: 1 }, new Date()]]) };
        refs = [value, value.inner, [...value.map.keys()][0]].map((object) => new WeakRef(object));
        debugger;
        value.inner.n = 2; value.map.clear();
        debugger;
        value = undefined;
        return [same, everything, before];
      }
      (async () => {
        f();
        debugger;
        await new Promise((done) => setTimeout(done));
        gc();
        await new Promise((done) => setTimeout(done));
        gc();
        debugger;
        return refs;
      })();`,
      'cjs',
      ['--expose-gc'],
    );
    await subject.ask('void (before = everything())');
    const before = await subject.capture(1);
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(await subject.ask('same(everything(), before)'), false, 'the probe is there, and seen by this');
    await subject.debuggee.dispose(0);
    assert.equal(await subject.ask('same(everything(), before)'), true);
    await subject.program.resume();
    assert.equal(await subject.ask('refs.filter((ref) => ref.deref() !== undefined).length'), 3);
    await subject.program.resume();
    assert.equal(await subject.ask('refs.filter((ref) => ref.deref() !== undefined).length'), 0);
  });

  it('works where code may not be made from strings', async () => {
    const subject = await start(
      'function f() { let n = 1; debugger; n = 2; debugger; return n; } f();',
      'cjs',
      ['--disallow-code-generation-from-strings'], // prettier-ignore
    );
    const before = await subject.capture(1);
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(await subject.ask('n'), 1);
  });

  it('works in a context of its own', async () => {
    const subject = await start(`
      const vm = require('node:vm');
      const context = vm.createContext({ shared: { n: 1 } });
      vm.runInContext(
        'function f() { const list = [1, { n: 1 }]; debugger; list[1].n = 2; shared.n = 2; debugger; return list; } f();',
        context, { filename: __filename });`);
    const before = await subject.capture(1);
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(await subject.ask('list[1].n'), 1);
  });

  const CONTEXTS: Record<string, string> = {
    'paused in the main context': 'call();',
    'paused in the other context': 'debugger; call();',
  };
  for (const [title, calls] of Object.entries(CONTEXTS)) {
    it(`captures frames of several contexts as one program, ${title}`, async () => {
      const subject = await start(`
        const vm = require('node:vm');
        const own = { n: 1, proxy: new Proxy({}, { ownKeys() { throw new Error('sprung'); } }) };
        function inner() { const mine = { n: 1, own }; debugger; mine.n = 2; own.n = 2; debugger; return mine; }
        const context = vm.createContext({ shared: own, call: () => inner() });
        const keys = () => Reflect.ownKeys(Boolean.prototype).length + vm.runInContext('Reflect.ownKeys(Boolean.prototype).length', context);
        const before = keys();
        vm.runInContext(
          'function f() { const list = [1, { n: 1 }, shared]; ${calls} list[1].n = 2; return list; } f();',
          context, { filename: __filename });`);
      const first = await subject.capture(5);
      const owners = first.changes.filter(({ slots }) => slots.some(([name]) => name === 'p:proxy'));
      assert.equal(owners.length, 1, 'an object that both contexts see is one object');
      const reasons = first.tally.reasons.map(({ reason }) => reason);
      assert.ok(reasons.includes('a Proxy: reading it would run its traps'), reasons.join());
      assert.ok(first.tally.cells < 200, "the other context's own objects are not walked");
      let now = first;
      for (let stop = calls.startsWith('debugger') ? 0 : 1; stop < 2; stop++) {
        await subject.program.resume();
        now = await subject.capture(5);
      }
      await subject.restore(first, now, [...owners.map(({ owner }) => ({ owner }))]);
      const main = subject.program.frames().findLast(({ source }) => source !== undefined)?.frameId ?? 0;
      assert.equal(await subject.program.ask('own.n', main), 1);
      await subject.debuggee.dispose(0);
      assert.equal(await subject.program.ask('keys() - before', main), 0);
    });
  }

  it('leaves variables out that are not initialized yet', async () => {
    const subject = await start('function f() { debugger; let late = { n: 1 }; debugger; return late; } f();');
    const before = await subject.capture(1);
    assert.equal(bindings(before, before.frames[0]).has('late'), false);
    await subject.program.resume();
    const after = await subject.capture(1, before);
    assert.match(JSON.stringify(bindings(after, after.frames[0]).get('late')), /object/);
  });

  it("restores a loop's constants, and refuses a name that means another variable", async () => {
    const subject = await start(`
      function f(x) {
        for (const item of [{ n: 1 }, { n: 2 }]) { debugger; item.n += 10; }
        { let x = 5; debugger; x = 6; }
        return x;
      }
      f(1);`);
    const before = await subject.capture(1);
    await subject.program.resume();
    const second = await subject.capture(1, before);
    assert.equal(bindings(second, second.frames[0]).has('item'), true);
    const owner = { frame: second.frames[0]?.activation ?? 0 };
    assert.deepEqual(await subject.restore(before, second, [{ owner, slots: ['item'] }]), []);
    assert.equal(await subject.ask('item.n'), 11);
    await subject.program.resume();
    const third = await subject.capture(1, second);
    const failures = await subject.restore(before, third, [{ owner, slots: ['x', 'item'] }]);
    assert.deepEqual(
      failures.map(({ slot }) => slot),
      ['item', 'x'],
    );
    assert.equal(await subject.ask('x'), 5);
  });

  it('restores variables of a scope whose function has returned', async () => {
    const subject = await start(`
      function make() { let n = 1; debugger; return { bump() { n += 1; debugger; }, get: () => n }; }
      const made = make();
      made.bump();
      function later() { debugger; return made; }
      later();`);
    const before = await subject.capture(1);
    await subject.program.resume();
    const after = await subject.capture(1);
    const owner = after.frames.find(({ scope }) => scope === 'closure' && after.changes.length > 0);
    assert.ok(
      after.frames.some(({ activation }) => activation === before.frames[0]?.activation),
      'the scope of make() goes on',
    );
    assert.ok(owner);
    await subject.program.resume();
    const last = await subject.capture(1);
    assert.deepEqual(
      await subject.restore(before, last, [{ owner: { frame: before.frames[0]?.activation ?? 0 }, slots: ['n'] }]),
      [],
    );
    assert.equal(await subject.ask('made.get()'), 1);
  });

  it('writes into another call where the user says that it is the same', async () => {
    const subject = await start(`
      function f(n) { let own = n; debugger; own = 50; debugger; return own; }
      f(1); f(2);`);
    const before = await subject.capture(1);
    await subject.program.resume();
    const after = await subject.capture(1);
    const [was, is] = [before.frames[0], after.frames[0]];
    assert.equal(is?.maybe, was?.activation);
    const write = { owner: { frame: was?.activation ?? 0 }, into: is?.activation ?? 0 };
    assert.deepEqual(await subject.restore(before, after, [write]), []);
    assert.equal(await subject.ask('own'), 1);
  });

  const STEPS = `
    class Account { #pin = 1; pin(n) { if (n) this.#pin = n; return this.#pin; } }
    function main() { let own = 1; const account = new Account(); inner(account); return own; }
    function inner(account) {
      let fee = 1; const list = [1];
      (function innermost() { debugger; fee = 9; list.push(2); account.pin(9); debugger; })();
      return fee;
    }
    main();`;
  const SHOWN = '[fee, list.length, account.pin()].join()';
  /** What becomes of the order of requests on their way: the evaluates that are held back until others were answered. */
  const ORDERS: Record<string, (text: string) => boolean> = {
    'in their order': () => false,
    'the first frame after the others': (text) => text.includes('.frame(1,'),
    'the second frame after the others': (text) => text.includes('.frame(2,'),
    'the writes after the frames': (text) => text.includes('.restore('),
    'the reading before the frames': (text) => text.includes('.frame(1,') || text.includes('.frame(2,'),
  };
  for (const [title, isHeld] of Object.entries(ORDERS)) {
    it(`restores and reads back through three frames at once: ${title}`, async () => {
      const subject = await start(STEPS);
      const hold = { begins: false };
      const debuggee = new JavaScriptDebuggee(holding(subject.program, isHeld, hold), probe);
      const reading = (same?: Capture) => ({ frames: subject.frames(3, same), budget, retain: [1, 2, 3, 4, 5, 6] });
      const before = await debuggee.capture(reading());
      await subject.program.resume();
      const after = await debuggee.capture(reading(before));
      subject.requests();
      hold.begins = true;
      const { written, readBack } = await debuggee.restoreAndCapture(subject.undoing(before, after), reading(after));
      assert.deepEqual(written.failures, []);
      assert.equal(await subject.ask(SHOWN), '1,1,1');
      const undone = readBack.changes.flatMap(({ slots }) =>
        slots.map(([name, now]) => `${name} ${JSON.stringify(now)}`),
      );
      assert.deepEqual(undone.sort(), ['#:pin 1', 'fee 1', 'i:length 1', 'p:1 null'].sort());
      assert.deepEqual(
        readBack.frames.map(({ activation }) => activation),
        before.frames.map(({ activation }) => activation),
      );
      assert.deepEqual((await debuggee.capture(reading(readBack))).changes, []);
    });
  }

  it('copes with objects that lack a private field of their class, and with two of one name', async () => {
    const subject = await start(`
      class A { #n = 1; set(n) { this.#n = n; } n() { return this.#n; } }
      class B extends A { #n = 2; }
      function f() {
        const fake = Object.create(A.prototype), real = new A(), both = new B();
        debugger; real.set(9); debugger;
        return [fake, real, both];
      }
      f();`);
    const before = await subject.capture(1);
    const all = JSON.stringify(before.changes);
    assert.match(all, /two of its classes have a private field of this name/);
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(await subject.ask('real.n()'), 1);
  });

  const ARGUMENTS: Record<string, { source: string; ask: string }> = {
    'of a sloppy function, tied to its parameters': {
      source: `function f(a) { debugger; arguments[0] = 5; arguments.note = 'x'; debugger; return a; } f(1, 2);`,
      ask: '[a, arguments[0], arguments.length, arguments.note].join()',
    },
    'of a strict function': {
      source: `'use strict'; function f(a) { debugger; arguments[0] = 5; debugger; return a; } f(1, 2);`,
      ask: '[a, arguments[0], arguments.length, arguments.note].join()',
    },
    'as an inner arrow function sees it': {
      source: `function f(a) { const g = () => { debugger; arguments[0] = 5; debugger; return arguments; }; return g(); } f(1, 2);`,
      ask: '[1, arguments[0], arguments.length, arguments.note].join()',
    },
  };
  for (const [title, { source, ask }] of Object.entries(ARGUMENTS)) {
    it(`restores the arguments object ${title}`, async () => {
      const subject = await start(source);
      const before = await subject.capture(2);
      const told = before.changes.flatMap(({ slots }) => slots).filter(([name]) => name === 'arguments');
      assert.equal(told.length, 1);
      assert.match(JSON.stringify(told), /"label":"constant","reason":"arguments cannot be assigned"/);
      await subject.program.resume();
      await subject.rollBack(before, 2);
      assert.equal(await subject.ask(ask), '1,1,2,');
    });
  }

  it('tells a variable or a property that holds null from one that is not there', async () => {
    const subject = await start(`
      function f() { let found = null; const all = { first: null }; debugger; found = 1; all.first = 1; debugger; return all; }
      f();`);
    const before = await subject.capture(1);
    const nothing = { type: 'slot', value: null };
    assert.deepEqual(bindings(before, before.frames[0]).get('found'), nothing);
    assert.ok(JSON.stringify(before.changes).includes('["p:first",{"type":"slot","value":null}]'));
    await subject.program.resume();
    const after = await subject.capture(1, before);
    assert.deepEqual(
      after.changes.flatMap(({ slots }) => slots),
      [
        ['found', 1, nothing],
        ['p:first', 1, nothing],
      ],
    );
    await subject.restore(
      before,
      after,
      after.changes.map(({ owner }) => ({ owner })),
    );
    assert.equal(await subject.ask('String([found, all.first])'), ',');
  });

  it('makes no arguments object up for a function that has none', async () => {
    const subject = await start(
      `function f(a) { const has = { arguments: 1 }; debugger; a = has.arguments; debugger; return a; } f(1);`,
    );
    const before = await subject.capture(1);
    assert.equal(bindings(before, before.frames[0]).has('arguments'), false);
  });

  it('says which private fields were found too late, and reads them the next time', async () => {
    // Each class is made where no source is seen, and each is known only once the one before it was read.
    const subject = await start(`
      const chain = (depth) => eval(\`(class { #n\${depth} = \${depth > 4 ? 1 : \`new (chain(\${depth + 1}))()\`};
        end() { return \${depth > 4 ? \`this.#n\${depth}++\` : \`this.#n\${depth}.end()\`}; } })\`);
      function f() { const first = new (chain(1))(); debugger; first.end(); debugger; return first; }
      f();`);
    const before = await subject.capture(1);
    assert.ok(subject.requests() <= 1 + 4);
    const late = before.tally.reasons.filter(({ reason }) => reason.includes('too late'));
    assert.deepEqual(
      late.map(({ count, examples }) => [count, examples]),
      [[2, ['first.#n1.#n2']]],
    );
    let last = before;
    for (let i = 0; i < 3; i++) last = await subject.capture(1, last);
    assert.deepEqual(
      last.tally.reasons.filter(({ reason }) => reason.includes('too late')),
      [],
    );
  });

  it('labels a private field that it could not read, and refuses to restore it', async () => {
    // Read in the order in which the source names them, each leads to one that was passed over.
    const depths = [5, 4, 3, 2, 1];
    const classes = depths.map(
      (n) => `class C${n} { #n${n} = ${n === 5 ? 1 : `new C${n + 1}()`};
      end(to) { ${n === 5 ? 'return this.#n5 = to ?? this.#n5' : `return this.#n${n}.end(to)`}; } }`,
    );
    const subject = await start(
      `${classes.join('\n')} function f() { const first = new C1(); debugger; first.end(2); debugger; return first; } f();`,
    );
    const before = await subject.capture(1);
    assert.match(
      JSON.stringify(before.changes),
      /"#:n5",\{"type":"slot".*"label":"opaque","reason":"it was found too late/,
    );
    assert.ok(before.tally.restorable < before.tally.cells);
    const second = await subject.capture(1, before);
    await subject.program.resume();
    const after = await subject.capture(1, second);
    const writes = after.changes.map(({ owner }) => ({ owner }));
    const failures = await subject.restore(before, after, writes);
    assert.deepEqual(
      failures.map(({ slot, reason }) => [slot, reason.includes('found too late')]),
      [['#:n5', true]],
    );
    assert.deepEqual(await subject.restore(second, after, writes), []);
    assert.equal(await subject.ask('first.end()'), 1);
  });

  it('evaluates rules that name private fields, and breaks nothing by them', async () => {
    const subject = await start(`
      class Account {
        #balance = 1; #owner = { name: 'Ann' }; #inner; static #made = 2;
        #check() { return this.#balance > 0; }
      }
      function f() {
        const account = new Account(), small = 7, other = {}, none = undefined, list = [account];
        debugger; return [account, small, other, none, list];
      }
      f();`);
    await subject.capture(1);
    subject.requests();
    const fine = {
      'account.#balance >= 0': 'true',
      'account.#owner.name === "Bob"': 'false',
      'Account.#made > 1 && account.#check()': 'true',
      'none?.x.#balance === undefined': 'true',
      'list[account.#balance - 1].#balance === 1': 'true',
      '(account).#owner?.name.length === 3': 'true',
      'list.length > 0': 'true',
    };
    const values = await subject.debuggee.evaluate(0, Object.keys(fine));
    assert.deepEqual(
      values.map(({ value }) => value),
      Object.values(fine),
    );
    assert.equal(subject.requests(), 1);
    const broken = {
      'list.length > 0': /^true$/,
      'small.#balance > 0': /A number has no private fields/,
      'other.#balance > 0': /did not declare it/,
      'none.#balance > 0': /from undefined/,
      'none.x.#balance > 0': /Cannot read properties of undefined/,
      'account.#owner.missing.#balance': /from undefined/,
      'nobody.#balance > 0': /^nobody$/,
      'list.every((one) => one.#balance > 0)': /#balance outside of functions only/,
      '#balance in account': /can read #balance, but not ask/,
      'account.#balance >': /Not an expression/,
      'account.#balance > 0': /^true$/,
    };
    const results = await subject.debuggee.evaluate(0, Object.keys(broken));
    for (const [index, pattern] of Object.values(broken).entries()) {
      const result = results[index];
      assert.ok(result);
      assert.match('message' in result ? result.message : 'name' in result ? result.name : result.value, pattern);
    }
    assert.equal((await subject.capture(1)).epoch, 2, 'the probe is the same');
    assert.deepEqual((await subject.capture(1)).objects, []);
  });

  it('cuts rules that do not end, tells of the others all the same, and of more than the debugger shows of a text', async () => {
    const subject = await start(`
      class Account { #pin = 1; get endless() { for (;;); } pin() { return this.#pin; } }
      function f(account) { let n = 1; debugger; n += 1; debugger; return [account, n]; }
      f(new Account());`);
    await subject.capture(1);
    subject.requests();
    const message = 'long '.repeat(40);
    const thrower = `(() => { throw new Error(${JSON.stringify(message)}); })()`;
    // The second has more results than a debugger shows in any way.
    for (const [rules, requests] of [
      [100, 1],
      [500, 2],
    ] as const) {
      const results = await subject.debuggee.evaluate(0, Array<string>(rules).fill(thrower));
      assert.deepEqual(results, Array(rules).fill({ value: 'error', message }));
      assert.equal(subject.requests(), requests);
    }
    const cut = { value: 'error', message: 'it had not ended after half a second, and was cut' };
    assert.deepEqual(await subject.debuggee.evaluate(0, ['n === 1', 'account.endless', 'account.#pin === 1']), [
      { value: 'true' },
      cut,
      { value: 'true' },
    ]);
    assert.deepEqual(await subject.debuggee.evaluate(0, ['account.#pin === account.endless', 'n === 1']), [
      cut,
      { value: 'true' },
    ]);
    await program?.resume();
    assert.deepEqual(await subject.debuggee.evaluate(0, ['n === 2']), [{ value: 'true' }], 'the program goes on');
  });

  it('works in a page of Chromium, and says that Proxies cannot be told apart there', async function () {
    const chromium = findChromium();
    if (chromium === undefined) return this.skip();
    program = await InspectedProgram.startInPage(
      `class Account { #pin = 1; spoil() { this.#pin = 9; } pin() { return this.#pin; } }
      function f() {
        const list = [1, { n: 1 }], map = new Map([['a', 1]]), element = document.createElement('p');
        const account = new Account(), own = { n: 1, element, when: new Date(5), bytes: new Uint8Array(3) };
        debugger;
        list[1].n = 2; map.delete('a'); own.n = 2; own.when.setTime(7); own.bytes[1] = 4; account.spoil(); own.added = 1;
        debugger;
        return [list, map, account, own];
      }
      f();`,
      chromium,
    );
    const subject = new Subject(program, new JavaScriptDebuggee(program, probe));
    const keys = await subject.ask('Reflect.ownKeys(Boolean.prototype).join()');
    const before = await subject.capture(1);
    const reasons = before.tally.reasons.map(({ reason }) => reason);
    assert.ok(reasons.includes('a native handle'), 'an element of the page');
    assert.ok(reasons.includes('this host cannot tell a Proxy from an object, so its traps may have run'));
    await subject.program.resume();
    await subject.rollBack(before, 1);
    assert.equal(
      await subject.ask(
        'JSON.stringify([list, [...map], own.n, own.when.getTime(), [...own.bytes], account.pin(), own.added])',
      ),
      '[[1,{"n":1}],[["a",1]],1,5,[0,0,0],1,null]',
    );
    await subject.debuggee.dispose(0);
    assert.equal(await subject.ask('Reflect.ownKeys(Boolean.prototype).join()'), keys);
  });

  it('makes do without a source', async () => {
    const subject = await start(`
      let outer = { n: 1 };
      function f(own) { debugger; own = 2; outer.n = 2; debugger; return own; }
      f(1);`);
    const before = await subject.capture(1, undefined, { source: false });
    await subject.program.resume();
    const after = await subject.capture(1, before, { source: false });
    await subject.restoreAll(before, after);
    assert.equal(await subject.ask('[own, outer.n].join()'), '1,1');
  });
});

class Subject {
  #counted = 0;

  constructor(
    readonly program: InspectedProgram,
    readonly debuggee: JavaScriptDebuggee,
  ) {}

  /** Requests made since this was asked last. */
  requests(): number {
    const count = this.program.requests.length - this.#counted;
    this.#counted = this.program.requests.length;
    return count;
  }

  ask(expression: string): Promise<unknown> {
    return this.program.ask(expression);
  }

  /** @param same a capture whose calls are known to go on */
  capture(count: number, same?: Capture, options = { source: true }): Promise<Capture> {
    const frames = this.frames(count, same).map((frame) =>
      options.source ? frame : { ...frame, readSource: () => Promise.resolve(undefined) },
    );
    return this.debuggee.capture({ frames, budget, retain: [1, 2, 3, 4, 5, 6] });
  }

  frames(count: number, same?: Capture): FrameToCapture[] {
    return this.program.frames(count).map((frame): FrameToCapture => {
      const activation = same?.frames.find(({ depth }) => depth === frame.depth)?.activation;
      return activation === undefined ? frame : { ...frame, activation };
    });
  }

  /** A whole rollback: captures, writes back what has changed, captures. Gives what had changed. */
  async rollBack(target: Capture, count: number): Promise<Capture> {
    const now = await this.capture(count, target);
    await this.restoreAll(target, now);
    await this.capture(count, now);
    return now;
  }

  async restoreAll(target: Capture, now: Capture): Promise<void> {
    const { failures } = await this.debuggee.restore(this.undoing(target, now));
    assert.deepEqual(failures, []);
  }

  /** Writes back what has changed, but for objects that were made since. */
  undoing(target: Capture, now: Capture): RestoreRequest {
    const created = new Set(now.objects.filter(({ described }) => described).map(({ id }) => id));
    const writes = now.changes.map(({ owner }) => ({ owner })).filter(({ owner }) => !isIn(owner, created));
    return { epoch: target.epoch, frames: this.#written(now), writes };
  }

  async restore(
    target: Capture,
    now: Capture,
    writes: readonly { owner: Owner; slots?: readonly string[]; into?: number }[],
  ): Promise<readonly { slot?: string; reason: string }[]> {
    const { failures } = await this.debuggee.restore({ epoch: target.epoch, frames: this.#written(now), writes });
    return failures;
  }

  #written(now: Capture): RestoreRequest['frames'] {
    return this.program.frames(now.frames.length).flatMap(({ frameId }, index) => {
      const activation = now.frames[index]?.activation;
      return activation === undefined ? [] : [{ frameId, activation }];
    });
  }
}

/** Holds evaluates back, once it is told to, until one that came later was answered. */
function holding(port: DapPort, isHeld: (text: string) => boolean, hold: { begins: boolean }): DapPort {
  let answered: (() => void) | undefined;
  let held: Promise<void> | undefined;
  return {
    request: async (command, args) => {
      const text = (args as { expression?: string }).expression ?? '';
      if (hold.begins && isHeld(text)) {
        held ??= new Promise((resolve) => (answered = resolve));
        await held;
        return port.request(command, args);
      }
      const answer = await port.request(command, args);
      answered?.();
      return answer;
    },
  };
}

function isIn(owner: Owner, created: ReadonlySet<number>): boolean {
  return 'object' in owner && created.has(owner.object);
}

function bindings({ changes }: Capture, frame: CapturedFrame | undefined): Map<string, Slot | null> {
  const found = changes.find(({ owner }) => 'frame' in owner && owner.frame === frame?.activation);
  return new Map(found?.slots.map(([name, after]) => [name, after] as const));
}
