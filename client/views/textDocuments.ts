/**
 * Read-only documents that are shown and never saved: reports and the two sides of a comparison.
 *
 * Their text holds the program's values, so it is kept in memory alone, and only while an editor is open on it.
 */
import * as vscode from 'vscode';

const SCHEME = 'savepoint';

export class TextDocuments implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly texts = new Map<string, string>();
  private readonly subscriptions: vscode.Disposable;
  private next = 1;

  constructor() {
    this.subscriptions = vscode.Disposable.from(
      vscode.workspace.registerTextDocumentContentProvider(SCHEME, this),
      vscode.workspace.onDidCloseTextDocument((document) => this.texts.delete(document.uri.toString())),
    );
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.texts.get(uri.toString()) ?? 'This is no longer kept: it was about a program that has moved on.\n';
  }

  async showReport(title: string, text: string): Promise<void> {
    const document = await vscode.workspace.openTextDocument(this.add(`${title}.md`, text));
    await vscode.window.showTextDocument(document, { preview: true });
  }

  async showDifference(title: string, before: string, after: string): Promise<void> {
    const [left, right] = [this.add('before', before), this.add('after', after)];
    await vscode.commands.executeCommand('vscode.diff', left, right, title, { preview: true });
  }

  dispose(): void {
    this.subscriptions.dispose();
    this.texts.clear();
  }

  private add(name: string, text: string): vscode.Uri {
    const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${this.next++}/${name}` });
    this.texts.set(uri.toString(), text);
    return uri;
  }
}
