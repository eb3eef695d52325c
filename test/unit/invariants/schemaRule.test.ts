/** Schema rules: which state holds, and the sentence that names what does not. */
import assert from 'node:assert/strict';
import { SchemaCompiler } from '../../../server/invariants/compileSchema';
import type { SchemaRule } from '../../../server/invariants/rule';
import { checkSchemaRule } from '../../../server/invariants/schemaRule';
import { Heap, raw } from './heapOf';

const compiler = new SchemaCompiler();

function rule(schema: unknown, variable = 'account'): SchemaRule {
  const compilation = compiler.compile(schema);
  assert.ok(compilation.kind === 'compiled', JSON.stringify(compilation));
  const range = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };
  const declared = { name: 'rule', severity: 'error', policy: 'report', where: {}, range } as const;
  return { ...declared, kind: 'schema', variable, schema: compilation.schema };
}

const BALANCE = { type: 'object', properties: { balance: { type: 'number', minimum: 0 } } };
const TREE = { type: 'object', properties: { next: { $ref: '#' }, n: { type: 'number' } } };

interface Case {
  readonly schema: unknown;
  readonly account: unknown;
  readonly status: string;
  readonly detail: string;
}

const held = 'account matches its schema';

const CASES: readonly Case[] = [
  { schema: BALANCE, account: { balance: 3 }, status: 'held', detail: held },
  { schema: BALANCE, account: { balance: -20 }, status: 'violated', detail: 'account.balance is -20; it must be >= 0' },
  { schema: BALANCE, account: { balance: NaN }, status: 'violated', detail: 'account.balance is NaN; it must be a number' },
  { schema: BALANCE, account: { balance: -20n }, status: 'violated', detail: 'account.balance is -20; it must be >= 0' },
  { schema: BALANCE, account: undefined, status: 'violated', detail: 'account is undefined; it must be an object' },
  { schema: { minimum: 0 }, account: NaN, status: 'violated', detail: 'account is NaN; it must be >= 0' },
  { schema: { maximum: 9 }, account: Infinity, status: 'violated', detail: 'account is Infinity; it must be <= 9' },
  { schema: { minimum: 0 }, account: -0, status: 'held', detail: held },
  { schema: { type: 'integer' }, account: 1.5, status: 'violated', detail: 'account is 1.5; it must be an integer' },
  { schema: { type: ['string', 'null'] }, account: 1, status: 'violated', detail: 'account is 1; it must be a string or null' },
  { schema: { required: ['owner'] }, account: { owner: undefined }, status: 'violated', detail: 'account.owner is missing' },
  { schema: { required: ['toString'] }, account: {}, status: 'violated', detail: 'account.toString is missing' },
  { schema: { additionalProperties: false }, account: { 'a b': 1 }, status: 'violated', detail: 'account["a b"] is not allowed by the schema' },
  { schema: { properties: { a: false } }, account: { a: 1 }, status: 'violated', detail: 'account.a is not allowed by the schema' },
  { schema: { minItems: 1 }, account: [], status: 'violated', detail: 'account is an array of 0; it must not have fewer than 1 items' },
  { schema: { items: { minimum: 0 } }, account: [1, -1], status: 'violated', detail: 'account[1] is -1; it must be >= 0' },
  { schema: { items: { type: 'number' } }, account: [1, undefined], status: 'violated', detail: 'account[1] is undefined; it must be a number' },
  { schema: { additionalProperties: { minimum: 0 } }, account: new Map([['a.b', -1]]), status: 'violated', detail: 'account.get("a.b") is -1; it must be >= 0' },
  { schema: { uniqueItems: true }, account: [{ a: 1 }, { a: 1 }], status: 'violated', detail: 'account is an array of 2; it must not have duplicate items (items ## 0 and 1 are identical)' },
  { schema: { enum: ['open', 'closed'] }, account: 'lost', status: 'violated', detail: 'account is "lost"; it must be one of "open", "closed"' },
  { schema: { const: { a: 1 } }, account: { a: 2 }, status: 'violated', detail: 'account is an object; it must be {"a":1}' },
  { schema: { anyOf: [{ type: 'number' }, { type: 'null' }] }, account: 'a', status: 'violated', detail: 'account is "a"; it must be a number or must be null' },
  { schema: { oneOf: [{ minimum: 0 }, { minimum: 1 }] }, account: 2, status: 'violated', detail: 'account is 2; it must match only one of the alternatives of "oneOf"' },
  { schema: { not: { const: 1 } }, account: 1, status: 'violated', detail: 'account is 1; it must not match the schema of "not"' },
  { schema: { if: { type: 'number' }, then: { minimum: 4 } }, account: 3, status: 'violated', detail: 'account is 3; it must be >= 4' },
  { schema: { propertyNames: { maxLength: 2 } }, account: { abc: 1 }, status: 'violated', detail: 'account has a key "abc", which must not have more than 2 characters' },
  { schema: { dependentRequired: { a: ['b'] } }, account: { a: 1 }, status: 'violated', detail: 'account.b is missing, which goes with account.a' },
  { schema: { format: 'email' }, account: 'nobody', status: 'violated', detail: 'account is "nobody"; it must match format "email"' },
  { schema: { format: 'date-time' }, account: new Date(0), status: 'held', detail: held },
  { schema: { properties: { balance: { minimum: { $data: '1/limit' } } } }, account: { balance: 1, limit: 2 }, status: 'violated', detail: 'account.balance is 1; it must be >= 2' },
  { schema: { properties: { '#pin': { type: 'number' } } }, account: { '#pin': 'x' }, status: 'violated', detail: 'account.#pin is "x"; it must be a number' },
  {
    schema: { items: { type: 'null' } },
    account: [1, 2, 3, 4, 5],
    status: 'violated',
    detail: 'account[0] is 1; it must be null. account[1] is 2; it must be null. account[2] is 3; it must be null (and 2 more)',
  },
  { schema: { properties: { a: { type: 'number' } } }, account: { get b() { return 1; }, a: 1 }, status: 'held', detail: held },
  { schema: { required: ['b'] }, account: { get b() { return 1; } }, status: 'not-checked', detail: 'account.b is a getter, which is never called' },
  { schema: BALANCE, account: () => 1, status: 'not-checked', detail: 'account is a function, which JSON does not have' },
  { schema: BALANCE, account: raw({ type: 'unavailable', reason: 'not yet initialized' }), status: 'not-checked', detail: 'account cannot be read: not yet initialized' },
  { schema: { $ref: '#' }, account: 1, status: 'not-checked', detail: 'its schema follows account without end, or too deep' },
  {
    schema: { uniqueItems: true },
    account: [{ valueOf: 1 }, { valueOf: 1 }],
    status: 'not-checked',
    detail: 'its schema compares objects that cannot be compared (a.valueOf is not a function)',
  },
]; // prettier-ignore

describe('schema rule', () => {
  for (const { schema, account, status, detail } of CASES)
    it(`${JSON.stringify(schema)}: ${detail}`, () => {
      assert.deepEqual(checkSchemaRule(rule(schema), new Heap({ account })), { status, detail });
    });

  const absent: readonly (readonly [variable: string, status: string, detail: string])[] = [
    ['acount', 'not-applicable', 'acount is not in scope'],
    ['acount.owner', 'not-applicable', 'acount is not in scope'],
    ['main::acount[0]', 'not-applicable', 'main::acount is not in scope'],
    ['account.owner', 'violated', 'account.owner is undefined; it must be an object'],
  ];
  for (const [variable, status, detail] of absent)
    it(`${variable}: ${detail}`, () => {
      assert.deepEqual(checkSchemaRule(rule(BALANCE, variable), new Heap({ account: {} })), { status, detail });
    });

  it('follows a circle as far as the schema does', () => {
    const account = { next: undefined as unknown, n: 1 };
    account.next = { next: account, n: 2 };
    const twice = { properties: { next: { properties: { next: { properties: { n: { const: 1 } } } } } } };
    assert.equal(checkSchemaRule(rule(twice), new Heap({ account })).status, 'held');
    assert.deepEqual(checkSchemaRule(rule(TREE), new Heap({ account })), {
      status: 'not-checked',
      detail: 'its schema follows account without end, or too deep',
    });
  });

  it('cuts a schema that multiplies its way', () => {
    let account: unknown = { n: 1 };
    for (let level = 0; level < 40; level++) account = { left: account, right: account };
    const both = { properties: { left: { $ref: '#' }, right: { $ref: '#' } } };
    assert.deepEqual(checkSchemaRule(rule(both), new Heap({ account })), {
      status: 'not-checked',
      detail: 'its schema follows more than 1,000,000 references',
    });
  }).timeout(20_000);

  it('asks for the objects that it looks at, all of a level at once', () => {
    const orders = Array.from({ length: 100 }, (_, n) => ({ n, lines: [{ price: n }], history: {} }));
    const heap = new Heap({ account: { orders } });
    for (const order of orders) for (const object of [order, order.lines, order.history]) heap.hide(object);
    const schema = {
      properties: {
        orders: { items: { properties: { lines: { items: { properties: { price: { type: 'number' } } } } } } },
      },
    };
    const asked: number[] = [];
    for (let outcome = checkSchemaRule(rule(schema), heap); ; outcome = checkSchemaRule(rule(schema), heap)) {
      if (outcome.status !== 'needs') {
        assert.equal(outcome.status, 'held');
        break;
      }
      asked.push(outcome.objects.length);
      for (const object of outcome.objects) heap.describe(object);
    }
    assert.deepEqual(asked, [100, 100]);
    assert.equal(heap.asked.has(heap.id(orders[0]?.history ?? {})), false);
  });

  it('says nothing of what it saw while objects were missing', () => {
    const account = {
      kind: { name: 'plain' },
      get details() {
        return 1;
      },
    };
    const heap = new Heap({ account });
    heap.hide(account.kind);
    const schema = {
      if: { properties: { kind: { required: ['name'] } }, required: ['kind'] },
      else: { required: ['details'] },
    };
    assert.deepEqual(checkSchemaRule(rule(schema), heap), { status: 'needs', objects: [heap.id(account.kind)] });
    heap.describe(heap.id(account.kind));
    assert.equal(checkSchemaRule(rule(schema), heap).status, 'held');
  });

  it('checks 10,000 variables with one compiled schema', () => {
    const compiler = new SchemaCompiler();
    const bindings = Object.fromEntries(Array.from({ length: 10_000 }, (_, n) => [`a${n}`, { balance: n - 10 }]));
    const heap = new Heap(bindings);
    const counts: Record<string, number> = {};
    for (const variable of Object.keys(bindings)) {
      const compilation = compiler.compile(structuredClone(BALANCE));
      assert.ok(compilation.kind === 'compiled');
      const { status } = checkSchemaRule({ ...rule(BALANCE), variable, schema: compilation.schema }, heap);
      counts[status] = (counts[status] ?? 0) + 1;
    }
    assert.deepEqual(counts, { violated: 10, held: 9990 });
    assert.equal(compiler.compilations, 1);
  });
});
