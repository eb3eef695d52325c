/** Where Savepoint keeps what it writes: one folder for all workspaces, so that all of it can be deleted together. */
import { createHash } from 'node:crypto';
import * as vscode from 'vscode';
import type { ServerOptions } from '../../server/protocol';

export function dataFolders(globalStorage: vscode.Uri): ServerOptions {
  const data = vscode.Uri.joinPath(globalStorage, 'journal');
  return { dataFolder: data.fsPath, journalFolder: vscode.Uri.joinPath(data, workspaceKey()).fsPath };
}

/** The same for the same workspace. Windows without one share theirs. */
function workspaceKey(): string {
  const { workspaceFile, workspaceFolders = [] } = vscode.workspace;
  const uris = workspaceFile === undefined ? workspaceFolders.map(({ uri }) => uri) : [workspaceFile];
  if (uris.length === 0) return 'no-workspace';
  return createHash('sha256').update(uris.join('\n')).digest('hex').slice(0, 16);
}
