/** What the expressions of rules came to, told without asking their values anything. */
import { dataValue } from './intrinsics';
import { append, isObject, join, quote } from './safe';
import { shortText } from './writer';

export function resultText(evaluate: () => unknown): string {
  let value: unknown;
  try {
    value = evaluate();
  } catch (error) {
    return `{"value":"error","message":${quote(errorText(error))}}`;
  }
  if (typeof value === 'boolean') return `{"value":"${value ? 'true' : 'false'}"}`;
  const type = value === null ? 'null' : typeof value;
  return `{"value":"other","type":"${type}","text":${quote(shortText(value))}}`;
}

export function resultsText(evaluations: readonly (() => unknown)[]): string {
  const parts: string[] = [];
  for (let i = 0; i < evaluations.length; i++) append(parts, resultText(evaluations[i] as () => unknown));
  return `[${join(parts, ',')}]`;
}

function errorText(error: unknown): string {
  if (!isObject(error)) return `${shortText(error)} was thrown`;
  const message = dataValue(error, 'message');
  return typeof message === 'string' ? message : 'an object was thrown';
}
