/** Kinds of value as data, the program that has one of each and damages them all, and what a rollback made of them. */
import assert from 'node:assert/strict';
import type { PathVerdict, Savepoint, Verdict } from '../../server/protocol';
import type { Row, Seen } from './column';

export interface Kind {
  readonly row: Row;
  readonly kind: string;
  /** The variable is called `$` here and below. */
  readonly value: string;
  /** A local of the function that is debugged, unless it is one of the file. */
  readonly scope?: 'file';
  /** Statements. */
  readonly damage: string;
  /** An expression of JSON that tells the value before from the damaged one; it changes nothing. Absent where none could. */
  readonly shows?: string;
}

/** What a test of one debugger does for this. */
export interface Driver {
  savepoint(): Promise<Pick<Savepoint, 'limits'>>;
  /** Lets the program damage everything. */
  damage(): Promise<void>;
  /** What failed is left as it is, what came back stays. */
  rollBack(): Promise<readonly PathVerdict[]>;
  /** Evaluates a list of expressions in the paused function. */
  ask(expressions: readonly string[]): Promise<readonly unknown[]>;
}

/** What a program text of these kinds consists of, the name of each in it. */
export function named(kinds: readonly Kind[]): readonly (Kind & { readonly name: string })[] {
  return kinds.map((kind, index) => {
    const name = `v${index}`;
    const put = (text: string): string => text.replaceAll('$', name);
    return {
      ...kind,
      name,
      value: put(kind.value),
      damage: put(kind.damage),
      ...(kind.shows !== undefined && { shows: put(kind.shows) }),
    };
  });
}

/** @param isSame an expression of whether two variables hold the very same */
export async function seenUnder(
  driver: Driver,
  kinds: readonly Kind[],
  isSame: (one: string, other: string) => string,
): Promise<readonly Seen[]> {
  const all = named(kinds);
  const questions = all.map(({ shows, name }, index) => [shows ?? '0', isSame(name, `kept[${index}]`)]);
  const look = async (): Promise<string[]> =>
    (await driver.ask(questions.flat())).map((value) => JSON.stringify(value));
  const { limits } = await driver.savepoint();
  const before = await look();
  await driver.damage();
  const damaged = await look();
  const verdicts = await driver.rollBack();
  const after = await look();
  return all.map(({ row, kind, name, shows, scope }, index) => {
    const at = index * 2;
    if (shows !== undefined) assert.notEqual(damaged[at], before[at], `the damage to ${kind} does not show`);
    const isBack = shows !== undefined && after[at] === before[at] && (scope === 'file' || after[at + 1] === 'true');
    const refusals = verdicts.filter(({ path, verdict }) => isAbout(path, name) && !HELD.has(verdict));
    if (isBack && refusals.length === 0) return { row, kind, outcome: 'restored' };
    const reasons = refusals.length > 0 ? refusals.map(toReason) : limitsOf(name, limits);
    assert.ok(reasons.length > 0, `nothing says that ${kind} does not come back: ${JSON.stringify(limits)}`);
    return { row, kind, outcome: { reason: [...new Set(reasons)].join('; ') } };
  });
}

const HELD: ReadonlySet<Verdict> = new Set(['restored', 'unchanged']);

export function toReason({ verdict, reason = 'no reason was given' }: PathVerdict): string {
  if (verdict === 'lied') return 'the debugger reports a write as done that is not';
  return verdict === 'refused' ? reason : `${verdict}: ${reason}`;
}

/** A limit names three places at most: kinds that many places have the limit of come first. */
function limitsOf(name: string, limits: Savepoint['limits']): readonly string[] {
  const isMeant = (path: string): boolean => isAbout(path, name) && !path.includes('[[prototype]]');
  return limits.filter(({ examples }) => examples.some(isMeant)).map(({ reason }) => reason);
}

function isAbout(path: string, name: string): boolean {
  return new RegExp(`\\b${name}\\b`).test(path);
}
