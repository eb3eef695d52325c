// Rules with schemas: how long a check takes once its schema is compiled, from the store's cells to the verdict.

import { SchemaCompiler } from '../../server/invariants/compileSchema';
import { RuleChecks } from '../../server/ruleChecks';
import { Session } from '../../server/session/session';
import type { ObjectInfo, OwnerChanges, Slot, SlotChange } from '../../server/value';
import { ACCOUNT, capture, inFrame, inObject, MAIN, reference } from '../unit/session/captures';
import type { Result } from './bench';
import { alone, median, processorMicroseconds } from './measure';

const VARIABLES = 10_000;
const FIELDS = 4;
const ROUNDS = 101;
const RULES = 'file:///bank/.vscode/savepoint.json';
const AMOUNT = { type: 'number', minimum: 0 };

export function schemas(report: (result: Result) => void): void {
  const tell = (name: string, microseconds: number, goal?: string): void =>
    report({
      name,
      peer: '',
      size: VARIABLES,
      ours: microseconds / 1_000,
      unit: 'ms',
      ...(goal !== undefined && { goal }),
    });
  tell('schema, values', validation(), '< 2 ms');
  const numbers = listOfNumbers();
  tell('schema, numbers, first check', numbers.first);
  tell('schema, numbers, one changed', numbers.changed, '< 2 ms');
  const objects = listOfObjects();
  tell('schema, objects, first check', objects.first);
  tell('schema, objects, one changed', objects.changed, '< 2 ms');
}

function validation(): number {
  const prices = Array.from({ length: VARIABLES }, (_, index) => index);
  const compilation = new SchemaCompiler().compile({ type: 'array', items: AMOUNT });
  if (compilation.kind !== 'compiled') throw new Error('The schema is not valid.');
  const { schema } = compilation;
  return alone((count) => {
    for (let turn = 0; turn < count; turn++)
      if (schema.errors(prices, () => false).length > 0) throw new Error('The prices are right.');
  });
}

function listOfNumbers(): Checked {
  const list: ObjectInfo = { ...ACCOUNT, id: 1, class: 'Array', kind: 'array', size: VARIABLES + 1 };
  const slots = Array.from({ length: VARIABLES }, (_, index): SlotChange => [`p:${index}`, index]);
  const contents: OwnerChanges = { owner: { object: 1 }, slots: [['i:length', VARIABLES], ...slots] };
  return check({ type: 'array', items: AMOUNT }, [list], [contents], (amount) => ({ 'p:7': amount }), list);
}

function listOfObjects(): Checked {
  const count = VARIABLES / FIELDS;
  const list: ObjectInfo = { ...ACCOUNT, id: 1, class: 'Array', kind: 'array', size: count + 1 };
  const entry = (index: number): ObjectInfo => ({
    ...ACCOUNT,
    id: index + 2,
    origin: { object: 1, slot: `p:${index}` },
    size: FIELDS,
  });
  const entries = Array.from({ length: count }, (_, index) => entry(index));
  const slots = entries.map((one, index): SlotChange => [`p:${index}`, reference(one)]);
  const contents: OwnerChanges[] = [
    { owner: { object: 1 }, slots: [['i:length', count], ...slots] },
    ...entries.map((one, index) =>
      inObject(one, { 'p:amount': index, 'p:fee': 1, 'p:day': index % 31, 'p:owner': 'Ada' }),
    ),
  ];
  const properties = { amount: AMOUNT, fee: AMOUNT, day: { type: 'integer' }, owner: { type: 'string' } };
  const schema = { type: 'array', items: { type: 'object', required: Object.keys(properties), properties } };
  return check(schema, [list, ...entries], contents, (amount) => ({ 'p:amount': amount }), entry(7));
}

/** Microseconds of a check with the schema compiled: the first of a session, and those after a place has changed. */
interface Checked {
  readonly first: number;
  readonly changed: number;
}

function check(
  schema: object,
  objects: readonly ObjectInfo[],
  contents: readonly OwnerChanges[],
  change: (amount: number) => Record<string, Slot>,
  changing: ObjectInfo,
): Checked {
  const session = new Session('s', 'bank', 'javascript');
  const [root] = objects;
  if (root === undefined) throw new Error('Nothing is checked.');
  session.observe(capture({ objects: [...objects], changes: [inFrame(MAIN, { list: reference(root) }), ...contents] }));
  const checks = new RuleChecks(
    () => undefined,
    () => undefined,
  );
  checks.fileChanged(RULES, JSON.stringify({ rules: [{ name: 'list', variable: 'list', schema }] }));
  const judge = (expected: 'held' | 'violated'): number => {
    const began = processorMicroseconds();
    const params = { session: 's', which: 'changed', evaluations: [], newRules: 'refuse' } as const;
    const result = checks.judge(session, params)?.[0];
    const took = processorMicroseconds() - began;
    if (result?.status !== expected) throw new Error(`The rule should be ${expected}: ${result?.message}`);
    return took;
  };
  const first = median(
    Array.from({ length: ROUNDS }, () => {
      checks.close('s');
      return judge('held');
    }),
  );
  const changed = median(
    Array.from({ length: ROUNDS }, (_, turn) => {
      const isWrong = turn % 2 === 0;
      const amount = isWrong ? -1 - turn : turn;
      session.observe(capture({ changes: [inObject(changing, change(amount))] }));
      return judge(isWrong ? 'violated' : 'held');
    }),
  );
  return { first, changed };
}
