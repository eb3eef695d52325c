/** The rules file of the window's workspace, which tests rewrite and give back. */
import { readFile, writeFile } from 'node:fs/promises';
import { inWorkspace } from './workspace';

export class RulesFile {
  private constructor(
    readonly path: string,
    private readonly original: string,
  ) {}

  /** As it is now. */
  static async read(): Promise<RulesFile> {
    const path = inWorkspace('.vscode', 'savepoint.json');
    return new RulesFile(path, await readFile(path, 'utf8'));
  }

  /** The watcher tells of it in its own time. */
  write(rules: readonly unknown[], indentation?: number): Promise<void> {
    return this.writeText(JSON.stringify({ rules }, undefined, indentation));
  }

  writeText(text: string): Promise<void> {
    return writeFile(this.path, text);
  }

  giveBack(): Promise<void> {
    return this.writeText(this.original);
  }
}
