/** What rules are about: the values of a path, or the number of a collection's items, over all samples. */
import type { Dialect } from './dialect';
import type { Observed, Sample } from './sample';

export interface Term {
  /** As the language writes it. */
  readonly text: string;
  /** The path that it is of. */
  readonly path: string;
  readonly measures: 'value' | 'items';
  /** One for each sample; undefined where the sample does not have it. */
  readonly values: readonly (Observed | undefined)[];
}

/** Paths and collections' sizes, in the order in which the samples have them; only the first `most` of them. */
export function termsOf(samples: readonly Sample[], dialect: Dialect, most: number): Term[] {
  const paths = [...new Set(samples.flatMap(({ values }) => [...values.keys()]))].slice(0, most);
  return paths.flatMap((path) => {
    const values = samples.map((sample) => sample.values.get(path));
    const term: Term = { text: path, path, measures: 'value', values };
    const measure = values.map(measureOf).find((found) => found !== undefined);
    if (measure === undefined) return [term];
    const sizes = values.map((value) => (isCollection(value) ? value.length : undefined));
    return [term, { text: dialect.measure(path, measure), path, measures: 'items' as const, values: sizes }];
  });
}

export function isCollection(value: Observed | undefined): value is Extract<Observed, { kind: 'collection' }> {
  return typeof value === 'object' && value.kind === 'collection';
}

function measureOf(value: Observed | undefined): 'length' | 'size' | undefined {
  return isCollection(value) ? value.measure : undefined;
}

/** The values of the samples that have it. */
export function known(term: Term): Observed[] {
  return term.values.filter((value) => value !== undefined);
}

export function allNumbers(values: readonly Observed[]): values is number[] {
  return values.length > 0 && values.every((value) => typeof value === 'number');
}
