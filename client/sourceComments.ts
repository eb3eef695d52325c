/**
 * The rules in source comments, kept known to the server: those of open documents, as they stand in the editor, and of each
 * file that the program was seen to stand in. Only texts that have the word are sent.
 */
import * as vscode from 'vscode';
import type { StoreClient } from './storeClient';

const WORD = '@invariant';

export class SourceComments implements vscode.Disposable {
  /** The files that the server was told of. */
  readonly #told = new Set<string>();
  /** The files that were read because the program stood in them. */
  readonly #seen = new Set<string>();
  readonly #disposables: vscode.Disposable[];

  constructor(
    private readonly store: StoreClient,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#disposables = [
      vscode.workspace.onDidOpenTextDocument((document) => this.#tellDocument(document)),
      vscode.workspace.onDidChangeTextDocument(({ document }) => this.#tellDocument(document)),
      vscode.workspace.onDidCloseTextDocument(({ uri }) => void this.#tellFile(uri)),
      vscode.workspace.onDidDeleteFiles(({ files }) => files.forEach((uri) => void this.#tell(uri, null))),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Whether there are any, as far as is known. */
  get exist(): boolean {
    return this.#told.size > 0;
  }

  tellAll(): void {
    const files = [...this.#seen];
    this.#told.clear();
    this.#seen.clear();
    for (const document of vscode.workspace.textDocuments) this.#tellDocument(document);
    for (const uri of files) void this.see(vscode.Uri.parse(uri));
  }

  /** Looks at a file that the program stands in, if it is not known yet. */
  async see(uri: vscode.Uri): Promise<void> {
    const key = uri.toString();
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    if (!vscode.workspace.textDocuments.some((document) => document.uri.toString() === key)) await this.#tellFile(uri);
  }

  #tellDocument(document: vscode.TextDocument): void {
    // Output channels, diffs and the like are no sources.
    if (document.uri.scheme !== 'file') return;
    void this.#tell(document.uri, document.getText());
  }

  async #tellFile(uri: vscode.Uri): Promise<void> {
    if (uri.scheme !== 'file') return;
    await this.#tell(uri, await readText(uri));
  }

  async #tell(uri: vscode.Uri, text: string | null): Promise<void> {
    if (uri.path.endsWith('/.vscode/savepoint.json')) return;
    const key = uri.toString();
    const rules = text?.includes(WORD) === true ? text : null;
    if (rules === null && !this.#told.has(key)) return;
    if (rules === null) this.#told.delete(key);
    else this.#told.add(key);
    try {
      await this.store.rulesChanged(key, rules);
    } catch (error) {
      this.log.warn(`Telling of the rules in ${key}: ${String(error)}`);
    }
  }
}

async function readText(uri: vscode.Uri): Promise<string | null> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(uri));
  } catch {
    return null;
  }
}
