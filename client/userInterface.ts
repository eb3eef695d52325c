/** What a person sees and calls, built on the exported API alone: commands, the Savepoints view, the status bar. */
import * as vscode from 'vscode';
import type { SavepointApi } from './apiTypes';
import { registerCommands } from './commands/registerCommands';
import { keepContextKeys } from './views/contextKeys';
import { dimRows } from './views/dimmedRows';
import { SavepointsView } from './views/savepointsView';
import { showStatusBar } from './views/statusBar';
import { TextDocuments } from './views/textDocuments';

/** `log` gets unexpected failures, and no value of the program's. */
export function registerUserInterface(api: SavepointApi, log: vscode.LogOutputChannel): vscode.Disposable {
  const tree = new SavepointsView(api);
  const documents = new TextDocuments();
  return vscode.Disposable.from(
    tree,
    documents,
    dimRows(),
    keepContextKeys(api),
    showStatusBar(api),
    registerCommands(api, { tree, documents }, log),
  );
}
