// Rules with schemas: how long a check takes once its schema is compiled, from the store's slots to the verdict.

import { SchemaCompiler } from '../../server/invariants/compileSchema';
import { Rules } from '../../server/invariants/rules';
import { Heap } from '../unit/invariants/heapOf';
import type { Result } from './bench';
import { alone } from './measure';

const VARIABLES = 10_000;
const RULES = 'file:///bank/.vscode/savepoint.json';

export function schemas(report: (result: Result) => void): void {
  const prices = Array.from({ length: VARIABLES }, (_, index) => index);
  const schema = { type: 'array', items: { type: 'number', minimum: 0 } };
  const compilation = new SchemaCompiler().compile(schema);
  if (compilation.kind !== 'compiled') throw new Error('The schema is not valid.');
  const { schema: compiled } = compilation;
  const plain = alone((count) => {
    for (let turn = 0; turn < count; turn++)
      if (compiled.errors(prices, () => false).length > 0) throw new Error('The prices are right.');
  });
  report({ name: 'schema, values', peer: '', size: VARIABLES, ours: plain / 1_000, unit: 'ms', goal: '< 2 ms' });

  const rules = new Rules();
  rules.fileChanged(RULES, JSON.stringify({ rules: [{ name: 'prices', variable: 'prices', schema }] }));
  const state = new Heap({ prices });
  const whole = alone((count) => {
    for (let turn = 0; turn < count; turn++) {
      const judging = rules.judge([], state);
      if (judging.kind !== 'judged' || judging.judgements[0]?.outcome.status !== 'held') throw new Error('It holds.');
    }
  });
  report({ name: 'schema, whole check', peer: '', size: VARIABLES, ours: whole / 1_000, unit: 'ms', goal: '< 2 ms' });
}
