/** Where in a JSON Schema its keywords stand: what tells a keyword from a property's name or an example's key. */
import type { JsonPath } from './jsonText';

export interface Keyword {
  /** The path of its value from the root of the schema. */
  readonly path: JsonPath;
  readonly name: string;
  readonly value: unknown;
  /** The id that a reference here is relative to; undefined where the schema has none. */
  readonly base: string | undefined;
}

const ONE_SCHEMA = new Set([
  ...['not', 'if', 'then', 'else', 'items', 'contains', 'additionalProperties', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
]);
const LIST_OF_SCHEMAS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMAS_BY_NAME = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** All keywords of a schema and of the schemas in it; `base` is the uri of the text that it is in, if any. */
export function* keywordsOf(schema: unknown, path: JsonPath = [], base?: string): Generator<Keyword> {
  if (!isObject(schema)) return;
  const here = idOf(schema, base) ?? base;
  for (const [name, value] of Object.entries(schema)) {
    const at = [...path, name];
    yield { path: at, name, value, base: here };
    if (ONE_SCHEMA.has(name)) yield* keywordsOf(value, at, here);
    else if (LIST_OF_SCHEMAS.has(name) && Array.isArray(value))
      for (const [index, item] of value.entries()) yield* keywordsOf(item, [...at, index], here);
    else if (SCHEMAS_BY_NAME.has(name) && isObject(value))
      for (const [key, item] of Object.entries(value)) yield* keywordsOf(item, [...at, key], here);
  }
}

/** Its `$id`, made absolute; undefined where it has none. */
function idOf(schema: object, base: string | undefined): string | undefined {
  const id = '$id' in schema ? schema.$id : undefined;
  return typeof id === 'string' ? absolute(id, base) : undefined;
}

/** A reference as a whole uri; undefined where that cannot be told. */
export function absolute(reference: string, base: string | undefined): string | undefined {
  try {
    return new URL(reference, base).href;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
