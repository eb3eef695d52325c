/** What is wrong with a JSON Schema, each problem at its place in the schema, as a phrase that completes "its schema". */
import { type Ajv, type ErrorObject, MissingRefError } from 'ajv';
import type { Aspect, JsonPath } from './jsonText';
import { pathOfPointer } from './jsonPointer';
import { type Keyword, keywordsOf } from './schemaKeywords';

export interface SchemaProblem {
  readonly path: JsonPath;
  readonly aspect: Aspect;
  readonly message: string;
}

/** The draft of JSON Schema that is understood. */
export const DRAFT = 'https://json-schema.org/draft/2020-12/schema';

/** What can be told from the keywords alone; `ajv` says which keywords and formats there are. */
export function keywordProblems(schema: unknown, ajv: Ajv): SchemaProblem[] {
  return [...keywordsOf(schema)].flatMap((keyword): SchemaProblem[] => {
    const { name, path } = keyword;
    if (name === '$async' || !Object.hasOwn(ajv.RULES.keywords, name)) {
      const message = `has "${name}", which is no keyword of JSON Schema (draft 2020-12); correct or remove it`;
      return [{ path, aspect: 'key', message }];
    }
    const message = valueProblem(keyword, ajv);
    return message === undefined ? [] : [{ path, aspect: 'value', message }];
  });
}

function valueProblem({ name, value }: Keyword, ajv: Ajv): string | undefined {
  if (name === '$schema' && (typeof value !== 'string' || value.replace(/#$/, '') !== DRAFT))
    return `must be of draft 2020-12: remove "$schema", or make it "${DRAFT}"`;
  if (name === 'format' && typeof value === 'string' && !Object.hasOwn(ajv.formats, value))
    return `has the format "${value}", which is not known; use one such as "date-time", "email" or "uuid"`;
  const patterns = name === 'pattern' ? [value] : name === 'patternProperties' ? keysOf(value) : [];
  const wrong = patterns.find((pattern) => typeof pattern === 'string' && !isPattern(pattern));
  if (wrong !== undefined)
    return `has the pattern ${JSON.stringify(wrong)}, which is no regular expression; correct it`;
  return undefined;
}

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function isPattern(text: string): boolean {
  try {
    new RegExp(text, 'u');
    return true;
  } catch {
    return false;
  }
}

/** What the draft's own schema says of it: for each place that is wrong, the error that tells most. */
export function draftProblems(errors: readonly ErrorObject[]): SchemaProblem[] {
  const places = new Map<string, ErrorObject>();
  for (const error of errors) {
    const other = places.get(error.instancePath);
    if (other === undefined || weight(error) > weight(other)) places.set(error.instancePath, error);
  }
  return [...places].map(([pointer, error]) => {
    const path = pathOfPointer(pointer);
    const name = path.length === 0 ? 'itself' : `"${path.join('.')}", which`;
    return { path, aspect: 'value', message: `has ${name} ${requirement(error)}` };
  });
}

function weight({ keyword, schemaPath }: ErrorObject): number {
  if (keyword === 'enum') return 3;
  // A place may hold a reference to data instead; few mean that.
  if (keyword === 'anyOf' || schemaPath.includes('data.json')) return 1;
  return 2;
}

function requirement({ keyword, message, params }: ErrorObject): string {
  const { allowedValues } = params as { readonly allowedValues?: unknown };
  if (keyword !== 'enum' || !Array.isArray(allowedValues)) return (message ?? 'is wrong').replace(',', ' or ');
  return `must be one of ${allowedValues.map((value) => JSON.stringify(value)).join(', ')}`;
}

/** What kept a schema, right by its keywords, from being compiled. */
export function compileProblems(schema: unknown, error: unknown): SchemaProblem[] {
  if (error instanceof MissingRefError) {
    const references = [...keywordsOf(schema)].filter(
      ({ name, value }) =>
        (name === '$ref' || name === '$dynamicRef') && typeof value === 'string' && error.missingRef.endsWith(value),
    );
    if (references.length > 0)
      return references.map(({ path, value }) => ({ path, aspect: 'value', message: missing(String(value)) }));
    return [{ path: [], aspect: 'start', message: missing(error.missingRef) }];
  }
  const message = error instanceof RangeError ? 'is nested too deep; make it flatter' : `is invalid: ${text(error)}`;
  return [{ path: [], aspect: 'start', message }];
}

function missing(reference: string): string {
  return `refers to "${reference}", which is not in it; refer to a part of the same schema, as in "#/$defs/name"`;
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
