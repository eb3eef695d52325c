/** The context keys that the manifest's `when` clauses ask for, kept as the sessions are. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import { focusedSession } from './focusedSession';

export function keepContextKeys(api: SavepointApi): vscode.Disposable {
  const known = new Map<string, boolean>();
  const set = (key: string, value: boolean): void => {
    if (known.get(key) === value) return;
    known.set(key, value);
    void vscode.commands.executeCommand('setContext', `savepoint.${key}`, value);
  };
  const keep = (): void => {
    const states = api.sessions();
    const state = focusedSession(states, vscode.debug.activeDebugSession?.id);
    set('paused', state?.status === 'paused');
    set('inTransaction', (state?.savepoints.length ?? 0) > 0);
    // Where none are taken, the command offers to.
    const offersStepBack = state?.stepBack !== undefined || !takesAutoSavepoints();
    set('offersStepBack', state?.status === 'paused' && state.rewind !== 'none' && offersStepBack);
    set('canUndo', state?.undo !== undefined);
    set('canRedo', state?.redo !== undefined);
    set('hasBranches', (state?.branches.length ?? 0) > 0);
    set(
      'somePaused',
      states.some((candidate) => candidate.status === 'paused'),
    );
  };
  keep();
  return vscode.Disposable.from(
    api.onDidChangeState(keep),
    api.onDidEndSession(keep),
    vscode.debug.onDidChangeActiveDebugSession(keep),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('savepoint.autoSavepoint')) keep();
    }),
  );
}

function takesAutoSavepoints(): boolean {
  return vscode.workspace.getConfiguration('savepoint').get<string>('autoSavepoint', 'off') !== 'off';
}
