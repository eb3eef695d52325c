/**
 * The README's table of what can be restored, kind of value by debugger. Each debugger's column is made from what a rollback
 * under it was seen to do, by the test that has the debugger; SAVEPOINT_WRITE_TABLES=1 writes it into the README.
 */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';

export const DEBUGGERS = ['JavaScript (js-debug)', 'Python (debugpy)', 'C++ (lldb 14)'] as const;
export type Debugger = (typeof DEBUGGERS)[number];

/** What is comparable between languages. */
export const ROWS = [
  'numbers',
  'texts',
  'truth values, enumerations, nothing',
  'objects: fields',
  'fields added and deleted, their order',
  'hidden fields',
  'the class of an object',
  'lists: elements',
  'lists: what was added and removed',
  'maps',
  'sets',
  'bytes',
  'other built-in objects',
  'pointers, aliases, cycles',
  'functions',
  'classes',
  'globals',
  'what cannot be looked into',
] as const;
export type Row = (typeof ROWS)[number];

/** What became of one kind of value. */
export interface Seen {
  readonly row: Row;
  readonly kind: string;
  /** `restored`, or why not. */
  readonly outcome: 'restored' | { readonly reason: string };
}

type Column = ReadonlyMap<Row, string>;

/** The README has to say what was seen. */
export async function assertPublished(readme: string, debug: Debugger, seen: readonly Seen[]): Promise<void> {
  const column = new Map(ROWS.map((row) => [row, cellOf(seen.filter((one) => one.row === row))]));
  if (process.env['SAVEPOINT_WRITE_TABLES'] === '1') await publish(readme, debug, column);
  const published = columnsIn(await readFile(readme, 'utf8')).get(debug);
  assert.deepEqual(Object.fromEntries(published ?? []), Object.fromEntries(column));
}

function cellOf(seen: readonly Seen[]): string {
  const restored = seen.flatMap(({ kind, outcome }) => (outcome === 'restored' ? [kind] : []));
  const others = new Map<string, string[]>();
  for (const { kind, outcome } of seen) {
    if (outcome !== 'restored') others.set(outcome.reason, [...(others.get(outcome.reason) ?? []), kind]);
  }
  return [
    ...(restored.length === 0 ? [] : [`✓ ${restored.join('; ')}`]),
    ...[...others].map(([reason, kinds]) => `✗ ${kinds.join('; ')}: ${reason.replaceAll('|', '\\|')}`),
  ].join('<br>');
}

async function publish(readme: string, debug: Debugger, column: Column): Promise<void> {
  const text = await readFile(readme, 'utf8');
  const columns = columnsIn(text).set(debug, column);
  const lines = [
    `| kind of value | ${DEBUGGERS.join(' | ')} |`,
    `|---|${DEBUGGERS.map(() => '---|').join('')}`,
    ...ROWS.map((row) => `| ${row} | ${DEBUGGERS.map((one) => columns.get(one)?.get(row) ?? '').join(' | ')} |`),
  ];
  await writeFile(
    readme,
    text.replace(TABLE, (_, begin: string, _table: string, end: string) => `${begin}\n\n${lines.join('\n')}\n\n${end}`),
  );
}

function columnsIn(readme: string): Map<Debugger, Column> {
  const lines = (TABLE.exec(readme)?.[2] ?? '').trim().split('\n').slice(2);
  const rows = lines.map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()));
  return new Map(
    DEBUGGERS.map((debug, index) => [debug, new Map(rows.map((row) => [row[1] as Row, row[index + 2] ?? '']))]),
  );
}

const TABLE = /(<!-- what can be restored -->)([\s\S]*?)(<!-- end -->)/;
