/** The rules of several files: their numbers, their checks, and what is shown of them in Problems. */
import assert from 'node:assert/strict';
import { type Check, diagnostics, type DiagnosticsByFile, publications } from '../../../server/invariants/diagnostics';
import { type Judgement, type RuleEvaluation, Rules } from '../../../server/invariants/rules';
import type { Evaluation, Location } from '../../../server/protocol';
import { Heap } from './heapOf';

const BANK = 'file:///bank/.vscode/savepoint.json';
const SHOP = 'file:///shop/.vscode/savepoint.json';
const HERE: Location = { source: '/bank/my transfer.js', line: 12, function: 'transfer' };
const FALSE: Evaluation = { value: 'false' };
const EMPTY = new Heap({});

const expression = (name: string, text = 'a > 0', more = ''): string =>
  `{ "name": "${name}", "expression": "${text}"${more} }`;
const schema = (name: string, variable: string): string =>
  `{ "name": "${name}", "variable": "${variable}", "schema": { "properties": { "n": { "minimum": 0 } } } }`;
const file = (...rules: readonly string[]): string => `{ "rules": [\n${rules.join(',\n')}\n] }`;

function bank(...rules: readonly string[]): Rules {
  const holder = new Rules();
  holder.fileChanged(BANK, file(...rules));
  return holder;
}

function evaluations(rules: Rules, evaluation: Evaluation): RuleEvaluation[] {
  return rules.rulesToEvaluate().map(({ rule }) => ({ rule, evaluation }));
}

function judged(rules: Rules, evaluation: Evaluation, state = EMPTY, location = HERE): readonly Judgement[] {
  const judging = rules.judge(evaluations(rules, evaluation), state, location);
  assert.ok(judging.kind === 'judged');
  return judging.judgements;
}

const statuses = (judgements: readonly Judgement[]): (readonly [string, string])[] =>
  judgements.map(({ result }) => [result.name, result.status]);

/** Each diagnostic as "line:character severity message", by file. */
function lines(found: DiagnosticsByFile): Record<string, string[]> {
  return Object.fromEntries(
    [...found].map(([uri, list]) => [
      uri,
      list.map(
        ({ range, severity, message }) =>
          `${range.start.line}:${range.start.character} ${severity ?? 0} ${typeof message === 'string' ? message : message.value}`,
      ),
    ]),
  );
}

describe('rules', () => {
  it('gives the client the expressions of all files', () => {
    const rules = bank(expression('a'), schema('b', 'x'));
    rules.fileChanged(SHOP, file(expression('c', 'c()')));
    const [a, c] = rules.rulesToEvaluate().map(({ rule }) => rule);
    assert.ok(a !== undefined && c !== undefined && a !== c);
    assert.deepEqual(rules.rulesToEvaluate(), [
      { rule: a, expression: 'a > 0', effects: 'none' },
      { rule: c, expression: 'c()', effects: 'possible', sideEffect: 'calls c()' },
    ]);
    rules.fileChanged(BANK, null);
    assert.deepEqual(rules.rulesToEvaluate(), [
      { rule: c, expression: 'c()', effects: 'possible', sideEffect: 'calls c()' },
    ]);
  });

  it('knows rules that only move, in a server that was started anew as well, and takes none for another', () => {
    const known = (): (string | undefined)[] => rules.rulesToEvaluate().map(({ rule }) => rule);
    let rules = bank(expression('a'), expression('b'));
    const [a, b] = known();
    assert.notEqual(a, b);
    rules = bank(expression('new'), expression('b', 'a > 0', ', "severity": "warning"'), expression('a'));
    const [added, ...moved] = known();
    assert.deepEqual(moved, [b, a]);
    assert.ok(added !== a && added !== b);
    rules.fileChanged(BANK, file(expression('a', 'a > 1')));
    assert.equal([a, b, added].includes(known()[0]), false);
    rules.fileChanged(SHOP, file(expression('a', 'a > 1')));
    assert.equal(new Set(known()).size, 2);
  });

  it('judges expressions and schemas; what nobody evaluated is not held', () => {
    const rules = bank(expression('a'), schema('b', 'x'), schema('c', 'y'));
    const state = new Heap({ x: { n: -1 } });
    assert.deepEqual(statuses(judged(rules, { value: 'true' }, state)), [
      ['a', 'held'],
      ['b', 'violated'],
      ['c', 'not-applicable'],
    ]);
    const judging = rules.judge([{ rule: 'another', evaluation: { value: 'true' } }], state);
    assert.ok(judging.kind === 'judged');
    assert.deepEqual(judging.judgements[0]?.result, {
      rule: rules.rulesToEvaluate()[0]?.rule,
      name: 'a',
      policy: 'report',
      status: 'not-checked',
      message: "Rule 'a' could not be checked: the rules kept changing while they were checked.",
    });
  });

  it('asks once for everything that its schemas need', () => {
    const [x, y] = [{ n: 1 }, { n: 2 }];
    const state = new Heap({ x, y });
    for (const object of [x, y]) state.hide(object);
    const rules = bank(schema('b', 'x'), schema('c', 'y'), schema('d', 'y.n'));
    assert.deepEqual(rules.judge([], state), { kind: 'needs', objects: [state.id(x), state.id(y)] });
  });

  it('checks the good rules of a file with bad ones, which are not checked, and say why', () => {
    const judgements = judged(bank(expression('a'), '{ "name": "b" }', '{}'), { value: 'true' });
    assert.deepEqual(statuses(judgements), [
      ['a', 'held'],
      ['b', 'not-checked'],
    ]);
    assert.equal(
      judgements[1]?.result.message,
      `Rule 'b' could not be checked: Rule 'b' says nothing to check; add an "expression", a "variable" and its "schema", or an "exception".`,
    );
  });
});

describe('diagnostics', () => {
  const violation = "Rule 'a' is violated: a > 0 is false.";
  const atRule = 'Violated at my transfer.js:12 in transfer(): a > 0 is false.';
  const source = 'file:///bank/my%20transfer.js';

  interface Case {
    readonly title: string;
    readonly rules: readonly string[];
    readonly evaluation?: Evaluation;
    readonly location?: Location;
    readonly expected: Record<string, string[]>;
  }
  const CASES: readonly Case[] = [
    { title: 'nothing where rules hold', rules: [expression('a')], evaluation: { value: 'true' }, expected: {} },
    {
      title: 'nothing where a rule does not apply',
      rules: [expression('a')],
      evaluation: { value: 'not-in-scope', name: 'a' },
      expected: {},
    },
    {
      title: 'a violated rule, there and where it was seen',
      rules: [expression('b', 'b', ', "severity": "nothing"'), expression('a', 'a > 0', ', "severity": "warning"')],
      expected: {
        [BANK]: ['1:46 1 "severity" of rule \'b\' must be "error", "warning" or "information".', `2:10 2 ${atRule}`],
        [source]: [`11:0 2 ${violation}`],
      },
    },
    {
      title: 'with the message of its author',
      rules: [expression('a', 'a > 0', ', "message": "No debts."')],
      expected: {
        [BANK]: ['1:10 1 Violated at my transfer.js:12 in transfer(): No debts: a > 0 is false.'],
        [source]: ["11:0 1 Rule 'a' is violated: No debts: a > 0 is false."],
      },
    },
    {
      title: 'only at the rule where the program stands in no file',
      rules: [expression('a')],
      location: { source: '<node_internals>/timers', line: 3, function: '' },
      expected: { [BANK]: ['1:10 1 Violated at timers:3: a > 0 is false.'] },
    },
    {
      title: 'on Windows',
      rules: [expression('a')],
      location: { source: 'C:\\bank\\a#b.js', line: 3, function: 'f' },
      expected: {
        [BANK]: ['1:10 1 Violated at a#b.js:3 in f(): a > 0 is false.'],
        'file:///C%3A/bank/a%23b.js': [`2:0 1 ${violation}`],
      },
    },
    {
      title: 'an error for a key that nobody knows, and nothing of its rule, which is not checked',
      rules: [expression('a', 'a > 0', ', "polity": "pause"')],
      expected: {
        [BANK]: [
          '1:38 1 The key "polity" of rule \'a\' is unknown; a rule has "name", "expression", "variable", "schema", "exception", "severity", "message", "policy", "files", "functions" and "enabled".',
        ],
      },
    },
  ];
  for (const { title, rules: texts, evaluation = FALSE, location = HERE, expected } of CASES)
    it(title, () => {
      const rules = bank(...texts);
      const judgements = judged(rules, evaluation, EMPTY, location);
      assert.deepEqual(lines(diagnostics(rules.files, [{ judgements, location }])), expected);
    });

  it('link the rule and the line', () => {
    const rules = bank(expression('a'));
    const found = diagnostics(rules.files, [{ judgements: judged(rules, FALSE), location: HERE }]);
    const [atSource] = found.get(source) ?? [];
    assert.deepEqual([atSource?.source, atSource?.code], ['savepoint', 'a']);
    assert.deepEqual(atSource?.relatedInformation?.[0], {
      location: { uri: BANK, range: { start: { line: 1, character: 10 }, end: { line: 1, character: 13 } } },
      message: "Rule 'a' is declared here.",
    });
    const [related] = found.get(BANK)?.[0]?.relatedInformation ?? [];
    assert.equal(related?.location.uri, source);
    assert.equal(related.message, 'The program stands here at my transfer.js:12 in transfer().');
  });

  it('show what several sessions found', () => {
    const rules = bank(expression('a'));
    const checks: Check[] = [HERE, { ...HERE, line: 3 }].map((location) => ({
      judgements: judged(rules, FALSE, EMPTY, location),
      location,
    }));
    assert.deepEqual(
      [...diagnostics(rules.files, checks)].map(([uri, list]) => [uri, list.length]),
      [
        [BANK, 2],
        [source, 2],
      ],
    );
  });

  it('follow a rule that moves, and forget one that changes', () => {
    const rules = bank(expression('a'));
    const check: Check = { judgements: judged(rules, FALSE), location: HERE };
    rules.fileChanged(BANK, `\n\n${file(expression('a'))}`);
    assert.deepEqual(lines(diagnostics(rules.files, [check]))[BANK], [`3:10 1 ${atRule}`]);
    rules.fileChanged(BANK, file(expression('a', 'a > 1')));
    assert.deepEqual(diagnostics(rules.files, [check]), new Map());
  });

  it('are published empty once for files that have none any more', () => {
    const rules = bank('{}');
    const first = diagnostics(rules.files, []);
    assert.deepEqual([...publications(first, []).keys()], [BANK]);
    rules.fileChanged(BANK, null);
    const second = publications(diagnostics(rules.files, []), first.keys());
    assert.deepEqual(second, new Map([[BANK, []]]));
    assert.deepEqual(publications(new Map(), []), new Map());
  });
});
