/** Rules about one term: what its values have in common in every sample that has it. */
import { boundChance, EVEN_CHANCE } from './confidence';
import { type Dialect, typeName } from './dialect';
import type { Candidate } from './candidate';
import type { Observed } from './sample';
import { allNumbers, isCollection, known, type Term } from './terms';

/** More different values than this are no list of alternatives. */
const MOST_ALTERNATIVES = 3;

export function unaryRules(term: Term, dialect: Dialect): Candidate[] {
  const values = known(term);
  const rule = (kind: Candidate['kind'], expression: string | undefined, chance: number): Candidate[] =>
    expression === undefined ? [] : [{ kind, expression, about: [term.text], of: values.length, chance }];

  const constant = constantOf(values);
  if (constant !== undefined) return rule('constant', dialect.constant(term.text, constant), EVEN_CHANCE);
  if (allNumbers(values)) return numberRules(term, values, dialect, rule);
  const { text } = term;
  return [
    ...alternatives(values).flatMap((list) => rule('alternatives', dialect.oneOf(text, list), EVEN_CHANCE)),
    ...typeRule(values).flatMap((type) => rule('type', dialect.type(text, type), EVEN_CHANCE)),
    ...(values.every(isObject) ? rule('there', dialect.isThere(text, []), EVEN_CHANCE) : []),
    ...itemRules(values).flatMap((item) =>
      item === 'sorted'
        ? rule('sorted', dialect.sorted(text), EVEN_CHANCE)
        : rule('bound', dialect.every(text, '>=', item.least), EVEN_CHANCE),
    ),
  ];
}

type MakeRule = (kind: Candidate['kind'], expression: string | undefined, chance: number) => Candidate[];

function numberRules({ text, measures }: Term, values: readonly number[], dialect: Dialect, rule: MakeRule) {
  const least = values.reduce((one, other) => Math.min(one, other));
  const most = values.reduce((one, other) => Math.max(one, other));
  const distinct = new Set(values).size;
  // That a collection has no fewer than no items says nothing.
  const sign =
    least > 0
      ? rule('bound', `${text} > 0`, EVEN_CHANCE)
      : least === 0 && measures === 'value'
        ? rule('bound', `${text} >= 0`, EVEN_CHANCE)
        : [];
  const range = Number.isFinite(least) && Number.isFinite(most);
  return [...sign, ...(range ? rule('range', dialect.within(text, least, most), boundChance(distinct)) : [])];
}

function constantOf(values: readonly Observed[]): number | string | boolean | undefined {
  const [first] = values;
  if (typeof first === 'object' || first === undefined) return undefined;
  if (typeof first === 'number' && !Number.isFinite(first)) return undefined;
  return values.every((value) => Object.is(value, first)) ? first : undefined;
}

function alternatives(values: readonly Observed[]): (readonly string[])[] {
  if (!values.every((value) => typeof value === 'string')) return [];
  const different = [...new Set(values)];
  return different.length <= MOST_ALTERNATIVES ? [different] : [];
}

function typeRule(values: readonly Observed[]): ('number' | 'string' | 'boolean')[] {
  const [first] = values;
  const type = first === undefined ? undefined : typeName(first);
  return type !== undefined && values.every((value) => typeName(value) === type) ? [type] : [];
}

/** Objects and collections are there; a primitive that is there has a type to tell. */
function isObject(value: Observed): boolean {
  return typeof value === 'object' && value.kind !== 'nothing';
}

function itemRules(values: readonly Observed[]): ('sorted' | { readonly least: number })[] {
  const lists = values.flatMap((value) => (isCollection(value) && value.measure === 'length' ? [value] : []));
  if (lists.length === 0 || lists.length < values.length) return [];
  if (lists.some(({ items, length }) => items === undefined && length > 0)) return [];
  const items = lists.map((list) => list.items ?? []);
  // One item or none is sorted whatever it is.
  const sorted = items.some(({ length }) => length > 1) && items.every(isSorted) ? ['sorted' as const] : [];
  const all = items.flat();
  const numbers = all.filter((item) => typeof item === 'number');
  const isNonNegative = numbers.length > 0 && numbers.length === all.length && numbers.every((item) => item >= 0);
  return [...sorted, ...(isNonNegative ? [{ least: 0 }] : [])];
}

function isSorted(items: readonly (number | string)[]): boolean {
  return items.every((item, index) => index === 0 || (items[index - 1] ?? item) <= item);
}
