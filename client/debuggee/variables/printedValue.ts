/**
 * What the text that an adapter prints of a variable says: a number where it surely is one, an address, or nothing at all.
 *
 * Two texts that differ never give the same value: a value is what changes are told by.
 */
import { createHash } from 'node:crypto';
import type { Value } from '../../../server/value';

/** A longer text travels as its beginning and a digest. */
const LONGEST = 10_000;

export function valueOfText(text: string, type: string | undefined): Value {
  if (text === 'true' || text === 'false') return text === 'true';
  if (text === 'null') return null;
  if (text === 'undefined') return { type: 'undefined' };
  const number = numberOf(text, type);
  if (number !== undefined) return number;
  if (text.length > LONGEST) return longText(text);
  const quoted = /^"([^"\\]*)"$/s.exec(text)?.[1];
  return quoted ?? { type: 'printed', text };
}

function numberOf(text: string, type: string | undefined): Value | undefined {
  const special = SPECIAL[text.toLowerCase()];
  if (special !== undefined && FLOAT.test(type ?? '')) return { type: 'number', text: special };
  if (/^-?[1-9]\d*$|^0$/.test(text)) {
    const number = Number(text);
    return Number.isSafeInteger(number) ? number : { type: 'bigint', text };
  }
  if (!/^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  if (text === '-0' || (text === '-0.0' && FLOAT.test(type ?? ''))) return { type: 'number', text: '-0' };
  const number = Number(text);
  if (String(number) === text || isDouble(text, type)) return Object.is(number, -0) ? undefined : number;
  return undefined;
}

/** Types of which a number has several spellings. */
const FLOAT = /double|float|real|f32|f64/i;

const SPECIAL: Partial<Record<string, 'NaN' | 'Infinity' | '-Infinity'>> = {
  nan: 'NaN',
  inf: 'Infinity',
  '+inf': 'Infinity',
  infinity: 'Infinity',
  '+infinity': 'Infinity',
  '-inf': '-Infinity',
  '-infinity': '-Infinity',
};

/** Whether a decimal fraction is all of a number that JavaScript has too. */
function isDouble(text: string, type: string | undefined): boolean {
  if (type === undefined || /\blong double\b/.test(type) || !FLOAT.test(type)) return false;
  const digits = text.replace(/e.*$/i, '').replace(/\D/g, '').replace(/^0+/, '');
  return digits.length <= 17;
}

function longText(text: string): Value {
  const digest = createHash('sha256').update(text).digest('base64url');
  return { type: 'string', text: text.slice(0, 200), length: text.length, digest };
}

/** The address that the text of a pointer begins with, without leading zeros. */
export function addressIn(text: string): string | undefined {
  const digits = /^0x([0-9a-f]+)/i.exec(text)?.[1];
  return digits === undefined ? undefined : normalAddress(digits);
}

/** What adapters print of an object to tell it from others: `Node @ 0x7ffe3c`, `Account@14`, `#<Account:0x0042>`. */
export function identityIn(text: string): string | undefined {
  const own = /@ ?0x([0-9a-f]+)$/i.exec(text)?.[1] ?? /^#<[\w:]+[: ]0x([0-9a-f]+)/i.exec(text)?.[1];
  if (own !== undefined) return normalAddress(own);
  const id = /^[\w.$<>[\], ]+@([0-9a-f]+)$/i.exec(text)?.[1];
  return id === undefined ? undefined : `@${id}`;
}

export function memoryAddress(reference: string): string {
  const digits = /^0x([0-9a-f]+)$/i.exec(reference)?.[1];
  return digits === undefined ? reference : normalAddress(digits);
}

function normalAddress(digits: string): string {
  return `0x${digits.toLowerCase().replace(/^0+(?=.)/, '')}`;
}

/** Why a text stands for no value; undefined where it is one. */
export function unreadability(text: string, type: string | undefined): string | undefined {
  if (text === '' || text === type) return 'the debugger shows no value of it';
  const said = /^<(?<said>[^<>]*(?:error|optimized out|not available|unavailable|unreadable|uninit)[^<>]*)>?$/i.exec(
    text,
  );
  return said?.groups?.['said'];
}
