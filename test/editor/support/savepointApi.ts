/** The extension under test, by what it exports. */
import * as vscode from 'vscode';
import { type SavepointApi } from '../../../client/apiTypes';

/** Activates the extension if it is not active yet. */
export async function savepointApi(): Promise<SavepointApi> {
  const extension = vscode.extensions.getExtension<SavepointApi>('savepoint.savepoint');
  if (extension === undefined) throw new Error('VS Code does not know the extension savepoint.savepoint.');
  return extension.activate();
}
