/** Rules files: which rules each text yields, and which problems at which part of the text. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Range } from 'vscode-languageserver-protocol';
import { SchemaCompiler } from '../../../server/invariants/compileSchema';
import { parseRulesFile, type RulesFile } from '../../../server/invariants/rulesFile';
import type { SchemaPlace } from '../../../server/invariants/schemaReferences';
import { random } from './random';

const GOOD = '{ "name": "good", "expression": "a > 0" }';

interface Case {
  readonly title: string;
  readonly text: string;
  /** The names of the rules that can be checked. */
  readonly rules?: readonly string[];
  /** The part of the text that each problem underlines, and its sentence. */
  readonly problems?: readonly (readonly [at: string, message: string])[];
}

const CASES: readonly Case[] = [
  {
    title: 'what is wrong with where a rule is for, and what it leads to',
    text: '{ "rules": [{ "name": "x", "expression": "a", "policy": "undo", "files": "src", "functions": [7, " "], "enabled": 1 }] }',
    problems: [
      ['"undo"', `"policy" of rule 'x' must be "report", "pause", "rollback" or "rewind".`],
      ['"src"', `"files" of rule 'x' must be a list of texts: [ "…" ].`],
      ['7', `"functions" of rule 'x' must be a list of texts: [ "…" ].`],
      ['" "', `"functions" of rule 'x' is empty; fill it in or remove it.`],
      ['1', `"enabled" of rule 'x' must be true or false.`],
    ],
  },
  { title: 'an expression', text: `{ "rules": [${GOOD}] }`, rules: ['good'] },
  {
    title: 'comments, trailing commas, $schema',
    text: `// rules\n{ "$schema": "x", /* all */ "rules": [${GOOD},], }`,
    rules: ['good'],
  },
  { title: 'no rules', text: '{ "rules": [] }' },
  {
    title: 'an empty file',
    text: '',
    problems: [['', 'This file is empty; list your rules in it: { "rules": [ ] }.']],
  },
  {
    title: 'only a comment',
    text: '// later',
    problems: [['/', 'This file is empty; list your rules in it: { "rules": [ ] }.']],
  },
  {
    title: 'no JSON',
    text: 'rules: none',
    problems: [['rules', 'This is not JSON: expected a value, such as "text", 1, true, [ ] or { }.']],
  },
  {
    title: 'another kind of value',
    text: '[1]',
    problems: [['[', 'A rules file holds an object: { "rules": [ ] }.']],
  },
  { title: 'no list', text: '{}', problems: [['{', 'The list of rules is missing; add "rules": [ ].']] },
  {
    title: 'rules that are no list',
    text: '{ "rules": 3 }',
    problems: [['3', '"rules" must be a list: [ { "name": …, "expression": … } ].']],
  },
  {
    title: 'a $schema that is no text',
    text: '{ "$schema": 3, "rules": [] }',
    problems: [['3', '"$schema" must be a text in double quotes.']],
  },
  {
    title: 'a rule that is no object',
    text: `{ "rules": ["a > 0", ${GOOD}] }`,
    rules: ['good'],
    problems: [['"a > 0"', 'Rule 1 must be an object with a "name" and an "expression" or a "schema".']],
  },
  {
    title: 'an unknown key of the file',
    text: `{ "rule": [], "rules": [${GOOD}] }`,
    rules: ['good'],
    problems: [['"rule"', 'The key "rule" is unknown and ignored; a rules file has "$schema" and "rules".']],
  },
  {
    title: 'an unknown key of a rule',
    text: '{ "rules": [{ "name": "x", "expression": "a", "severty": "warning" }] }',
    problems: [
      [
        '"severty"',
        'The key "severty" of rule \'x\' is unknown; a rule has "name", "expression", "variable", "schema", "exception", "severity", "message", "policy", "files", "functions" and "enabled".',
      ],
    ],
  },
  {
    title: 'a missing name',
    text: `{ "rules": [{ "expression": "a" }, ${GOOD}] }`,
    rules: ['good'],
    problems: [['{', 'Rule 1 has no name; add "name".']],
  },
  {
    title: 'an empty name',
    text: '{ "rules": [{ "name": " ", "expression": "a" }] }',
    problems: [['" "', '"name" of rule 1 is empty; name the rule.']],
  },
  {
    title: 'a name that is no text',
    text: '{ "rules": [{ "name": 7, "expression": "a" }] }',
    problems: [['7', '"name" of rule 1 must be a text in double quotes, not 7.']],
  },
  {
    title: 'names that are there twice',
    text: `{ "rules": [${GOOD}, { "name": "good", "expression": "b" }] }`,
    rules: ['good'],
    problems: [['"good"', "There is another rule 'good' above; give this one a name of its own."]],
  },
  {
    title: 'both an expression and a schema',
    text: '{ "rules": [{ "name": "x", "expression": "a", "variable": "a", "schema": {} }] }',
    problems: [['"x"', "Rule 'x' has more than one of an expression, a schema and an exception; make a rule of each."]],
  },
  {
    title: 'nothing to check',
    text: '{ "rules": [{ "name": "x" }] }',
    problems: [
      [
        '"x"',
        'Rule \'x\' says nothing to check; add an "expression", a "variable" and its "schema", or an "exception".',
      ],
    ],
  },
  {
    title: 'a variable alone',
    text: '{ "rules": [{ "name": "x", "variable": "a" }] }',
    problems: [['"x"', 'Rule \'x\' has a "variable" but no "schema"; add "schema".']],
  },
  {
    title: 'a schema alone',
    text: '{ "rules": [{ "name": "x", "schema": {} }] }',
    problems: [['"x"', 'Rule \'x\' has a "schema" but no "variable"; add "variable".']],
  },
  {
    title: 'an empty expression',
    text: '{ "rules": [{ "name": "x", "expression": "" }] }',
    problems: [['""', '"expression" of rule \'x\' is empty; write one such as "account.balance >= 0".']],
  },
  {
    title: 'an expression that is no text',
    text: '{ "rules": [{ "name": "x", "expression": ["a"] }] }',
    problems: [['["a"]', '"expression" of rule \'x\' must be a text in double quotes, not a list.']],
  },
  {
    title: 'an unknown severity',
    text: '{ "rules": [{ "name": "x", "expression": "a", "severity": "fatal" }] }',
    problems: [['"fatal"', '"severity" of rule \'x\' must be "error", "warning" or "information".']],
  },
  {
    title: 'a key that is there twice',
    text: `{ "rules": [{ "name": "x", "expression": "a", "expression": "b" }, ${GOOD}] }`,
    rules: ['good'],
    problems: [['"expression"', 'The key "expression" is there twice; remove one.']],
  },
  {
    title: 'a key that would be a prototype',
    text: '{ "rules": [{ "__proto__": { "name": "x", "expression": "a" } }] }',
    problems: [
      ['{', 'Rule 1 says nothing to check; add an "expression", a "variable" and its "schema", or an "exception".'],
      ['{', 'Rule 1 has no name; add "name".'],
      [
        '"__proto__"',
        'The key "__proto__" of rule 1 is unknown; a rule has "name", "expression", "variable", "schema", "exception", "severity", "message", "policy", "files", "functions" and "enabled".',
      ],
    ],
  },
  {
    title: 'a comma that is missing between two rules',
    text: `{ "rules": [${GOOD} { "name": "other", "expression": "b" }] }`,
    rules: ['good', 'other'],
    problems: [['{', 'A comma is missing here.']],
  },
  {
    title: 'a rule that is being typed',
    text: `{ "rules": [${GOOD}, { "name": "x", "expr }] }`,
    rules: ['good'],
    problems: [
      ['"expr }] }', 'This text is not closed: add a double quote.'],
      ['', 'A colon is missing here.'],
      ['', 'A closing brace "}" is missing here.'],
      ['', 'A closing bracket "]" is missing here.'],
      ['', 'A closing brace "}" is missing here.'],
    ],
  },
  {
    title: 'something after the end',
    text: `{ "rules": [${GOOD}] } 3`,
    rules: ['good'],
    problems: [['3', 'The file should end here: it holds one JSON object.']],
  },
  {
    title: 'nesting without end',
    text: '['.repeat(100_000),
    problems: [['[', 'This is nested too deep; make it flatter.']],
  },
];

const FOLDER = 'file:///bank';
const PLACE: SchemaPlace = {
  file: `${FOLDER}/.vscode/savepoint.json`,
  folder: FOLDER,
  document: () => ({ kind: 'wrong', reason: 'cannot be read: there is no such file' }),
};

const SCHEMAS: readonly (readonly [schema: string, problems: NonNullable<Case['problems']>])[] = [
  ['{ "type": "object", "properties": { "balance": { "type": "number", "minimum": { "$data": "1/limit" } } } }', []],
  ['{ "properties": { "minimun": { "const": { "maximun": 1 } } }, "required": ["minimun"] }', []],
  ['{ "$schema": "https://json-schema.org/draft/2020-12/schema", "format": "email" }', []],
  ['{ "$defs": { "a": {} }, "items": { "$ref": "#/$defs/a" }, "properties": { "next": { "$ref": "#" } } }', []],
  ['false', []],
  ['3', [['3', '"schema" of rule \'x\' must be a JSON Schema: an object, true or false.']]],
  [
    '{ "properties": { "a": { "minimun": 0 } } }',
    [
      [
        '"minimun"',
        'The schema of rule \'x\' has "minimun", which is no keyword of JSON Schema (draft 2020-12); correct or remove it.',
      ],
    ],
  ],
  [
    '{ "properties": { "a": { "type": "nubmer" } } }',
    [
      [
        '"nubmer"',
        'The schema of rule \'x\' has "properties.a.type", which must be one of "array", "boolean", "integer", "null", "number", "object", "string".',
      ],
    ],
  ],
  [
    '{ "minimum": "a", "items": [{}] }',
    [
      ['[{}]', 'The schema of rule \'x\' has "items", which must be object or boolean.'],
      ['"a"', 'The schema of rule \'x\' has "minimum", which must be number.'],
    ],
  ],
  [
    '{ "$ref": "#/$defs/money" }',
    [
      [
        '"#/$defs/money"',
        'The schema of rule \'x\' refers to "#/$defs/money", which is not in it; refer to a part of the same schema, as in "#/$defs/name".',
      ],
    ],
  ],
  [
    '{ "properties": { "a": { "$ref": "money.json" }, "b": { "$ref": "money.json" } } }',
    [
      ['"money.json"', 'The schema of rule \'x\' refers to "money.json", which cannot be read: there is no such file.'],
      ['"money.json"', 'The schema of rule \'x\' refers to "money.json", which cannot be read: there is no such file.'],
    ],
  ],
  [
    '{ "format": "emial" }',
    [
      [
        '"emial"',
        'The schema of rule \'x\' has the format "emial", which is not known; use one such as "date-time", "email" or "uuid".',
      ],
    ],
  ],
  [
    '{ "pattern": "(" }',
    [['"("', 'The schema of rule \'x\' has the pattern "(", which is no regular expression; correct it.']],
  ],
  [
    '{ "$schema": "http://json-schema.org/draft-07/schema#" }',
    [
      [
        '"http://json-schema.org/draft-07/schema#"',
        'The schema of rule \'x\' must be of draft 2020-12: remove "$schema", or make it "https://json-schema.org/draft/2020-12/schema".',
      ],
    ],
  ],
  ['{ "minimum": { "$data": "zz" } }', [['"schema"', "The schema of rule 'x' is invalid: Invalid JSON-pointer: zz."]]],
  [
    '{ "$async": true }',
    [
      [
        '"$async"',
        'The schema of rule \'x\' has "$async", which is no keyword of JSON Schema (draft 2020-12); correct or remove it.',
      ],
    ],
  ],
];

/** The names of the rules that can be checked. */
function checkable({ rules }: RulesFile): readonly string[] {
  return rules.flatMap(({ kind, name }) => (kind === 'wrong' ? [] : [name]));
}

describe('rules file', () => {
  for (const { title, text, rules = [], problems = [] } of CASES)
    it(title, () => {
      const file = parseRulesFile(text, new SchemaCompiler(), PLACE);
      assert.deepEqual(
        file.problems.map(({ range, message }) => [textAt(text, range), message]),
        problems,
      );
      assert.deepEqual(checkable(file), rules);
    });

  describe('schemas', () => {
    const compiler = new SchemaCompiler();
    for (const [schema, problems] of SCHEMAS)
      it(schema, () => {
        const text = `{ "rules": [{ "name": "x", "variable": "a", "schema": ${schema} }, ${GOOD}] }`;
        const file = parseRulesFile(text, compiler, PLACE);
        assert.deepEqual(
          file.problems.map(({ range, message }) => [textAt(text, range), message]),
          problems,
        );
        const expected = problems.length === 0 ? ['x', 'good'] : ['good'];
        assert.deepEqual(checkable(file), expected);
      });
  });

  it('reads everything that a rule says', () => {
    const text = `{ "rules": [
      { "name": "money", "expression": "a > 0", "severity": "warning", "message": "No debts." },
      { "name": "shape", "variable": "account.owner", "schema": { "type": "object" }, "enabled": true },
      { "name": "placed", "expression": "a", "policy": "rewind", "files": ["src/**"], "functions": ["main"] },
      { "name": "off", "expression": "a", "enabled": false }
    ] }`;
    const [first, second, third, ...more] = parseRulesFile(text, new SchemaCompiler(), PLACE).rules;
    assert.deepEqual(first, {
      kind: 'expression',
      name: 'money',
      expression: 'a > 0',
      severity: 'warning',
      message: 'No debts.',
      policy: 'report',
      where: {},
      range: { start: { line: 1, character: 16 }, end: { line: 1, character: 23 } },
    });
    assert.ok(second?.kind === 'schema');
    assert.deepEqual(
      [second.variable, second.severity, second.schema.content],
      ['account.owner', 'error', '{"type":"object"}'],
    );
    assert.deepEqual(
      [third?.policy, third?.where],
      ['rewind', { files: { root: FOLDER, globs: ['src/**'] }, functions: ['main'] }],
    );
    assert.deepEqual(more, []);
  });

  it("finds nothing wrong with the demo's rules", () => {
    const text = readFileSync('test/fixtures/bank/.vscode/savepoint.json', 'utf8');
    const { rules, problems } = parseRulesFile(text, new SchemaCompiler(), PLACE);
    assert.deepEqual([rules.length, problems], [3, []]);
  });

  it('compiles a schema once for each content', () => {
    const compiler = new SchemaCompiler();
    const rule = (name: string, least: number): string =>
      `{ "name": "${name}", "variable": "a", "schema": { "minimum": ${least} } }`;
    for (let edit = 0; edit < 20; edit++)
      parseRulesFile(`{ "rules": [${rule('a', 0)}, ${rule('b', 0)}, ${rule('c', edit % 2)}] }`, compiler, PLACE);
    assert.equal(compiler.compilations, 2);
  });

  it('takes the same id in two schemas for two schemas', () => {
    const rule = (name: string, type: string): string =>
      `{ "name": "${name}", "variable": "a", "schema": { "$id": "https://x.example/a", "$ref": "#/$defs/t", "$defs": { "t": { "type": "${type}" } } } }`;
    const text = `{ "rules": [${rule('one', 'number')}, ${rule('other', 'string')}] }`;
    assert.deepEqual(parseRulesFile(text, new SchemaCompiler(), PLACE).problems, []);
  });

  it('counts lines as editors do', () => {
    const text = '{\r\n  "rules": [\r  {}\n] }';
    assert.deepEqual(parseRulesFile(text, new SchemaCompiler(), PLACE).problems[0]?.range.start, {
      line: 2,
      character: 2,
    });
  });

  it('never throws, whatever the text', () => {
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    const choose = random(seed);
    const compiler = new SchemaCompiler();
    const sources = CASES.map(({ text }) => text).filter((text) => text.length < 1000);
    sources.push(...SCHEMAS.map(([schema]) => `{ "rules": [{ "name": "x", "variable": "a", "schema": ${schema} }] }`));
    for (let run = 0; run < 3000; run++) {
      let text = sources[choose(sources.length)] ?? '';
      for (let edits = 1 + choose(3); edits > 0; edits--) text = mutate(text, choose);
      try {
        const { problems } = parseRulesFile(text, compiler, PLACE);
        for (const { range, message } of problems) {
          assert.ok(message.endsWith('.'), message);
          assert.ok(range.start.line >= 0 && range.end.line <= text.split(/\r\n|\r|\n/).length);
        }
      } catch (error) {
        throw new Error(`SEED=${seed}, run ${run}: ${JSON.stringify(text)}`, { cause: error });
      }
    }
  }).timeout(60_000);
});

const PIECES = [
  ...['{', '}', '[', ']', ',', ':', '"', '\\', '/*', '//', '\n', 'null', '-1e999', '"name"', '"rules"', '"schema"'],
  ...['"$ref"', '"$id"', '"$data"', '"#"', '"__proto__"', '"constructor"', '"type"', '"not"', '\u0000', '\ud800', '0'],
];

function mutate(text: string, choose: (below: number) => number): string {
  const at = choose(text.length + 1);
  const end = Math.min(text.length, at + choose(12));
  const piece = PIECES[choose(PIECES.length)] ?? '';
  switch (choose(4)) {
    case 0:
      return text.slice(0, at) + text.slice(end);
    case 1:
      return text.slice(0, at) + piece + text.slice(at);
    case 2:
      return text.slice(0, at) + piece + text.slice(end);
    default:
      return text.slice(0, end) + text.slice(at);
  }
}

function textAt(text: string, { start, end }: Range): string {
  const lines = text.split('\n');
  const offset = ({ line, character }: Range['start']): number =>
    lines.slice(0, line).reduce((sum, { length }) => sum + length + 1, 0) + character;
  return text.slice(offset(start), offset(end));
}
