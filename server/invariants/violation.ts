/** What a schema finds wrong with a variable, in sentences: "account.balance is -20; it must be >= 0." */
import type { ErrorObject } from 'ajv';
import { describeValue } from '../describeValue';
import { pathOfPointer } from './jsonPointer';

/** How a path goes on from a document to a part of it. */
export interface Steps {
  step(document: unknown, key: string): string;
}

const MOST_SENTENCES = 3;

/** The first few, and how many more there are; the last full stop is left out. */
export function violationSentences(
  errors: readonly ErrorObject[],
  variable: string,
  value: unknown,
  steps: Steps,
): string {
  const telling = errors.filter((error) => !isPartOfAnother(error, errors));
  const sentences = telling
    .slice(0, MOST_SENTENCES)
    .map((error) => sentence(error, pathTo(error, variable, value, steps), errors, steps));
  const more = telling.length - MOST_SENTENCES;
  return [...new Set(sentences)].join('. ') + (more > 0 ? ` (and ${more} more)` : '');
}

/** The errors of alternatives are told with the one that none of them matched. */
function isPartOfAnother(error: ErrorObject, errors: readonly ErrorObject[]): boolean {
  // `then` or `else` has its own error, and so has a property's name.
  if (error.keyword === 'if' || error.keyword === 'propertyNames') return true;
  return errors.some(
    ({ keyword, schemaPath }) => COMPOSITE.has(keyword) && error.schemaPath.startsWith(`${schemaPath}/`),
  );
}

const COMPOSITE = new Set(['anyOf', 'oneOf', 'contains']);

function pathTo({ instancePath }: ErrorObject, variable: string, value: unknown, steps: Steps): string {
  let path = variable;
  let document = value;
  for (const key of pathOfPointer(instancePath)) {
    path += steps.step(document, key);
    document = partOf(document, key);
  }
  return path;
}

function partOf(document: unknown, key: string): unknown {
  return typeof document === 'object' && document !== null ? (document as Record<string, unknown>)[key] : undefined;
}

function sentence(error: ErrorObject, path: string, errors: readonly ErrorObject[], steps: Steps): string {
  const { keyword, data, propertyName } = error;
  const params = error.params as Record<string, unknown>;
  const step = (key: unknown): string => path + steps.step(data, String(key));
  if (propertyName !== undefined) return `${path} has a key "${propertyName}", which ${requirement(error)}`;
  switch (keyword) {
    case 'required':
      return `${step(params['missingProperty'])} is missing`;
    case 'dependentRequired':
    case 'dependencies':
      return `${step(params['missingProperty'])} is missing, which goes with ${step(params['property'])}`;
    case 'additionalProperties':
      return `${step(params['additionalProperty'])} is not allowed by the schema`;
    case 'unevaluatedProperties':
      return `${step(params['unevaluatedProperty'])} is not allowed by the schema`;
    case 'false schema':
      return `${path} is not allowed by the schema`;
    case 'anyOf':
    case 'oneOf':
      return `${path} is ${describe(data)}; it ${alternatives(error, errors)}`;
    default:
      return `${path} is ${describe(data)}; it ${requirement(error)}`;
  }
}

function alternatives(error: ErrorObject, errors: readonly ErrorObject[]): string {
  if (error.keyword === 'oneOf' && (error.params as Record<string, unknown>)['passingSchemas'] !== null)
    return 'must match only one of the alternatives of "oneOf"';
  const parts = errors.filter(
    ({ schemaPath, instancePath }) =>
      schemaPath.startsWith(`${error.schemaPath}/`) && instancePath === error.instancePath,
  );
  const all = [...new Set(parts.map(requirement))];
  return all.length === 0 ? `must match one of the alternatives of "${error.keyword}"` : all.join(' or ');
}

function requirement({ keyword, params, message }: ErrorObject): string {
  const { type, allowedValues, allowedValue } = params as Record<string, unknown>;
  if (keyword === 'type') return `must be ${[type].flat().map(withArticle).join(' or ')}`;
  if (keyword === 'enum' && Array.isArray(allowedValues)) return `must be one of ${allowedValues.map(text).join(', ')}`;
  if (keyword === 'const') return `must be ${text(allowedValue)}`;
  if (keyword === 'not') return 'must not match the schema of "not"';
  return (message ?? 'does not match its schema').replace('must NOT', 'must not');
}

function withArticle(type: unknown): string {
  const name = String(type);
  if (name === 'null') return name;
  return /^[aio]/.test(name) ? `an ${name}` : `a ${name}`;
}

/** A constant of the schema itself. */
function text(constant: unknown): string {
  return typeof constant === 'string' ? describeValue(constant) : shorten(JSON.stringify(constant));
}

/** A value of the debuggee, never looked into. */
function describe(value: unknown): string {
  if (Array.isArray(value)) return `an array of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  if (Object.is(value, -0)) return '-0';
  return typeof value === 'string' ? describeValue(value) : String(value);
}

function shorten(constant: string): string {
  return constant.length <= 80 ? constant : `${constant.slice(0, 79)}…`;
}
