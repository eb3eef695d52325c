/** How the program's language writes a learned rule. */
import type { Observed } from './sample';

export interface Dialect {
  constant(path: string, value: number | string | boolean): string;
  oneOf(path: string, values: readonly (number | string)[]): string;
  /** Undefined where the language has no short way to say it. */
  type(path: string, of: TypeName): string | undefined;
  isThere(path: string, nothings: readonly string[]): string;
  measure(path: string, measure: 'length' | 'size'): string;
  equal(one: string, other: string): string;
  within(path: string, low: number, high: number): string;
  sorted(path: string): string;
  every(path: string, comparison: string, bound: number): string;
}

export type TypeName = 'number' | 'string' | 'boolean';

export function typeName(observed: Observed): TypeName | undefined {
  const type = typeof observed;
  return type === 'number' || type === 'string' || type === 'boolean' ? type : undefined;
}

export const JAVASCRIPT: Dialect = {
  constant: (path, value) => `${path} === ${JSON.stringify(value)}`,
  oneOf: (path, values) => `[${values.map((value) => JSON.stringify(value)).join(', ')}].includes(${path})`,
  type: (path, of) => `typeof ${path} === '${of}'`,
  isThere: (path) => `${path} != null`,
  measure: (path, measure) => `${path}.${measure}`,
  equal: (one, other) => `${one} === ${other}`,
  within: (path, low, high) => `${low} <= ${path} && ${path} <= ${high}`,
  sorted: (path) => `${path}.every((item, index, all) => index === 0 || all[index - 1] <= item)`,
  every: (path, comparison, bound) => `${path}.every((item) => item ${comparison} ${bound})`,
};

export const PYTHON: Dialect = {
  constant: (path, value) =>
    typeof value === 'boolean' ? `${path} is ${pythonLiteral(value)}` : `${path} == ${pythonLiteral(value)}`,
  oneOf: (path, values) => `${path} in (${values.map(pythonLiteral).join(', ')})`,
  type: (path, of) => `isinstance(${path}, ${PYTHON_TYPES[of]})`,
  isThere: (path) => `${path} is not None`,
  measure: (path) => `len(${path})`,
  equal: (one, other) => `${one} == ${other}`,
  within: (path, low, high) => `${low} <= ${path} <= ${high}`,
  sorted: (path) => `all(one <= other for one, other in zip(${path}, ${path}[1:]))`,
  every: (path, comparison, bound) => `all(item ${comparison} ${bound} for item in ${path})`,
};

const PYTHON_TYPES: Record<TypeName, string> = { number: '(int, float)', string: 'str', boolean: 'bool' };

/** JSON's texts are Python's; only a pair of surrogates is one character there. */
function pythonLiteral(value: number | string | boolean): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  return JSON.stringify(value).replace(/[\u{10000}-\u{10ffff}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\U${code.toString(16).padStart(8, '0')}`;
  });
}
