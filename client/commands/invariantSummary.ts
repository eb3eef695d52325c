/** The outcome of a check in one sentence, in which "not checked" never counts as held. */
import type { InvariantResult } from '../apiTypes';
import { count } from '../views/plainText';

export function invariantSummary(results: readonly InvariantResult[]): string {
  if (results.length === 0) return 'This workspace has no invariants. Declare some in .vscode/savepoint.json.';
  const parts = STATUSES.map(([status, words]) => {
    const number = results.filter((result) => result.status === status).length;
    return number === 0 ? undefined : `${number.toLocaleString('en-US')} ${words}`;
  }).filter((part) => part !== undefined);
  const violated = results.filter((result) => result.status === 'violated');
  const [first] = violated;
  const example = first === undefined ? '' : ` ${first.message}`;
  return `${count(results.length, 'invariant')}: ${parts.join(', ')}.${example}`;
}

const STATUSES = [
  ['violated', 'violated'],
  ['held', 'held'],
  ['not-checked', 'could not be checked'],
  ['not-applicable', 'not applicable here'],
] as const;
