/** Shows what a rollback would write and what it cannot, before anything is written; nothing is written from here. */
import * as vscode from 'vscode';
import type { RollbackPlan, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { count } from '../views/plainText';
import { chosen, consistentTicks, isChoice, planRows, type PlanRow, type RollbackChoice } from './planRows';

interface PlanItem extends vscode.QuickPickItem {
  readonly row: PlanRow;
}

/** What the user asks for; rejects with `cancelled` on Escape, and with `stale-plan` if the program runs on meanwhile. */
export async function previewPlan(
  api: SavepointApi,
  state: SessionState,
  plan: RollbackPlan,
  title: string,
): Promise<RollbackChoice> {
  const rows = planRows(plan);
  const items = rows.map(planItem);
  let ticks: ReadonlySet<PlanRow> = new Set(rows.filter((row) => row.kind === 'write'));
  const preview = vscode.window.createQuickPick<PlanItem>();
  preview.title = title;
  preview.placeholder =
    plan.writes.length === 0
      ? 'Nothing here can be written. Enter goes on, Escape changes nothing'
      : `${count(plan.writes.length, 'value')} will be written. Enter writes what is ticked, Escape changes nothing`;
  preview.canSelectMany = true;
  preview.matchOnDescription = true;
  preview.ignoreFocusOut = true;
  preview.items = items;
  preview.selectedItems = itemsOf(items, ticks);
  const subscriptions: { dispose(): unknown }[] = [preview];
  try {
    return await new Promise((resolve, reject) => {
      subscriptions.push(
        preview.onDidChangeSelection((selected) => {
          const rowsSelected = new Set<PlanRow>(selected.map((item) => item.row));
          ticks = consistentTicks(rows, ticks, rowsSelected);
          // VS Code gives every row a box; what cannot be chosen loses its tick at once.
          if (!isSame(ticks, rowsSelected)) preview.selectedItems = itemsOf(items, ticks);
        }),
        preview.onDidAccept(() => resolve(chosen(rows, ticks))),
        preview.onDidHide(() => reject(new SavepointError('cancelled', 'The rollback was not started.'))),
        api.onDidChangeState((present) => {
          if (present.session.id === state.session.id && present.status === 'running') reject(movedOn(state));
        }),
        api.onDidEndSession((session) => {
          if (session.id === state.session.id) reject(movedOn(state));
        }),
      );
      preview.show();
    });
  } finally {
    vscode.Disposable.from(...subscriptions).dispose();
  }
}

function movedOn(state: SessionState): SavepointError {
  return new SavepointError('stale-plan', `'${state.session.name}' has moved on; nothing was written.`);
}

function planItem(row: PlanRow): PlanItem {
  if (row.kind === 'heading') return { row, label: row.label, kind: vscode.QuickPickItemKind.Separator };
  return {
    row,
    label: row.label,
    description: row.description,
    picked: row.kind === 'write',
    alwaysShow: !isChoice(row),
  };
}

function itemsOf(items: readonly PlanItem[], ticks: ReadonlySet<PlanRow>): readonly PlanItem[] {
  return items.filter((item) => ticks.has(item.row));
}

function isSame(one: ReadonlySet<PlanRow>, other: ReadonlySet<PlanRow>): boolean {
  return one.size === other.size && [...one].every((row) => other.has(row));
}
