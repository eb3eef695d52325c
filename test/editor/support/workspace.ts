/** The open folder, a copy of `test/fixtures/bank`, and copies of other fixtures. All of them go with the window. */
import { cp, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';

/** The bundles of these tests are three folders below it. */
export const REPOSITORY = join(__dirname, '..', '..', '..');

/** A path in the open folder. */
export function inWorkspace(...names: readonly string[]): string {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (folder === undefined) throw new Error('No folder is open.');
  return join(folder.uri.fsPath, ...names);
}

/** A fresh copy of the folder of that name under `test/fixtures`, beside the open one. */
export async function copyFixture(name: string): Promise<string> {
  const folder = await mkdtemp(inWorkspace('..', `${name}-`));
  await cp(join(REPOSITORY, 'test', 'fixtures', name), folder, { recursive: true });
  return folder;
}
