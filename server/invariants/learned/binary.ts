/** Rules about two terms that are numbers: their order, or that they are equal. */
import { EVEN_CHANCE } from './confidence';
import type { Dialect } from './dialect';
import type { Candidate } from './candidate';
import { allNumbers, known, type Term } from './terms';

export function binaryRules(terms: readonly Term[], dialect: Dialect): Candidate[] {
  const numbers = terms.filter((term) => allNumbers(known(term)));
  const varies = new Set(numbers.filter((term) => new Set(known(term)).size > 1));
  const found: Candidate[] = [];
  for (const [index, one] of numbers.entries())
    for (const other of numbers.slice(index + 1)) {
      // Two constants have an order that says nothing. A constant is a limit of what stands beside it, and of nothing else.
      if (!varies.has(one) && !varies.has(other)) continue;
      if (varies.has(one) !== varies.has(other) && !areFieldsOfOne(one, other)) continue;
      const rule = compare(one, other, dialect);
      if (rule !== undefined) found.push(rule);
    }
  return withoutImplied(found);
}

/** Whether they are two fields of the same object, and not items of a list or variables. */
function areFieldsOfOne(one: Term, other: Term): boolean {
  if (one.measures === 'items' || other.measures === 'items') return false;
  const holder = holderOf(one.path);
  return holder !== undefined && holder === holderOf(other.path);
}

/** `tree` of `tree.depth` and of `tree["depth"]`. */
function holderOf(path: string): string | undefined {
  return /^(?<holder>.+?)(?:\.[^.[\]]+|\["[^"]*"\])$/u.exec(path)?.groups?.['holder'];
}

function compare(one: Term, other: Term, dialect: Dialect): Candidate | undefined {
  const seen = new Set<'<' | '=' | '>'>();
  let of = 0;
  for (const [index, value] of one.values.entries()) {
    const against = other.values[index];
    if (typeof value !== 'number' || typeof against !== 'number') continue;
    if (Number.isNaN(value) || Number.isNaN(against)) return undefined;
    of++;
    seen.add(value < against ? '<' : value > against ? '>' : '=');
    if (seen.has('<') && seen.has('>')) return undefined;
  }
  if (of === 0) return undefined;
  const common = { of, chance: EVEN_CHANCE };
  if (!seen.has('<') && !seen.has('>'))
    return { kind: 'equal', expression: dialect.equal(one.text, other.text), about: [one.text, other.text], ...common };
  const [low, high] = seen.has('<') ? [one, other] : [other, one];
  const sign = seen.has('=') ? '<=' : '<';
  return { kind: 'order', expression: `${low.text} ${sign} ${high.text}`, about: [low.text, high.text], ...common };
}

/**
 * Without the orders that follow from two others by way of a third term, and all but one of what equal terms share. A term that is
 * not in all of the samples shows nothing of those that it is not in.
 */
function withoutImplied(rules: readonly Candidate[]): Candidate[] {
  const equals = new Map<string, string>();
  for (const { kind, about } of rules) {
    const [one = '', other = ''] = about;
    if (kind === 'equal' && !equals.has(other)) equals.set(other, equals.get(one) ?? one);
  }
  const orders = rules.filter(({ kind }) => kind === 'order');
  const above = new Map<string, Map<string, number>>();
  for (const { about, of } of orders) {
    const [low = '', high = ''] = about;
    above.set(low, (above.get(low) ?? new Map<string, number>()).set(high, of));
  }
  return rules.filter(({ kind, of, about: [low = '', high = ''] }) => {
    if (kind === 'equal') return equals.get(high) === low;
    if (equals.has(low) || equals.has(high)) return false;
    return ![...(above.get(low) ?? [])].some(
      ([between, seen]) => between !== high && seen >= of && (above.get(between)?.get(high) ?? 0) >= of,
    );
  });
}
