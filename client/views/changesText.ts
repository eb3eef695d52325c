/** The two texts that VS Code's diff editor compares: a line for each place that changed, sorted by path. */
import type { Change } from '../apiTypes';
import { comparePaths } from '../../server/comparePaths';
import { describeChange } from './describeChange';
import { onOneLine } from './plainText';

export interface ChangesText {
  readonly before: string;
  readonly after: string;
}

/**
 * Texts in which thousands of lines in a row differ take the diff editor many seconds; a heading that both sides share
 * every so many changes lets it compare part by part.
 */
const PART = 100;

export function changesText(changes: readonly Change[]): ChangesText {
  const sorted = changes.toSorted((one, other) => comparePaths(one.path, other.path));
  const before: string[] = [];
  const after: string[] = [];
  sorted.forEach((change, index) => {
    if (sorted.length > PART && index % PART === 0) {
      const heading = headingOf(index, sorted.length);
      before.push(heading);
      after.push(heading);
    }
    const texts = describeChange(change.before, change.after);
    const path = onOneLine(change.path);
    if (change.kind !== 'added') before.push(`${path} = ${onOneLine(texts.before)}\n`);
    if (change.kind !== 'removed') after.push(`${path} = ${onOneLine(texts.after)}\n`);
  });
  return { before: before.join(''), after: after.join('') };
}

function headingOf(first: number, total: number): string {
  const [from, to, all] = [first + 1, Math.min(first + PART, total), total].map((number) =>
    number.toLocaleString('en-US'),
  );
  return `── ${from ?? ''} to ${to ?? ''} of ${all ?? ''} ──\n`;
}
