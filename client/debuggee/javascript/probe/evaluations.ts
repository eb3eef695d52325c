/** What the expressions of rules came to, told without asking their values anything. */
import { dataValue } from './intrinsics';
import { append, isObject, join, newSymbol, quote } from './safe';
import { shortText } from './writer';

function resultText(evaluate: () => unknown): string {
  let value: unknown;
  try {
    value = evaluate();
  } catch (error) {
    return `{"value":"error","message":${quote(errorText(error))}}`;
  }
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  const type = value === null ? 'null' : typeof value;
  return `{"value":"other","type":"${type}","text":${quote(shortText(value))}}`;
}

/**
 * What a private field is about to be read of. V8 throws where it is an object without the field, or nothing, but ends
 * the process where it is a number.
 */
export function holder(value: unknown): unknown {
  if (isObject(value) || value === undefined || value === null) return value;
  throw new TypeError(`A ${typeof value} has no private fields.`);
}

/** What an expression came to that only text at the top level of a frame can evaluate. */
export function shown(value: unknown): string {
  return resultText(() => value);
}

/** js-debug shows 1,000 characters of a text, with its quotes, where it ends what does not end by itself. */
const MOST_SHOWN = 700;

/** As what the debugger shows whole: of a symbol's name it shows 100,000 characters. */
export function shownWhole(results: string): string | symbol {
  return results.length > MOST_SHOWN ? newSymbol(results) : results;
}

/** @param first results, as text, of what was evaluated already */
export function resultsText(first: readonly string[], evaluations: readonly (() => unknown)[]): string {
  const parts: string[] = [];
  for (let i = 0; i < first.length; i++) append(parts, first[i] ?? '');
  for (let i = 0; i < evaluations.length; i++) append(parts, resultText(evaluations[i] as () => unknown));
  return `[${join(parts, ',')}]`;
}

function errorText(error: unknown): string {
  if (!isObject(error)) return `${shortText(error)} was thrown`;
  const message = dataValue(error, 'message');
  return typeof message === 'string' ? message : 'an object was thrown';
}
