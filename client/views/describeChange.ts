/** What a place held and what it holds, as two short texts that differ wherever the values do. */
import { describeValue } from '../../server/describeValue';
import type { Value } from '../apiTypes';

/** Characters shown before and from the first one that differs. */
const LEAD = 20;
const TAIL = 50;

export interface ChangeTexts {
  readonly before: string;
  readonly after: string;
}

export function describeChange(before: Value | undefined, after: Value | undefined): ChangeTexts {
  const texts = { before: describeValue(before), after: describeValue(after) };
  if (texts.before !== texts.after) return texts;
  if (typeof before === 'string' && typeof after === 'string') return aroundDifference(before, after);
  return { before: texts.before + mark(before), after: texts.after + mark(after) };
}

function aroundDifference(before: string, after: string): ChangeTexts {
  let first = 0;
  while (first < before.length && before[first] === after[first]) first++;
  const start = Math.max(0, first - LEAD);
  const part = (text: string): string => {
    const shown = JSON.stringify(text.slice(start, first + TAIL));
    return `${start > 0 ? '…' : ''}${shown}${first + TAIL < text.length ? '…' : ''} (${text.length} characters)`;
  };
  return { before: part(before), after: part(after) };
}

/** What tells two values apart that read alike. */
function mark(value: Value | undefined): string {
  if (typeof value !== 'object' || value === null) return '';
  if (value.type === 'string') return ` [${value.digest.slice(0, 8)}]`;
  return value.type === 'object' && value.preview !== undefined ? ` #${value.id}` : '';
}
