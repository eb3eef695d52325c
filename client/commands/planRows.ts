/**
 * A rollback's plan as the rows of a list with tick boxes, and what the ticked rows ask for.
 *
 * What can be written is ticked; what cannot be restored, and why, stands in groups of its own.
 */
import type { RollbackPlan } from '../apiTypes';
import { describeChange } from '../views/describeChange';
import { describeLimit, examplesOf } from '../views/describeSavepoint';
import { count, onOneLine, withoutIcons } from '../views/plainText';

/** How many writes have a row of their own. */
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

export type RollbackChoice =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'rollback'; readonly paths?: readonly string[]; readonly calls: 'proved' | 'assumed' };

export function planRows(plan: RollbackPlan): readonly PlanRow[] {
  const shown = plan.writes.slice(0, ROWS).map((write): PlanRow => {
    const { before, after } = describeChange(write.now, write.target);
    return {
      kind: 'write',
      label: withoutIcons(write.path),
      description: withoutIcons(`${before} → ${after}`),
      paths: [write.path],
    };
  });
  return [
    ...group(`Will be written: ${count(plan.writes.length, 'value')}`, [...shown, ...remainder(plan)]),
    ...group(
      `Cannot be restored: ${count(plan.obstacles.length, 'place')}`,
      plan.obstacles.map((obstacle) => ({
        kind: 'fact',
        label: `$(error) ${withoutIcons(obstacle.path)}`,
        description: withoutIcons(obstacle.reason),
      })),
    ),
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
      plan.limits.map((limit) => ({
        kind: 'fact',
        label: `$(circle-slash) ${withoutIcons(describeLimit(limit))}`,
        description: withoutIcons(examplesOf(limit)),
      })),
    ),
  ];
}

/** What the ticked rows ask for: everything, or only some paths and what they hold. */
export function chosen(rows: readonly PlanRow[], ticked: ReadonlySet<PlanRow>): RollbackChoice {
  const choices = rows.filter(isChoice);
  const calls = choices.some((row) => row.kind === 'call' && ticked.has(row)) ? 'assumed' : 'proved';
  const writes = choices.filter((row) => row.kind === 'write');
  const picked = choices.filter((row) => ticked.has(row));
  if (picked.length === 0 && choices.length > 0) return { kind: 'nothing' };
  const complete = writes.every((row) => ticked.has(row));
  const allCalls = calls === 'proved' || choices.every((row) => ticked.has(row));
  if (complete && allCalls) return { kind: 'rollback', calls };
  return { kind: 'rollback', calls, paths: picked.flatMap((row) => row.paths) };
}

/**
 * The ticks as they must be after the user changed one: a path stands for what it holds as well, so that ticking it ticks
 * what it holds, and taking the tick from something takes it from what holds it.
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
  return path !== undefined && row.paths.some((inner) => isInside(inner, path));
}

function remainder(plan: RollbackPlan): readonly PlanRow[] {
  const rest = plan.writes.slice(ROWS);
  if (rest.length === 0) return [];
  const label = `and ${rest.length.toLocaleString('en-US')} more`;
  return [{ kind: 'write', label, description: 'all included', paths: rest.map((write) => write.path) }];
}

function group(label: string, rows: readonly PlanRow[]): readonly PlanRow[] {
  return rows.length === 0 ? [] : [{ kind: 'heading', label: onOneLine(label) }, ...rows];
}
