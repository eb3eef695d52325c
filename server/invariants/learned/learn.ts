/**
 * Likely invariants, learned from samples of good states in the way of Daikon: every rule of a fixed set of kinds that no
 * sample contradicts, each with how often it held and how many samples it still needs.
 *
 * Pure: it knows neither the store nor the debuggee. What holds in every sample is a guess, and is called one.
 */
import type { LearnedRule } from '../../protocol';
import { binaryRules } from './binary';
import type { LearnedKind } from './candidate';
import { samplesNeeded } from './confidence';
import type { Dialect } from './dialect';
import type { Sample } from './sample';
import { termsOf } from './terms';
import { unaryRules } from './unary';

/** Likely ones come first, then the more telling kinds. */
export interface RankedRule extends LearnedRule {
  readonly kind: LearnedKind;
}

/** A function with more variables and fields than this is learned from the first of them. */
const MOST_PATHS = 60;

/** Likely ones first, then by how telling their kind is. */
export function learn(samples: readonly Sample[], dialect: Dialect): RankedRule[] {
  const places = new Map<string, Sample[]>();
  for (const sample of samples) {
    const key = JSON.stringify([sample.source, sample.function]);
    places.set(key, [...(places.get(key) ?? []), sample]);
  }
  return [...places.values()].flatMap((group) => learnPlace(group, dialect)).sort(byUse);
}

function learnPlace(samples: readonly Sample[], dialect: Dialect): RankedRule[] {
  const [first] = samples;
  if (first === undefined) return [];
  const terms = termsOf(samples, dialect, MOST_PATHS);
  const candidates = [...terms.flatMap((term) => unaryRules(term, dialect)), ...binaryRules(terms, dialect)];
  return candidates.map(({ kind, expression, of, chance }) => ({
    kind,
    expression,
    function: first.function,
    ...(first.source !== undefined && { source: first.source }),
    held: of,
    needs: Math.max(0, samplesNeeded(chance) - of),
  }));
}

const ORDER: readonly LearnedKind[] = [
  'equal',
  'order',
  'bound',
  'sorted',
  'alternatives',
  'constant',
  'there',
  'type',
  'range',
];

function byUse(one: RankedRule, other: RankedRule): number {
  return one.needs - other.needs || ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind);
}
