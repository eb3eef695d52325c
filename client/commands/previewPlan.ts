/** Shows what a rollback would write and what it cannot, before anything is written; nothing is written from here. */
import * as vscode from 'vscode';
import type { SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { count } from '../views/plainText';
import type { PlanPreview } from './decideRollback';
import { consistentTicks, isChoice, planRows, type PlanRow, type Ticked, whatIsTicked } from './planRows';

interface PlanItem extends vscode.QuickPickItem {
  readonly row: PlanRow;
}

/** What the user ticked; rejects with `cancelled` on Escape, and with `stale-plan` if the program runs on meanwhile. */
export async function previewPlan(
  api: SavepointApi,
  { session }: SessionState,
  { plan, unticked, why }: PlanPreview,
  title: string,
): Promise<Ticked> {
  const rows = planRows(plan);
  const items = rows.map(planItem);
  const left = new Set(unticked);
  let ticks: ReadonlySet<PlanRow> = new Set(
    rows.filter((row) => row.kind === 'write' && !row.paths.every((path) => left.has(path))),
  );
  const list = vscode.window.createQuickPick<PlanItem>();
  list.title = title;
  list.placeholder = `${why ?? count(plan.writes.length, 'value')} · Enter writes what is ticked, Escape changes nothing`;
  list.canSelectMany = true;
  list.matchOnDescription = true;
  list.ignoreFocusOut = true;
  list.items = items;
  list.selectedItems = itemsOf(items, ticks);
  const subscriptions: vscode.Disposable[] = [list];
  try {
    return await new Promise((resolve, reject) => {
      const movedOn = (): void => {
        reject(new SavepointError('stale-plan', `'${session.name}' has moved on; nothing was written.`));
      };
      subscriptions.push(
        list.onDidChangeSelection((selected) => {
          const rowsSelected = new Set<PlanRow>(selected.map((item) => item.row));
          ticks = consistentTicks(rows, ticks, rowsSelected);
          // VS Code gives every row a box; what cannot be chosen loses its tick at once.
          if (!isSame(ticks, rowsSelected)) list.selectedItems = itemsOf(items, ticks);
        }),
        list.onDidAccept(() => resolve(whatIsTicked(rows, ticks))),
        list.onDidHide(() => reject(new SavepointError('cancelled', 'The rollback was not started.'))),
        api.onDidChangeState((state) => {
          if (state.session.id === session.id && state.status === 'running') movedOn();
        }),
        api.onDidEndSession((ended) => {
          if (ended.id === session.id) movedOn();
        }),
      );
      list.show();
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
  }
}

function planItem(row: PlanRow): PlanItem {
  if (row.kind === 'heading') return { row, label: row.label, kind: vscode.QuickPickItemKind.Separator };
  return { row, label: row.label, description: row.description, alwaysShow: !isChoice(row) };
}

function itemsOf(items: readonly PlanItem[], ticks: ReadonlySet<PlanRow>): readonly PlanItem[] {
  return items.filter((item) => ticks.has(item.row));
}

function isSame(one: ReadonlySet<PlanRow>, other: ReadonlySet<PlanRow>): boolean {
  return one.size === other.size && [...one].every((row) => other.has(row));
}
