/** The demo's result as a table, and whether it shows what it promises. */
import type { Play, PlayedPlace } from './play';

const HEAD: PlayedPlace = {
  path: 'path',
  before: 'before',
  damaged: 'damaged',
  after: 'after',
  verdict: 'verdict',
};
const COLUMNS = ['path', 'before', 'damaged', 'after', 'verdict'] as const;

export function playTable({ places }: Play): string {
  const rows = [HEAD, ...places];
  const width = (column: (typeof COLUMNS)[number]): number => Math.max(...rows.map((row) => row[column].length));
  const lines = rows.map((row) =>
    COLUMNS.map((column) => row[column].padEnd(width(column)))
      .join('  ')
      .trimEnd(),
  );
  const rule = COLUMNS.map((column) => '-'.repeat(width(column))).join('  ');
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

/** What is not as the demo promises, in sentences; nothing if all is. */
export function brokenPromises({ places, violated, outcome }: Play): readonly string[] {
  const notBack = places.filter(({ before, after }) => before !== after);
  const damaged = places.filter(({ before, damaged: then }) => before !== then);
  return [
    ...(damaged.length < 5 ? [`Only ${damaged.length} places were damaged.`] : []),
    ...notBack.map(({ path, before, after }) => `${path} was ${before} and is ${after} after the rollback.`),
    ...(/\d+ violated/.test(violated) ? [] : [`No invariant was violated: ${violated}`]),
    ...(outcome.startsWith('Back at') ? [] : [`The rollback was not whole: ${outcome}`]),
  ];
}
