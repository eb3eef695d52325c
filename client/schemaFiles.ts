/**
 * The files that the schemas of rules refer to, kept known to the server: as they are saved, or as they stand in an editor.
 * It says which; only those that really are in the workspace are read, and none of a workspace that is not trusted.
 */
import { realpath } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { FileContent } from '../server/protocol';
import type { StoreClient } from './storeClient';

/** In bytes. */
const LARGEST = 1_000_000;

export class SchemaFiles implements vscode.Disposable {
  /** The watcher of each file that is wanted, by its uri as the server writes it. */
  readonly #watchers = new Map<string, vscode.FileSystemWatcher>();
  readonly #disposables: vscode.Disposable[];

  constructor(
    private readonly store: Pick<StoreClient, 'onDidWantSchemaFiles' | 'schemaFileChanged'>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#disposables = [
      store.onDidWantSchemaFiles((uris) => this.#want(uris)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#documentChanged(document)),
      // An editor that is closed without saving leaves the file as it was.
      vscode.workspace.onDidCloseTextDocument((document) => this.#documentChanged(document)),
      vscode.workspace.onDidGrantWorkspaceTrust(() => this.#tellAll()),
    ];
  }

  dispose(): void {
    for (const disposable of [...this.#disposables, ...this.#watchers.values()]) disposable.dispose();
  }

  #want(uris: readonly string[]): void {
    for (const [uri, watcher] of this.#watchers) {
      if (uris.includes(uri)) continue;
      watcher.dispose();
      this.#watchers.delete(uri);
    }
    for (const uri of uris) if (!this.#watchers.has(uri)) this.#watchers.set(uri, this.#watch(uri));
    this.#tellAll();
  }

  #watch(uri: string): vscode.FileSystemWatcher {
    const path = vscode.Uri.parse(uri);
    const name = path.path.split('/').at(-1) ?? '';
    // What a pattern takes for more than a letter may be any letter here.
    const pattern = new vscode.RelativePattern(vscode.Uri.joinPath(path, '..'), name.replace(/[*?{}[\]]/gu, '?'));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    const tell = (): void => void this.#tell(uri);
    watcher.onDidCreate(tell);
    watcher.onDidChange(tell);
    watcher.onDidDelete(tell);
    return watcher;
  }

  #documentChanged({ uri }: vscode.TextDocument): void {
    for (const wanted of this.#watchers.keys())
      if (vscode.Uri.parse(wanted).toString() === uri.toString()) void this.#tell(wanted);
  }

  #tellAll(): void {
    for (const uri of this.#watchers.keys()) void this.#tell(uri);
  }

  async #tell(uri: string): Promise<void> {
    try {
      await this.store.schemaFileChanged(uri, await read(vscode.Uri.parse(uri)));
    } catch (error) {
      this.log.warn(`Telling of ${uri}: ${String(error)}`);
    }
  }
}

async function read(uri: vscode.Uri): Promise<FileContent> {
  if (!vscode.workspace.isTrusted) return unreadable('the workspace is not trusted');
  try {
    const { size } = await vscode.workspace.fs.stat(uri);
    if (!(await isInWorkspace(uri))) return unreadable('it is outside of the workspace folder');
    if (size > LARGEST) return unreadable(`it is larger than ${LARGEST / 1_000_000} MB`);
    const open = vscode.workspace.textDocuments.find(
      (document) => !document.isClosed && document.uri.toString() === uri.toString(),
    );
    const text = open?.getText() ?? new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    return { kind: 'text', text };
  } catch (error) {
    const isMissing = error instanceof vscode.FileSystemError && error.code === 'FileNotFound';
    return unreadable(isMissing ? 'there is no such file' : 'the file cannot be opened');
  }
}

/** Also where links lead: a link in the workspace may point to anywhere. */
async function isInWorkspace(uri: vscode.Uri): Promise<boolean> {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (folder === undefined) return false;
  if (uri.scheme !== 'file') return true;
  const [file, root] = await Promise.all([realpath(uri.fsPath), realpath(folder.uri.fsPath)]);
  return file.startsWith(`${root}/`) || file.startsWith(`${root}\\`);
}

function unreadable(reason: string): FileContent {
  return { kind: 'unreadable', reason };
}
