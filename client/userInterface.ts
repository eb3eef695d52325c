/** What a person sees and calls, built on the exported API alone: commands, the Savepoints view, the status bar. */
import * as vscode from 'vscode';
import type { SavepointApi, TriggerReport } from './apiTypes';
import { Reports } from './commands/announceReport';
import { registerCommands } from './commands/registerCommands';
import { ArchivesView } from './views/archives/archivesView';
import { CommandRunner } from './commands/runCommand';
import type { RuleConsents } from './ruleConsents';
import type { Checked } from './sessions/sessions';
import type { Deadlines } from './triggers/deadlines';
import { Triggers } from './triggers/triggers';
import { keepContextKeys } from './views/contextKeys';
import { dimRows } from './views/dimmedRows';
import { SavepointsView } from './views/savepointsView';
import { showStatusBar } from './views/statusBar';
import { TextDocuments } from './views/textDocuments';

/** What comes in from checks that nobody asked for, and goes out of what they led to. */
export interface TriggerEvents {
  readonly onDidCheck: vscode.Event<Checked>;
  readonly deadlines: Pick<Deadlines, 'passedAt'>;
  readonly triggered: vscode.EventEmitter<TriggerReport>;
}

/** `log` gets unexpected failures, and no value of the program's. */
export function registerUserInterface(
  api: SavepointApi,
  { triggered, deadlines, onDidCheck }: TriggerEvents,
  consents: Pick<RuleConsents, 'forget'>,
  log: vscode.LogOutputChannel,
): vscode.Disposable {
  const tree = new SavepointsView(api);
  const documents = new TextDocuments();
  const archives = new ArchivesView(api.archives);
  const runner = new CommandRunner(log);
  const reports = new Reports(api, documents, runner);
  return vscode.Disposable.from(
    tree,
    documents,
    archives,
    dimRows(),
    keepContextKeys(api),
    showStatusBar(api),
    new Triggers(api, reports, onDidCheck, deadlines, triggered, log),
    registerCommands(api, { tree, archives, documents, reports, consents }, runner),
  );
}
