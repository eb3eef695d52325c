/** The layout of a rules file: what the contributed JSON Schema finds wrong with it, said in sentences. */
import type { ErrorObject, ValidateFunction } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020';
import layout from '../../client/media/savepoint.rules.schema.json';
import { pathOfPointer } from './jsonPointer';
import type { Aspect, JsonPath } from './jsonText';

export interface Finding {
  readonly path: JsonPath;
  readonly aspect: Aspect;
  readonly severity: 'error' | 'warning';
  readonly message: string;
}

let validate: ValidateFunction | undefined;

/** `file` is the value of the whole text; undefined for a text that holds none. */
export function layoutFindings(file: unknown): Finding[] {
  if (file === undefined) return [wrong([], 'start', `This file is empty; list your rules in it: { "rules": [ ] }.`)];
  validate ??= compileLayout();
  if (validate(file)) return [];
  const errors = validate.errors ?? [];
  return errors
    .filter((error) => !isPartOfAnother(error, errors))
    .map((error) => {
      const path = pathOfPointer(error.instancePath).map((segment, depth) =>
        depth % 2 === 1 ? Number(segment) : segment,
      );
      return path.length === 0 || path.length === 1 ? fileFinding(path, error) : ruleFinding(path, error, file);
    });
}

/** What a rule is called in a sentence. */
export function ruleLabel(rule: unknown, index: number): string {
  const name = (rule as { readonly name?: unknown } | null)?.name;
  return typeof name === 'string' && name.trim() !== '' ? `rule '${name}'` : `rule ${index + 1}`;
}

function compileLayout(): ValidateFunction {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    ownProperties: true,
    strictRequired: false,
    logger: false,
  });
  // What VS Code adds to JSON Schema.
  ajv.addVocabulary(['allowComments', 'allowTrailingCommas', 'defaultSnippets', 'markdownDescription']);
  return ajv.compile(layout);
}

/** An alternative's own error says less than that of all alternatives, and that less than what is wrong beside it. */
function isPartOfAnother(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  if (/\/oneOf\/\d/.test(error.schemaPath)) return true;
  if (error.keyword !== 'oneOf') return false;
  return errors.some(
    ({ keyword, instancePath }) =>
      (keyword === 'dependentRequired' || keyword === 'type') && instancePath === error.instancePath,
  );
}

function fileFinding(path: JsonPath, { keyword, params }: ErrorObject): Finding {
  if (keyword === 'additionalProperties') {
    const key = String((params as Record<string, unknown>)['additionalProperty']);
    const message = `The key "${key}" is unknown and ignored; a rules file has ${listed(layout.properties)}.`;
    return { path: [key], aspect: 'key', severity: 'warning', message };
  }
  if (keyword === 'required') return wrong(path, 'start', 'The list of rules is missing; add "rules": [ ].');
  if (path.length === 0) return wrong(path, 'start', 'A rules file holds an object: { "rules": [ ] }.');
  if (path[0] === 'rules') return wrong(path, 'value', '"rules" must be a list: [ { "name": …, "expression": … } ].');
  return wrong(path, 'value', `"${path.join('.')}" must be a text in double quotes.`);
}

function ruleFinding(path: JsonPath, { keyword, params, data }: ErrorObject, file: unknown): Finding {
  const [, index, key] = path;
  const rule: unknown = (file as { readonly rules: readonly unknown[] }).rules[Number(index)];
  const label = ruleLabel(rule, Number(index));
  const Label = `${label.charAt(0).toUpperCase()}${label.slice(1)}`;
  if (key !== undefined) return wrong(path, 'value', valueSentence(String(key), label, keyword, data));
  const values = params as Record<string, unknown>;
  switch (keyword) {
    case 'additionalProperties': {
      const unknown = String(values['additionalProperty']);
      const message = `The key "${unknown}" of ${label} is unknown; a rule has ${listed(layout.$defs.rule.properties)}.`;
      return wrong([...path, unknown], 'key', message);
    }
    case 'required':
      return wrong(path, 'start', `${Label} has no name; add "name".`);
    case 'dependentRequired': {
      const [has, lacks] = [String(values['property']), String(values['missingProperty'])];
      return wrong(path, 'start', `${Label} has a "${has}" but no "${lacks}"; add "${lacks}".`);
    }
    case 'oneOf':
      return values['passingSchemas'] === null
        ? wrong(
            path,
            'start',
            `${Label} says nothing to check; add an "expression", a "variable" and its "schema", or an "exception".`,
          )
        : wrong(
            path,
            'start',
            `${Label} has more than one of an expression, a schema and an exception; make a rule of each.`,
          );
    default:
      return wrong(path, 'value', `${Label} must be an object with a "name" and an "expression" or a "schema".`);
  }
}

function valueSentence(key: string, label: string, keyword: string, value: unknown): string {
  const place = `"${key}" of ${label}`;
  if (keyword === 'enum') return `${place} must be ${quoted(ENUMS[key] ?? [], 'or')}.`;
  if (keyword === 'pattern') return `${place} is empty; ${EMPTY[key] ?? 'fill it in or remove it'}.`;
  if (key === 'files' || key === 'functions') return `${place} must be a list of texts: [ "…" ].`;
  if (key === 'exception') return `${place} must be a text, or a list of texts that is not empty: "TypeError".`;
  if (key === 'enabled') return `${place} must be true or false.`;
  if (key === 'schema') return `${place} must be a JSON Schema: an object, true or false.`;
  return `${place} must be a text in double quotes, not ${value === null ? 'null' : describe(value)}.`;
}

const { severity, policy } = layout.$defs.rule.properties;
const ENUMS: Partial<Record<string, readonly string[]>> = {
  severity: severity.enum,
  policy: policy.enum,
};

const EMPTY: Partial<Record<string, string>> = {
  name: 'name the rule',
  expression: 'write one such as "account.balance >= 0"',
  variable: 'name what the schema is about, as in "account"',
};

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  return typeof value === 'object' ? 'an object' : JSON.stringify(value);
}

function wrong(path: JsonPath, aspect: Aspect, message: string): Finding {
  return { path, aspect, severity: 'error', message };
}

function listed(properties: object): string {
  return quoted(Object.keys(properties), 'and');
}

function quoted(names: readonly string[], conjunction: 'and' | 'or'): string {
  const all = names.map((name) => `"${name}"`);
  return `${all.slice(0, -1).join(', ')} ${conjunction} ${all.at(-1) ?? ''}`;
}
