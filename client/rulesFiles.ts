/** The workspace's rules files, kept known to the server: as they are saved, or as they stand in an editor. */
import * as vscode from 'vscode';
import type { StoreClient } from './storeClient';

const PATTERN = '.vscode/savepoint.json';

export class RulesFiles implements vscode.Disposable {
  readonly #known = new Set<string>();
  readonly #disposables: vscode.Disposable[];

  constructor(
    private readonly store: StoreClient,
    private readonly log: vscode.LogOutputChannel,
  ) {
    const watcher = vscode.workspace.createFileSystemWatcher(`**/${PATTERN}`);
    this.#disposables = [
      watcher,
      watcher.onDidCreate((uri) => this.#tell(uri)),
      watcher.onDidChange((uri) => this.#tell(uri)),
      watcher.onDidDelete((uri) => this.#tell(uri)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#tell(document.uri)),
      vscode.workspace.onDidChangeWorkspaceFolders(() => this.tellAll()),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Whether there is a rules file. */
  get exist(): boolean {
    return this.#known.size > 0;
  }

  /** Resolves when the server was told of all that there are. */
  async tellAll(): Promise<void> {
    const folders = vscode.workspace.workspaceFolders ?? [];
    await Promise.all(folders.map(({ uri }) => this.#tell(vscode.Uri.joinPath(uri, ...PATTERN.split('/')))));
  }

  async #tell(uri: vscode.Uri): Promise<void> {
    if (!uri.path.endsWith(`/${PATTERN}`) || vscode.workspace.getWorkspaceFolder(uri) === undefined) return;
    try {
      const text = await this.#read(uri);
      if (text === null) this.#known.delete(uri.toString());
      else this.#known.add(uri.toString());
      await this.store.rulesChanged(uri.toString(), text);
    } catch (error) {
      this.log.warn(`Reading ${uri.toString()}: ${String(error)}`);
    }
  }

  async #read(uri: vscode.Uri): Promise<string | null> {
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri.toString());
    if (open !== undefined) return open.getText();
    try {
      return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
    } catch {
      return null;
    }
  }
}
