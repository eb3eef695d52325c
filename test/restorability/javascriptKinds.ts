/** JavaScript's kinds of value. */
import { type Kind, named } from './kinds';

export const JAVASCRIPT: readonly Kind[] = [
  { row: 'functions', kind: 'inner variables that none sees', value: '(() => { let n = 1; return (by) => (n += by); })()', damage: '$(1)', shows: '$(0)' },
  { row: 'numbers', kind: '`number` (NaN, infinities, -0)', value: '[NaN, -0, Infinity, 0.1, 1]', damage: '$.reverse()', shows: '$.map((one) => Object.is(one, -0) ? "-0" : String(one))' },
  { row: 'numbers', kind: '`bigint`', value: '10n ** 30n', damage: '$++', shows: 'String($)' },
  { row: 'texts', kind: '`string`, halves of surrogate pairs', value: '"a\\u0000\\ud83d"', damage: '$ += "!"', shows: '$' },
  { row: 'texts', kind: 'strings of 200,000 characters', value: '"ab".repeat(100_000)', damage: '$ += "!"', shows: '[$.length, $.slice(-3)]' },
  { row: 'truth values, enumerations, nothing', kind: '`boolean`', value: 'true', damage: '$ = false', shows: '$' },
  { row: 'truth values, enumerations, nothing', kind: '`null`', value: 'null', damage: '$ = 1', shows: '$' },
  { row: 'truth values, enumerations, nothing', kind: '`undefined`', value: 'undefined', damage: '$ = 1', shows: 'String($)' },
  { row: 'truth values, enumerations, nothing', kind: '`symbol`', value: 'Symbol("one")', damage: '$ = Symbol("two")', shows: 'String($)' },
  { row: 'objects: fields', kind: 'plain objects', value: '{ a: 1, b: { c: 1 } }', damage: '$.a = 2; $.b.c = 3', shows: '$' },
  { row: 'objects: fields', kind: 'class instances', value: 'new (class { a = 1 })()', damage: '$.a = 2', shows: '$' },
  { row: 'objects: fields', kind: 'symbols as keys', value: '{ [Symbol.for("key")]: 1 }', damage: '$[Symbol.for("key")] = 2', shows: '$[Symbol.for("key")]' },
  { row: 'objects: fields', kind: 'accessors', value: '{ get a() { throw new Error("called"); } }', damage: 'Object.defineProperty($, "a", { value: 1 })', shows: 'typeof Object.getOwnPropertyDescriptor($, "a").get' },
  { row: 'objects: fields', kind: 'attributes', value: 'Object.defineProperty({}, "a", { value: 1, configurable: true })', damage: 'Object.defineProperty($, "a", { enumerable: true })', shows: 'Object.getOwnPropertyDescriptor($, "a")' },
  { row: 'fields added and deleted, their order', kind: 'properties', value: '{ a: 1, b: 2 }', damage: 'delete $.a; $.c = 3; $.a = 9', shows: 'Object.entries($)' },
  { row: 'hidden fields', kind: '`#private`', value: 'new (class { #n = 1; bump() { this.#n++; } get n() { return this.#n; } })()', damage: '$.bump()', shows: '$.n' },
  { row: 'hidden fields', kind: 'static `#private`', value: 'class { static #n = 1; static bump() { this.#n++; } static get n() { return this.#n; } }', damage: '$.bump()', shows: '$.n' },
  { row: 'the class of an object', kind: 'prototypes', value: 'new (class Before {})()', damage: 'Object.setPrototypeOf($, Date.prototype)', shows: '$.constructor.name' },
  { row: 'lists: elements', kind: 'arrays', value: '[1, [2]]', damage: '$[0] = 9; $[1][0] = 9', shows: '$' },
  { row: 'lists: what was added and removed', kind: 'arrays: length, holes', value: '[1, , 3]', damage: '$.length = 1; $.push(5)', shows: '[1 in $, $.length, $[2]]' },
  { row: 'maps', kind: '`Map`: entries, order', value: 'new Map([["a", 1], ["b", 2]])', damage: '$.delete("a"); $.set("a", 9)', shows: '[...$]' },
  { row: 'sets', kind: '`Set`: elements, order', value: 'new Set(["a", "b"])', damage: '$.delete("a"); $.add("c").add("a")', shows: '[...$]' },
  { row: 'bytes', kind: 'typed arrays', value: 'new Float64Array([1.5, 2])', damage: '$[0] = 9', shows: '[...$]' },
  { row: 'bytes', kind: '`ArrayBuffer`', value: 'new Uint8Array([1, 2]).buffer', damage: 'new Uint8Array($)[0] = 9', shows: '[...new Uint8Array($)]' },
  { row: 'bytes', kind: '`Buffer`', value: 'Buffer.from("ab")', damage: '$[0] = 9', shows: '[...$]' },
  { row: 'other built-in objects', kind: '`Date`', value: 'new Date(0)', damage: '$.setTime(1)', shows: '$.getTime()' },
  { row: 'other built-in objects', kind: '`RegExp`', value: '/a/g', damage: '$.lastIndex = 5', shows: '$.lastIndex' },
  { row: 'other built-in objects', kind: '`Error`', value: 'new Error("before")', damage: '$.message = "after"; $.code = 1', shows: '[$.message, $.code ?? 0]' },
  { row: 'other built-in objects', kind: '`URL` and others that Node.js makes', value: 'new URL("http://a/")', damage: '$.pathname = "/b"', shows: '$.href' },
  { row: 'pointers, aliases, cycles', kind: 'the same object twice, or in itself', value: '(() => { const a = { n: 1 }; const o = { x: a, y: a }; o.self = o; return o; })()', damage: '$.y = { n: 9 }; $.x.n = 2; $.self = null', shows: '[$.x === $.y, $.x.n, $.self === $]' },
  { row: 'functions', kind: 'properties', value: 'Object.assign(() => 1, { hits: 0 })', damage: '$.hits++', shows: '$.hits' },
  { row: 'functions', kind: 'inner variables that a captured call sees', value: '1', damage: '(() => { $++; })()', shows: '$' },
  { row: 'functions', kind: 'generators', value: '(function* () { yield 1; yield 2; })()', damage: '$.next()' },
  { row: 'classes', kind: 'static fields', value: 'class { static made = 0 }', damage: '$.made++', shows: '$.made' },
  { row: 'classes', kind: 'methods', value: 'class { say() { return 1; } }', damage: '$.prototype.say = () => 2', shows: 'new $().say()' },
  { row: 'globals', kind: 'variables of the module', scope: 'file', value: '1', damage: '$ = 2', shows: '$' },
  { row: 'what cannot be looked into', kind: '`Proxy`', value: 'new Proxy({ n: 1 }, {})', damage: '$.n = 2', shows: '$.n' },
  { row: 'what cannot be looked into', kind: '`WeakMap`', value: '(() => { const key = {}; return { key, map: new WeakMap([[key, 1]]) }; })()', damage: '$.map.set($.key, 2)', shows: '$.map.get($.key)' },
  { row: 'what cannot be looked into', kind: '`Promise`', value: '(() => { let done; const promise = new Promise((resolve) => { done = resolve; }); return { promise, done }; })()', damage: '$.done(1)', shows: 'process.getBuiltinModule("util").inspect($.promise)' },
  { row: 'what cannot be looked into', kind: 'what was frozen since', value: '{ n: 1 }', damage: '$.n = 2; Object.freeze($)', shows: '$.n' },
]; // prettier-ignore

/** Stops at each `debugger`: before everything is damaged, and after it. */
export function javascriptProgram(all: readonly Kind[] = JAVASCRIPT): string {
  const kinds = named(all);
  const declare = ({ name, value }: (typeof kinds)[number]): string => `let ${name} = ${value};`;
  return [
    ...kinds.filter(({ scope }) => scope === 'file').map(declare),
    'function damage() {',
    ...kinds.filter(({ scope }) => scope !== 'file').map(declare),
    `const kept = [${kinds.map(({ name }) => name).join(', ')}];`,
    'debugger;',
    ...kinds.map(({ damage }) => `${damage};`),
    'debugger;',
    'return kept;',
    '}',
    'damage();',
  ].join('\n');
}
