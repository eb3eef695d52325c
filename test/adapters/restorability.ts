/** The README's tables of what each debugger lets be restored, made from what was seen in a rollback. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PathVerdict } from '../../server/protocol';
import { REPOSITORY } from '../host/testHost';

/** A kind of value, and the places of the test program that are of it. */
export interface Kind {
  readonly kind: string;
  readonly places: readonly string[];
}

export function table(kinds: readonly Kind[], verdicts: readonly PathVerdict[]): string {
  const rows = kinds.map(({ kind, places }) => `| ${kind} | ${outcome(places, verdicts)} |`);
  return ['| kind of value | |', '|---|---|', ...rows].join('\n');
}

function outcome(places: readonly string[], verdicts: readonly PathVerdict[]): string {
  const seen = places.map((place) => {
    const found = verdicts.find(({ path }) => path === place);
    if (found === undefined) return 'not captured as changed';
    if (found.verdict === 'restored') return 'restored';
    if (found.verdict === 'lied') return 'not restored: the debugger reports a write as done that is not';
    return `${found.verdict}: ${found.reason ?? 'no reason was given'}`;
  });
  return [...new Set(seen)].join('; ');
}

/** What the README says between the comments that begin and end the table of that name; null where it has none. */
export async function publishedTable(name: string): Promise<string | null> {
  const text = await readFile(README, 'utf8');
  return between(name).exec(text)?.groups?.['table']?.trim() ?? null;
}

export async function publishTable(name: string, content: string): Promise<void> {
  const text = await readFile(README, 'utf8');
  await writeFile(
    README,
    text.replace(between(name), (_, begin: string, _table: string, end: string) => `${begin}\n\n${content}\n\n${end}`),
  );
}

const README = join(REPOSITORY, 'README.md');

function between(name: string): RegExp {
  return new RegExp(`(<!-- restorability: ${name} -->)(?<table>[\\s\\S]*?)(<!-- end -->)`);
}
