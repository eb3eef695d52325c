// The exact versions that the tests run against. The VS Code in `code-server` 4.139.1 is 1.139.1.

export const CODE_SERVER = '4.139.1';
export const VSCODE = '1.139.1';
export const NODE = '24.21.0';
