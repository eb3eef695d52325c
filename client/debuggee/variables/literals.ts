/**
 * What to write so that a variable prints a given text again. What an adapter prints is not always what it takes: lldb
 * prints `'x'`, `GREEN` and `true` and takes 120, 5 and 1. So there are several ways to write a value, tried in turn; which
 * of them worked only the read-back tells.
 */

/** A text to write, or a constant expression whose value is the text. */
export type Literal = { readonly text: string } | { readonly evaluate: string };

/** The likeliest first. */
export function literalsOf(text: string, type: string | undefined): readonly Literal[] {
  const printed = { text };
  const address = /^0x[0-9a-f]+/i.exec(text)?.[0];
  if (address !== undefined && address !== text) return [{ text: address }, printed];
  if (text === 'true' || text === 'false') return [printed, { text: text === 'true' ? '1' : '0' }];
  if (/^[+-]?(?:inf|nan)/i.test(text)) return [printed, { text: text.toLowerCase().replace('+', '') }];
  const number = /^(-?\d+) ['<"]/.exec(text)?.[1];
  if (number !== undefined) return [{ text: number }, printed];
  const code = characterCode(text);
  if (code !== undefined) return [printed, ...codeTexts(code, type).map((number) => ({ text: number }))];
  const names = enumerators(text);
  return names === undefined ? [printed] : [printed, ...enumeratorValues(names, type)];
}

/** The number of a character that is printed as one, wide ones included. */
function characterCode(text: string): number | undefined {
  const point = /(?:^|\s)U\+(?:0x)?([0-9a-f]+)\s+[uU]'/i.exec(text)?.[1];
  if (point !== undefined) return parseInt(point, 16);
  const quoted = /^(?:.*\s)?[LuU]?'(?<one>\\.[0-9a-f]*|.)'$/su.exec(text)?.groups?.['one'];
  if (quoted === undefined) return undefined;
  if (!quoted.startsWith('\\')) return quoted.codePointAt(0);
  const hex = /^\\[xuU]([0-9a-f]+)$/i.exec(quoted)?.[1];
  if (hex !== undefined) return parseInt(hex, 16);
  const octal = /^\\([0-7]+)$/.exec(quoted)?.[1];
  return octal === undefined ? ESCAPES[quoted] : parseInt(octal, 8);
}

const ESCAPES: Partial<Record<string, number>> = {
  '\\a': 7,
  '\\b': 8,
  '\\t': 9,
  '\\n': 10,
  '\\v': 11,
  '\\f': 12,
  '\\r': 13,
  '\\e': 27,
  "\\'": 39,
  '\\"': 34,
  '\\\\': 92,
};

/** One byte may be signed, where the type does not say so. */
function codeTexts(code: number, type: string | undefined): readonly string[] {
  if (code < 128 || code > 255 || /unsigned|uint|char\d|wchar/.test(type ?? '')) return [String(code)];
  return [String(code - 256), String(code)];
}

function enumerators(text: string): readonly string[] | undefined {
  const names = text.split(' | ');
  return names.every((name) => /^(?:[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*|0x[0-9a-f]+|\d+)$/i.test(name)) ? names : undefined;
}

function enumeratorValues(names: readonly string[], type: string | undefined): Literal[] {
  const scope = (type ?? '').replace(/\b(?:const|volatile|enum)\b/g, '').trim();
  const isName = (name: string): boolean => /^[A-Za-z_]/.test(name);
  const sum = (of: (name: string) => string): Literal => ({
    evaluate: names.map((name) => `(long long)(${isName(name) ? of(name) : name})`).join(' | '),
  });
  const bare = sum((name) => name);
  return /^[A-Za-z_]\w*(?:::[A-Za-z_]\w*)*$/.test(scope) ? [sum((name) => `${scope}::${name}`), bare] : [bare];
}
