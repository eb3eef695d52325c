/** The status bar item: the current savepoint and how much has changed since, while there is a debug session. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import { presentStatus } from './presentStatus';
import { focusedSession } from './focusedSession';

export function showStatusBar(api: SavepointApi): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('savepoint.current', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Savepoint';
  const draw = (): void => {
    const state = focusedSession(api.sessions(), vscode.debug.activeDebugSession?.id);
    const status = state === undefined ? undefined : presentStatus(state);
    if (status === undefined) {
      item.hide();
      return;
    }
    item.text = status.text;
    item.tooltip = status.tooltip.join('\n');
    item.command = status.command;
    item.backgroundColor =
      status.level === 'warning' ? new vscode.ThemeColor('statusBarItem.warningBackground') : undefined;
    item.show();
  };
  draw();
  return vscode.Disposable.from(
    item,
    api.onDidChangeState(draw),
    api.onDidEndSession(draw),
    vscode.debug.onDidChangeActiveDebugSession(draw),
  );
}
