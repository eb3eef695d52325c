/**
 * A rollback's plan as the rows of a list with tick boxes, and what the ticked rows ask for.
 *
 * What can be written is ticked; what cannot be restored, and why, stands in groups of its own.
 */
import type { RollbackPlan } from '../apiTypes';
import { comparePaths } from '../../server/comparePaths';
import { describeChange } from '../views/describeChange';
import { describeLimit, examplesOf } from '../views/describeSavepoint';
import { count, onOneLine, withoutIcons } from '../views/plainText';

/** How many writes, and how many obstacles, have a row of their own. */
const ROWS = 500;

export type PlanRow =
  | { readonly kind: 'heading'; readonly label: string }
  /** One planned write, or all that have no row of their own. */
  | { readonly kind: 'write'; readonly label: string; readonly description: string; readonly paths: readonly string[] }
  /** A call that may be another one than the savepoint saw. */
  | { readonly kind: 'call'; readonly label: string; readonly description: string; readonly paths: readonly string[] }
  /** Something that cannot be restored; ticking it has no effect. */
  | { readonly kind: 'fact'; readonly label: string; readonly description: string };

export type ChoiceRow = Extract<PlanRow, { kind: 'write' | 'call' }>;

/** What the ticks stand for. */
export type Ticked =
  | { readonly kind: 'nothing' }
  /** Every write, and no doubtful call. */
  | { readonly kind: 'everything' }
  | { readonly kind: 'some'; readonly paths: readonly string[] }
  /** Doubtful calls are to be written as well; `unticked` are the writes that are not wanted. */
  | { readonly kind: 'with-calls'; readonly unticked: readonly string[] };

export function planRows(plan: RollbackPlan): readonly PlanRow[] {
  // A doubtful call stands in the way as well; it is shown once, where it can be ticked.
  const obstacles = plan.obstacles.filter(({ path }) => !plan.doubtful.some((call) => call.path === path));
  const writes = plan.writes.toSorted((one, other) => comparePaths(one.path, other.path));
  const shown = writes.slice(0, ROWS).map((write): PlanRow => {
    const { before, after } = describeChange(write.now, write.target);
    return {
      kind: 'write',
      label: withoutIcons(write.path),
      description: withoutIcons(
        `${before} → ${after}${write.by === 'outside' ? ' · writes over an edit made while paused' : ''}`,
      ),
      paths: [write.path],
    };
  });
  return [
    ...group(`Will be written: ${count(plan.writes.length, 'value')}`, [...shown, ...remainder(writes)]),
    ...group(`Cannot be restored: ${count(obstacles.length, 'place')}`, [
      ...obstacles.slice(0, ROWS).map((obstacle) => fact('error', obstacle.path, obstacle.reason)),
      ...(obstacles.length > ROWS ? [fact('error', andMore(obstacles.length - ROWS), '')] : []),
    ]),
    ...group(
      'May belong to another call: tick to write anyway',
      plan.doubtful.map((call) => ({
        kind: 'call',
        label: `$(question) ${withoutIcons(call.path)}`,
        description: `${count(call.bindings, 'variable')}; it cannot be shown that this is the call that the savepoint saw`,
        paths: [call.path],
      })),
    ),
    ...group(
      'Was never in reach',
      plan.limits.map((limit) => fact('circle-slash', describeLimit(limit), examplesOf(limit))),
    ),
  ];
}

export function whatIsTicked(rows: readonly PlanRow[], ticks: ReadonlySet<PlanRow>): Ticked {
  const writes = rows.filter((row) => row.kind === 'write');
  const paths = (wanted: boolean): readonly string[] =>
    writes.filter((row) => ticks.has(row) === wanted).flatMap((row) => row.paths);
  if (rows.some((row) => row.kind === 'call' && ticks.has(row))) return { kind: 'with-calls', unticked: paths(false) };
  if (writes.every((row) => ticks.has(row))) return { kind: 'everything' };
  return writes.some((row) => ticks.has(row)) ? { kind: 'some', paths: paths(true) } : { kind: 'nothing' };
}

/**
 * The ticks as they must be after the user changed one: a path stands for what it holds as well, so that ticking it ticks
 * what it holds, and taking the tick from something takes it from what holds it. Places of the same path go together.
 */
export function consistentTicks(
  rows: readonly PlanRow[],
  before: ReadonlySet<PlanRow>,
  after: ReadonlySet<PlanRow>,
): ReadonlySet<PlanRow> {
  const choices = rows.filter(isChoice);
  const holders = choices.filter((row) => row.paths.length === 1);
  const removed = choices.filter((row) => before.has(row) && !after.has(row));
  const ticks = new Set<PlanRow>(choices.filter((row) => after.has(row)));
  for (const holder of holders) if (removed.some((row) => row !== holder && holds(holder, row))) ticks.delete(holder);
  const added = holders.filter((row) => ticks.has(row) && !before.has(row));
  for (const row of choices) if (added.some((holder) => holder !== row && holds(holder, row))) ticks.add(row);
  return ticks;
}

export function isChoice(row: PlanRow): row is ChoiceRow {
  return row.kind === 'write' || row.kind === 'call';
}

/** `account` holds `account.owner` and `account[0]`, and not `accounts`; `main` does not hold `main::total`. */
export function isInside(path: string, holder: string): boolean {
  if (!path.startsWith(holder) || path.length === holder.length) return false;
  const rest = path.slice(holder.length);
  return !/^[\p{L}\p{N}_$]/u.test(rest) && !rest.startsWith('::');
}

function holds(holder: ChoiceRow, row: ChoiceRow): boolean {
  const [path] = holder.paths;
  return path !== undefined && row.paths.some((inner) => inner === path || isInside(inner, path));
}

function remainder(writes: RollbackPlan['writes']): readonly PlanRow[] {
  const rest = writes.slice(ROWS);
  if (rest.length === 0) return [];
  return [
    { kind: 'write', label: andMore(rest.length), description: 'all included', paths: rest.map((write) => write.path) },
  ];
}

function fact(icon: string, label: string, description: string): PlanRow {
  return { kind: 'fact', label: `$(${icon}) ${withoutIcons(label)}`, description: withoutIcons(description) };
}

function andMore(number: number): string {
  return `and ${number.toLocaleString('en-US')} more`;
}

function group(label: string, rows: readonly PlanRow[]): readonly PlanRow[] {
  return rows.length === 0 ? [] : [{ kind: 'heading', label: onOneLine(label) }, ...rows];
}
