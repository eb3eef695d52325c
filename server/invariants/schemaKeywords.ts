/** Where in a JSON Schema its keywords stand: what tells a keyword from a property's name or an example's key. */
import type { JsonPath } from './jsonText';

export interface Keyword {
  /** The path of its value from the root of the schema. */
  readonly path: JsonPath;
  readonly name: string;
  readonly value: unknown;
}

const ONE_SCHEMA = new Set([
  ...['not', 'if', 'then', 'else', 'items', 'contains', 'additionalProperties', 'propertyNames'],
  ...['unevaluatedItems', 'unevaluatedProperties', 'contentSchema'],
]);
const LIST_OF_SCHEMAS = new Set(['allOf', 'anyOf', 'oneOf', 'prefixItems']);
const SCHEMAS_BY_NAME = new Set(['properties', 'patternProperties', '$defs', 'definitions', 'dependentSchemas']);

/** All keywords of a schema and of the schemas in it. */
export function* keywordsOf(schema: unknown, path: JsonPath = []): Generator<Keyword> {
  if (!isObject(schema)) return;
  for (const [name, value] of Object.entries(schema)) {
    const here = [...path, name];
    yield { path: here, name, value };
    if (ONE_SCHEMA.has(name)) yield* keywordsOf(value, here);
    else if (LIST_OF_SCHEMAS.has(name) && Array.isArray(value))
      for (const [index, item] of value.entries()) yield* keywordsOf(item, [...here, index]);
    else if (SCHEMAS_BY_NAME.has(name) && isObject(value))
      for (const [key, item] of Object.entries(value)) yield* keywordsOf(item, [...here, key]);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
