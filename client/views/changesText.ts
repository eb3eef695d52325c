/** The two texts that VS Code's diff editor compares: a line for each place that changed, sorted by path. */
import type { Change } from '../apiTypes';
import { comparePaths } from './comparePaths';
import { describeChange } from './describeChange';
import { onOneLine } from './plainText';

export interface ChangesText {
  readonly before: string;
  readonly after: string;
}

export function changesText(changes: readonly Change[]): ChangesText {
  const sorted = [...changes].sort((one, other) => comparePaths(one.path, other.path));
  const before: string[] = [];
  const after: string[] = [];
  for (const change of sorted) {
    const texts = describeChange(change.before, change.after);
    const path = onOneLine(change.path);
    if (change.kind !== 'added') before.push(`${path} = ${onOneLine(texts.before)}\n`);
    if (change.kind !== 'removed') after.push(`${path} = ${onOneLine(texts.after)}\n`);
  }
  return { before: before.join(''), after: after.join('') };
}
