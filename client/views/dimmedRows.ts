/** Rows whose label stands back: VS Code takes a label's color from the decoration of the uri that the row stands for. */
import * as vscode from 'vscode';

const SCHEME = 'savepoint-dimmed';

export function dimmedUri(id: string): vscode.Uri {
  return vscode.Uri.from({ scheme: SCHEME, path: `/${id}` });
}

export function dimRows(): vscode.Disposable {
  const color = new vscode.ThemeColor('disabledForeground');
  return vscode.window.registerFileDecorationProvider({
    provideFileDecoration: ({ scheme }) => (scheme === SCHEME ? { color } : undefined),
  });
}
