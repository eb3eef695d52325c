/** Savepoint's diagnostics of a file, as VS Code has them. */
import * as vscode from 'vscode';

/** Those that VS Code itself finds in the file are left out. */
export function diagnosticsOf(file: string): readonly vscode.Diagnostic[] {
  return vscode.languages.getDiagnostics(vscode.Uri.file(file)).filter(({ source }) => source === 'savepoint');
}

/** Gives the first diagnostics of the file that are accepted, the present ones included. */
export function untilDiagnostics(
  file: string,
  areMeant: (diagnostics: readonly vscode.Diagnostic[]) => boolean,
): Promise<readonly vscode.Diagnostic[]> {
  const present = diagnosticsOf(file);
  if (areMeant(present)) return Promise.resolve(present);
  return new Promise((resolve) => {
    const subscription = vscode.languages.onDidChangeDiagnostics(() => {
      const diagnostics = diagnosticsOf(file);
      if (!areMeant(diagnostics)) return;
      subscription.dispose();
      resolve(diagnostics);
    });
  });
}
