/** The user's settings, read anew each time they are needed. */
import * as vscode from 'vscode';
import type { JournalOptions, Retention } from '../../server/protocol';
import type { Budget } from '../debuggee/debuggee';

export interface CaptureSettings {
  readonly frames: number;
  readonly budget: Budget;
}

export function captureSettings(): CaptureSettings {
  const settings = vscode.workspace.getConfiguration('savepoint.capture');
  return {
    frames: settings.get('frames', 5),
    budget: {
      described: settings.get('describedObjects', 5_000),
      objects: settings.get('objects', 200_000),
      milliseconds: settings.get('milliseconds', 2_000),
    },
  };
}

export function onPartialFailure(): 'undo' | 'keep' {
  return vscode.workspace.getConfiguration('savepoint.rollback').get('onPartialFailure', 'undo');
}

/** How long the debugger may take for the writes of a rollback. */
export function rollbackMilliseconds(): number {
  return vscode.workspace.getConfiguration('savepoint.rollback').get('milliseconds', 10_000);
}

/** How many states that rollbacks have left are kept. */
export function keptBranches(): number {
  return vscode.workspace.getConfiguration('savepoint.rollback').get('keptBranches', 50);
}

export function checksAtEveryStop(): boolean {
  return vscode.workspace.getConfiguration('savepoint').get('checkAtEveryStop', true);
}

export function journalSettings(): Omit<JournalOptions, 'redactionKey'> {
  const settings = vscode.workspace.getConfiguration('savepoint');
  return { durability: settings.get('journal.durability', 'onAcknowledge'), redact: redactedNames() };
}

/** Patterns of the names of secrets. */
export function redactedNames(): readonly string[] {
  return vscode.workspace.getConfiguration('savepoint').get('redact', []);
}

/** Of sessions that are over. */
export function retention(): Retention {
  const settings = vscode.workspace.getConfiguration('savepoint.history');
  return { days: settings.get('keptDays', 7), sessions: settings.get('keptSessions', 20) };
}

export type AutoSavepointMode = 'off' | 'breakpoints' | 'everyStop' | 'functionEntry';

export function autoSavepointMode(): AutoSavepointMode {
  return vscode.workspace.getConfiguration('savepoint').get<AutoSavepointMode>('autoSavepoint', 'off');
}

/** How many automatic savepoints a session keeps. */
export function autoSavepointsKept(): number {
  return vscode.workspace.getConfiguration('savepoint').get('autoSavepointsKept', 20);
}

/** How long a rewind may run the program again to come to a line. */
export function rewindMilliseconds(): number {
  return vscode.workspace.getConfiguration('savepoint.rewind').get('milliseconds', 10_000);
}
