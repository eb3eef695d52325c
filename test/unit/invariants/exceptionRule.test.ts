/** Rules about exceptions: which the program must not stop on. */
import assert from 'node:assert/strict';
import { exceptionOf } from '../../../client/sessions/stopExceptions';
import { readTime } from '../../../client/triggers/deadlines';
import { Rules } from '../../../server/invariants/rules';
import type { StopException } from '../../../server/protocol';
import { Heap } from './heapOf';

function outcome(exception: unknown, stop: StopException | undefined): string {
  const rules = new Rules();
  const file = { rules: [{ name: 'r', exception, policy: 'rewind' }] };
  rules.fileChanged('file:///bank/.vscode/savepoint.json', JSON.stringify(file));
  const judging = rules.judge([], new Heap({}), undefined, undefined, stop);
  assert.ok(judging.kind === 'judged');
  return judging.judgements.map(({ result }) => `${result.policy} ${result.message}`).join();
}

const TYPE_ERROR: StopException = { type: 'TypeError', message: 'x is not\na function.' };

describe('a rule about exceptions', () => {
  it('holds where the program stands for another reason', () => {
    assert.equal(outcome('*', undefined), "rewind Rule 'r' holds: the program did not stop on an exception.");
  });

  it('is violated by the types that it names', () => {
    const violated = "rewind Rule 'r' is violated: TypeError: x is not a function.";
    for (const names of ['TypeError', '*Error', '*', ['RangeError', 'Type*']])
      assert.equal(outcome(names, TYPE_ERROR), violated);
  });

  it('holds for others', () => {
    const held = "rewind Rule 'r' holds: TypeError is not RangeError or Type.";
    assert.equal(outcome(['RangeError', 'Type'], TYPE_ERROR), held);
  });
});

describe('what a debugger says of an exception', () => {
  const CASES: readonly [what: string, info: Parameters<typeof exceptionOf>[0], StopException][] = [
    [
      'js-debug: all in the id',
      { exceptionId: 'TypeError: 10 is no amount', breakMode: 'always' },
      { type: 'TypeError', message: '10 is no amount' },
    ],
    ['js-debug: what is no error', { exceptionId: 'Uncaught 5', breakMode: 'always' }, { type: '5', message: '' }],
    [
      'debugpy: in parts',
      {
        exceptionId: 'bank.Overdraft',
        description: 'by 20',
        breakMode: 'always',
        details: { typeName: 'bank.Overdraft' },
      },
      { type: 'bank.Overdraft', message: 'by 20' },
    ],
    ['a sentence', { exceptionId: 'it broke', breakMode: 'always' }, { type: 'it broke', message: '' }],
  ];
  for (const [what, info, expected] of CASES) it(what, () => assert.deepEqual(exceptionOf(info), expected));
});

describe('a time that a person writes', () => {
  const CASES: readonly [text: string, milliseconds: number | undefined][] = [
    ['5', 5_000],
    [' 1.5 s ', 1_500],
    ['200ms', 200],
    ['2 min', 120_000],
    ['0', undefined],
    ['-1', undefined],
    ['5 h', undefined],
    ['', undefined],
    ['99999 min', undefined],
  ];
  for (const [text, milliseconds] of CASES) it(`'${text}'`, () => assert.equal(readTime(text), milliseconds));
});
