/** Documents that are kept between checks: what a schema finds in them is what it finds in a debuggee that is read anew. */
import assert from 'node:assert/strict';
import { SchemaCompiler } from '../../../server/invariants/compileSchema';
import type { PlaceSource } from '../../../server/invariants/dependencies';
import { type Documents, KeptDocuments } from '../../../server/invariants/keptDocuments';
import type { SchemaRule } from '../../../server/invariants/rule';
import { checkSchemaRule, type StateSource } from '../../../server/invariants/schemaRule';
import type { ObjectId, ObjectInfo, ObjectKind, Slot } from '../../../server/value';
import { Random, SEED } from '../store/support/random';

const KINDS: readonly ObjectKind[] = ['array', 'object', 'map', 'set', 'dict', 'date', 'boxed', 'opaque'];
const NAMES = ['p:0', 'p:1', 'p:a', 'p:__proto__', '#:a', 'e:0', 'e:1', 'i:length', 'i:time', 'i:value'];

const SCHEMA = {
  $defs: {
    any: {
      anyOf: [{ type: ['number', 'null', 'boolean'] }, { type: 'string', maxLength: 3 }, { $ref: '#/$defs/nested' }],
    },
    nested: {
      type: ['object', 'array'],
      properties: { '#a': { type: 'number' }, 0: { minimum: 0 } },
      additionalProperties: { $ref: '#/$defs/any' },
      items: { $ref: '#/$defs/any' },
      minItems: 1,
    },
  },
  $ref: '#/$defs/nested',
};

const compilation = new SchemaCompiler().compile(SCHEMA);
assert.ok(compilation.kind === 'compiled');
const RULE: SchemaRule = {
  kind: 'schema',
  name: 'rule',
  severity: 'error',
  policy: 'report',
  where: {},
  range: { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } },
  variable: 'x',
  schema: compilation.schema,
};

/** A debuggee whose object 1 is what `x` holds. It remembers what changed when, and counts which objects are read whole. */
class Program {
  readonly #slots = new Map<ObjectId, Map<string, Slot>>();
  readonly #infos = new Map<ObjectId, ObjectInfo>();
  readonly #changes: (readonly [object: ObjectId, name: string])[] = [];
  readonly #documents: Documents = new Map();
  readonly readWhole: ObjectId[] = [];

  add(id: ObjectId, kind: ObjectKind, slots: Iterable<readonly [string, Slot]> = []): void {
    this.#slots.set(id, new Map(slots));
    this.#infos.set(id, { id, class: kind, kind, origin: { frame: 1, name: 'x' }, described: true, size: 1 });
  }

  set(object: ObjectId, name: string, slot: Slot | undefined): void {
    if (slot === undefined) this.#slots.get(object)?.delete(name);
    else this.#slots.get(object)?.set(name, slot);
    this.#changes.push([object, name]);
  }

  checkAnew(): unknown {
    return checkSchemaRule(RULE, this.#source());
  }

  /** With what earlier checks have kept. */
  check(): unknown {
    const source = this.#source();
    const places: PlaceSource = {
      language: 'javascript',
      top: { frame: 1 },
      slot: (owner, name) => ('object' in owner ? this.#slots.get(owner.object)?.get(name) : undefined),
      info: source.info.bind(source),
      version: this.#changes.length,
      changedSince: (version) => {
        const changed = new Map<ObjectId, string[]>();
        for (const [object, name] of this.#changes.slice(version))
          changed.set(object, [...(changed.get(object) ?? []), name]);
        return changed;
      },
    };
    return checkSchemaRule(RULE, { ...source, kept: new KeptDocuments(this.#documents, source, places) });
  }

  #source(): StateSource {
    return {
      resolve: () => ({ kind: 'found', slot: { type: 'object', id: 1, class: 'x' } }),
      info: (object) => this.#infos.get(object),
      slots: (object) => {
        this.readWhole.push(object);
        return this.#slots.get(object) ?? [];
      },
    };
  }
}

describe('documents kept between checks', () => {
  it(`are what they would be anew, whatever has changed (seed ${SEED})`, () => {
    const random = new Random(SEED);
    const seen = new Set<unknown>();
    for (let program = 0; program < 40; program++) {
      const debuggee = new Program();
      for (let id = 1; id <= 6; id++)
        debuggee.add(id, id === 1 ? random.pick(['array', 'object']) : random.pick(KINDS));
      for (let step = 0; step < 60; step++) {
        for (let change = random.below(4); change >= 0; change--)
          debuggee.set(1 + random.below(6), random.pick(NAMES), slotOf(random));
        const kept = debuggee.check();
        assert.deepEqual(kept, debuggee.checkAnew(), `program ${program}, step ${step}`);
        seen.add((kept as { readonly status: string }).status);
      }
    }
    assert.deepEqual(seen, new Set(['held', 'violated', 'not-checked']));
  });

  it('cost what has changed, and not what there is', () => {
    const debuggee = new Program();
    const items = Array.from({ length: 1_000 }, (_, index) => [`p:${index}`, index] as const);
    debuggee.add(1, 'array', [...items, ['p:1000', { type: 'object', id: 2, class: 'object' }]]);
    debuggee.add(2, 'object', [['p:a', 1]]);
    assert.deepEqual(debuggee.check(), { status: 'held', detail: 'x matches its schema' });
    debuggee.readWhole.length = 0;
    debuggee.set(1, 'p:7', 'long');
    debuggee.set(2, 'p:a', 'longer');
    assert.match(JSON.stringify(debuggee.check()), /x\[7\] is \\"long\\".*x\[1000\]\.a is \\"longer\\"/u);
    assert.deepEqual(debuggee.readWhole, [], 'plain values in the place of plain values are put into the document');
    debuggee.set(2, 'p:b', 1);
    debuggee.check();
    assert.deepEqual(debuggee.readWhole, [2], 'only what has more or less than before is read whole');
  });
});

function slotOf(random: Random): Slot | undefined {
  const some: readonly (Slot | undefined)[] = [
    undefined,
    random.below(9) - 2,
    'a',
    'long',
    true,
    null,
    { type: 'undefined' },
    { type: 'number', text: 'NaN' },
    { type: 'float', text: '1.0' },
    { type: 'slot', value: 1, key: random.pick(['k', 1, 'l']) },
    { type: 'slot', value: 'long', attributes: 'w' },
    { type: 'slot', value: { type: 'undefined' }, get: { type: 'object', id: 9, class: 'Function' } },
    { type: 'symbol', id: 8, text: 's' },
    { type: 'object', id: 2 + random.below(5), class: 'x' },
    { type: 'object', id: 2 + random.below(5), class: 'x' },
  ];
  return some[random.below(some.length)];
}
