/** Values as people read them: short, on one line, in the debuggee's own manner of writing. */
import type { Value } from './value';

const LONGEST = 80;

export function describeValue(value: Value | undefined): string {
  if (value === undefined) return '(absent)';
  if (value === null) return 'null';
  if (typeof value === 'string') return shorten(JSON.stringify(value), LONGEST);
  if (typeof value !== 'object') return String(value);
  switch (value.type) {
    case 'undefined':
      return 'undefined';
    case 'number':
    case 'float':
      return value.text;
    case 'literal':
      return shorten(value.text, LONGEST);
    case 'bigint':
      return `${shorten(value.text, LONGEST)}n`;
    case 'symbol':
      return `Symbol(${shorten(value.text, LONGEST)})`;
    case 'string':
      return `${shorten(JSON.stringify(value.text), LONGEST)} (${value.length} characters)`;
    case 'printed':
      return shorten(value.text, LONGEST);
    case 'redacted':
      return '(redacted)';
    case 'object':
      return value.preview ?? `${value.class} #${value.id}`;
    case 'unavailable':
      return `(${value.reason})`;
  }
}

function shorten(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
