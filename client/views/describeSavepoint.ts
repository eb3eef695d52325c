/** A savepoint in words: where it was taken, how much of it can be restored, and what can not. */
import type { Savepoint } from '../apiTypes';
import { count, onOneLine } from './plainText';

type Limit = Savepoint['limits'][number];

/** `at transfer.js:12 in debit`; undefined where it is not known. */
export function whereTaken(savepoint: Savepoint): string | undefined {
  const { location } = savepoint;
  if (location === undefined) return undefined;
  const call = location.function === '' ? '' : ` in ${onOneLine(location.function)}`;
  return `at ${fileName(location.source)}:${location.line}${call}`;
}

/**
 * `96% restorable, 11 out of reach`: the share of what was captured, and how many known places were not. It says 100% only of
 * what is restorable in full, and says so if the capture was cut short.
 */
export function shareRestorable(savepoint: Savepoint): string {
  const { captured, restorable, truncated } = savepoint;
  const share = captured === 0 ? 'nothing captured' : `${percent(restorable, captured)} restorable`;
  const outOfReach = placesOutOfReach(savepoint);
  return [
    share,
    ...(outOfReach === 0 ? [] : [`${outOfReach.toLocaleString('en-US')} out of reach`]),
    ...(truncated ? ['cut short'] : []),
  ].join(', ');
}

export function isRestorable(savepoint: Savepoint): boolean {
  return savepoint.restorable === savepoint.captured && !savepoint.truncated;
}

/** `31 places: its inner variables are out of reach`. */
export function describeLimit(limit: Limit): string {
  return `${count(limit.count, 'place')}: ${limit.reason === '' ? limit.label : onOneLine(limit.reason)}`;
}

/** `a.b, c.d, …`; empty where none is known. */
export function examplesOf(limit: Limit): string {
  const names = limit.examples.map(onOneLine).join(', ');
  return names !== '' && limit.count > limit.examples.length ? `${names}, …` : names;
}

/** The places with a reason are those that were captured and are not restorable, and those that were not captured. */
function placesOutOfReach({ captured, restorable, limits }: Savepoint): number {
  const withReason = limits.reduce((sum, limit) => sum + limit.count, 0);
  return Math.max(0, withReason - (captured - restorable));
}

function percent(part: number, whole: number): string {
  if (part === whole) return '100%';
  const floor = Math.floor((part / whole) * 100);
  return floor === 0 && part > 0 ? 'less than 1%' : `${floor}%`;
}

function fileName(source: string): string {
  return source.split(/[\\/]/u).at(-1) ?? source;
}
