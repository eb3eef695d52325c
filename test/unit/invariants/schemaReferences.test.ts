/** Schemas that refer to other files of the workspace: what is asked for, what is checked, and what is refused in which words. */
import assert from 'node:assert/strict';
import { Rules } from '../../../server/invariants/rules';
import { MOST_FILES } from '../../../server/invariants/schemaReferences';
import { Heap } from './heapOf';

const FOLDER = 'file:///bank';
const RULES = `${FOLDER}/.vscode/savepoint.json`;
const MONEY = { $defs: { positive: { type: 'number', minimum: 0 } } };

/** By their path in the folder; a text is told as it is. */
type Files = Readonly<Record<string, unknown>>;

/** Rules with this one schema, and what of the folder was asked for, told until nothing more is. */
function rulesOf(schema: object, files: Files): { readonly rules: Rules; readonly asked: readonly string[] } {
  const rules = new Rules();
  rules.fileChanged(RULES, JSON.stringify({ rules: [{ name: 'r', variable: 'x', schema }] }));
  for (let before = -1; before < rules.schemaFiles.size;) {
    before = rules.schemaFiles.size;
    for (const uri of rules.schemaFiles) tell(rules, uri, files[uri.slice(FOLDER.length + 1)]);
  }
  return { rules, asked: [...rules.schemaFiles].map((uri) => uri.slice(FOLDER.length + 1)).sort() };
}

function tell(rules: Rules, uri: string, content: unknown): void {
  const text = typeof content === 'string' ? content : JSON.stringify(content);
  if (content === undefined) rules.schemaFileChanged(uri, { kind: 'unreadable', reason: 'there is no such file' });
  else rules.schemaFileChanged(uri, { kind: 'text', text });
}

/** What the rule says of a variable `x`. */
function check(rules: Rules, x: unknown): string {
  const judging = rules.judge([], new Heap({ x }));
  assert.ok(judging.kind === 'judged');
  return judging.judgements.map(({ outcome }) => `${outcome.status}: ${outcome.detail}`).join('\n');
}

function problems(rules: Rules): readonly string[] {
  return rules.file(RULES)?.problems.map(({ message }) => message) ?? [];
}

interface Case {
  readonly title: string;
  readonly schema: object;
  readonly files: Files;
  readonly asked: readonly string[];
  /** A value that matches, and one that does not. */
  readonly values: readonly [right: unknown, wrong: unknown];
}

const RIGHT: readonly Case[] = [
  {
    title: 'a part of a file',
    schema: { $ref: '../schemas/money.json#/$defs/positive' },
    files: { 'schemas/money.json': MONEY },
    asked: ['schemas/money.json'],
    values: [1, -1],
  },
  {
    title: 'a whole file, which refers to one beside it and to itself',
    schema: { items: { $ref: '../schemas/account.json' } },
    files: {
      'schemas/account.json': {
        properties: {
          balance: { $ref: 'money.json#/$defs/positive' },
          parent: { $ref: '#' },
          next: { $ref: 'account.json' },
        },
      },
      'schemas/money.json': MONEY,
    },
    asked: ['schemas/account.json', 'schemas/money.json'],
    values: [[{ balance: 1, parent: { balance: 2 } }], [{ next: { balance: -1 } }]],
  },
  {
    title: 'files in a circle',
    schema: { $ref: '../tree.json' },
    files: {
      'tree.json': { properties: { left: { $ref: 'other.json' } } },
      'other.json': { properties: { n: { type: 'number' }, right: { $ref: './tree.json' } } },
    },
    asked: ['other.json', 'tree.json'],
    values: [{ left: { n: 1, right: {} } }, { left: { right: { left: { n: 'one' } } } }],
  },
  {
    title: 'a name with a space in it, and one with a letter of its own',
    schema: { allOf: [{ $ref: '../my%20money.json' }, { $ref: '../große Zahl.json' }] },
    files: { 'my%20money.json': { minimum: 0 }, 'gro%C3%9Fe%20Zahl.json': { maximum: 9 } },
    asked: ['gro%C3%9Fe%20Zahl.json', 'my%20money.json'],
    values: [1, 10],
  },
  {
    title: 'files that have their ids on the network, by their places beside each other',
    schema: { $ref: '../account.json' },
    files: {
      'account.json': { $id: 'https://bank.example/account.json', properties: { owner: { $ref: 'owner.json' } } },
      'owner.json': { $id: 'https://bank.example/owner.json', type: 'string' },
    },
    asked: ['account.json', 'owner.json'],
    values: [{ owner: 'Ada' }, { owner: 1 }],
  },
  {
    title: 'an id of another file',
    schema: { allOf: [{ $ref: '../a.json' }, { $ref: '../b.json' }] },
    files: {
      'a.json': { $ref: 'https://bank.example/b' },
      'b.json': { $id: 'https://bank.example/b', type: 'number' },
    },
    asked: ['a.json', 'b.json'],
    values: [1, 'one'],
  },
  {
    title: 'what only looks like a reference',
    schema: { const: { $ref: 'https://bank.example/nothing' } },
    files: {},
    asked: [],
    values: [{ $ref: 'https://bank.example/nothing' }, {}],
  },
];

const inside = 'refer to a file in it, or to a part of the same schema, as in "#/$defs/name"';
const fetched = 'nothing is fetched, so put it into a file of the workspace and refer to that';

const WRONG: readonly (readonly [reference: string, files: Files, problem: string])[] = [
  ['../../other/x.json', {}, `refers to "../../other/x.json", which is outside of the workspace folder; ${inside}`],
  ['/etc/passwd', {}, `refers to "/etc/passwd", which is outside of the workspace folder; ${inside}`],
  ['file:///etc/passwd', {}, `refers to "file:///etc/passwd", which is outside of the workspace folder; ${inside}`],
  ['..%2f..%2f..%2fetc', {}, `refers to "..%2f..%2f..%2fetc", which is outside of the workspace folder; ${inside}`],
  ['%2e%2e/%2e%2e/x', {}, `refers to "%2e%2e/%2e%2e/x", which is outside of the workspace folder; ${inside}`],
  ['../../bankers/x.json', {}, `refers to "../../bankers/x.json", which is outside of the workspace folder; ${inside}`],
  ['https://bank.example/x', {}, `refers to "https://bank.example/x", which is not in the workspace; ${fetched}`],
  ['https://[', {}, 'has the reference "https://[", which is no uri; correct it'],
  ['../x.json', {}, 'refers to "../x.json", which cannot be read: there is no such file'],
  ['../x.json', { 'x.json': '{' }, 'refers to "../x.json", which is not JSON'],
  [
    '../x.json',
    { 'x.json': [1] },
    'refers to "../x.json", which is no schema: it is neither an object nor true or false',
  ],
  ['../x.json#/$defs/a', { 'x.json': MONEY }, 'refers to "../x.json#/$defs/a", which is not in that file'],
  [
    '../x.json',
    { 'x.json': { properties: { a: { minimun: 0 } } } },
    'refers to "../x.json", which has "minimun", which is no keyword of JSON Schema (draft 2020-12); correct or remove it at "properties.a.minimun"',
  ],
  [
    '../x.json',
    { 'x.json': { $ref: '../y.json' } },
    `refers to "../x.json", which refers to "../y.json", which is outside of the workspace folder; ${inside}`,
  ],
];

describe('schemas that refer to files', () => {
  for (const { title, schema, files, asked, values } of RIGHT)
    it(`find ${title}`, () => {
      const found = rulesOf(schema, files);
      assert.deepEqual(problems(found.rules), []);
      assert.deepEqual(found.asked, asked);
      const [right, wrong] = values;
      assert.equal(check(found.rules, right), 'held: x matches its schema');
      assert.match(check(found.rules, wrong), /^violated: /u);
    });

  for (const [reference, files, problem] of WRONG)
    it(`refuse ${reference} with ${JSON.stringify(files)}`, () => {
      const { rules } = rulesOf({ properties: { a: { $ref: reference } } }, files);
      assert.deepEqual(problems(rules), [`The schema of rule 'r' ${problem}.`]);
      assert.equal(check(rules, {}), `not-checked: The schema of rule 'r' ${problem}`);
    });

  it('let NaN pass no more than others do', () => {
    const { rules } = rulesOf({ $ref: '../money.json#/$defs/positive' }, { 'money.json': MONEY });
    assert.equal(check(rules, NaN), 'violated: x is NaN; it must be a number');
  });

  it('are not checked until their files are known, and checked anew when one has changed', () => {
    const rules = new Rules();
    const schema = { $ref: '../money.json#/$defs/positive' };
    rules.fileChanged(RULES, JSON.stringify({ rules: [{ name: 'r', variable: 'x', schema }] }));
    assert.deepEqual(problems(rules), []);
    const waits = 'not-checked: its schema refers to "../money.json#/$defs/positive", which has not been read yet';
    assert.equal(check(rules, -1), waits);
    const uri = `${FOLDER}/money.json`;
    tell(rules, uri, MONEY);
    assert.equal(check(rules, -1), 'violated: x is -1; it must be >= 0');
    tell(rules, uri, { $defs: { positive: { minimum: -5 } } });
    assert.equal(check(rules, -1), 'held: x matches its schema');
    tell(rules, uri, undefined);
    assert.match(check(rules, -1), /^not-checked: .*there is no such file$/u);
    rules.fileChanged(RULES, '{ "rules": [] }');
    assert.deepEqual(rules.schemaFiles, new Set());
  });

  it('that only lead in a circle are cut, and are not checked', () => {
    const { rules } = rulesOf({ $ref: '../a.json' }, { 'a.json': { $ref: 'b.json' }, 'b.json': { $ref: 'a.json' } });
    assert.deepEqual(problems(rules), []);
    assert.equal(check(rules, 1), 'not-checked: its schema follows x without end, or too deep');
  });

  it('may lead to some files, and not to any number of them', () => {
    const chain = (length: number): Files =>
      Object.fromEntries(
        Array.from({ length }, (_, index) => [
          `${index}.json`,
          index < length - 1 ? { $ref: `${index + 1}.json` } : { type: 'number' },
        ]),
      );
    assert.equal(check(rulesOf({ $ref: '../0.json' }, chain(MOST_FILES)).rules, 1), 'held: x matches its schema');
    const { rules, asked } = rulesOf({ $ref: '../0.json' }, chain(MOST_FILES + 10));
    assert.equal(asked.length, MOST_FILES);
    assert.match(problems(rules).join(), /leads to more than 50 files, which are too many; put them together\.$/u);
  });
});
