/** Changes of the workspace's rules files that a person or an agent asked for; the server works out the text. */
import * as vscode from 'vscode';
import type { LearnedRule, NewRule } from '../server/protocol';
import { SavepointError } from './savepointError';
import type { StoreClient } from './storeClient';

export class RulesFileEdits {
  constructor(private readonly store: StoreClient) {}

  /** Adds rules to the file of the folder that the session was started in, which is created if there is none. */
  async enforce(session: vscode.DebugSession, learned: readonly LearnedRule[]): Promise<void> {
    const folder = session.workspaceFolder ?? vscode.workspace.workspaceFolders?.[0];
    if (folder === undefined)
      throw new SavepointError('no-path', 'No folder is open that could hold a rules file: open the program’s folder.');
    const rules = learned.map((rule) => newRule(rule, folder));
    const uri = vscode.Uri.joinPath(folder.uri, '.vscode', 'savepoint.json');
    const document = await openIfThere(uri);
    const text = await this.store.addRules({ session: session.id, text: document?.getText() ?? null, rules });
    const change = new vscode.WorkspaceEdit();
    if (document === undefined) change.createFile(uri, { contents: new TextEncoder().encode(text) });
    else change.replace(uri, new vscode.Range(0, 0, document.lineCount, 0), text);
    if (!(await vscode.workspace.applyEdit(change)))
      throw new SavepointError('cannot-write', `${uri.fsPath} could not be changed: see that it is not read-only.`);
    await document?.save();
  }
}

async function openIfThere(uri: vscode.Uri): Promise<vscode.TextDocument | undefined> {
  try {
    return await vscode.workspace.openTextDocument(uri);
  } catch {
    return undefined;
  }
}

/** For the function that it was learned in; a function without a name is told by its file alone. */
function newRule({ expression, function: name, source }: LearnedRule, folder: vscode.WorkspaceFolder): NewRule {
  const file = source === undefined ? undefined : vscode.workspace.asRelativePath(vscode.Uri.file(source), false);
  const isInside = source !== undefined && vscode.workspace.getWorkspaceFolder(vscode.Uri.file(source)) === folder;
  return {
    name: expression,
    expression,
    ...(isInside && file !== undefined && { files: [file] }),
    ...(name !== '' && { functions: [name] }),
  };
}
