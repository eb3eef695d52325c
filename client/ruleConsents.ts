/**
 * The user's word on expressions that may change the program: without it they are not evaluated. It is asked for once in a
 * window and kept for the workspace.
 */
import * as vscode from 'vscode';
import type { RuleToEvaluate } from '../server/protocol';
import { withoutLinks } from './views/plainText';

const KEY = 'savepoint.allowedExpressions';
const ALLOW = 'Allow in This Workspace';

export interface Consents {
  /** Whether a rule may be evaluated; where it may not be, the user is asked. */
  allows(rule: RuleToEvaluate): boolean;
}

export class RuleConsents implements Consents {
  readonly #asked = new Set<string>();

  constructor(private readonly memory: vscode.Memento) {
    this.#tell();
  }

  allows({ expression, sideEffect }: RuleToEvaluate): boolean {
    if (sideEffect === undefined || this.#allowed().includes(expression)) return true;
    void this.#ask(expression, sideEffect);
    return false;
  }

  /** Takes back all that was allowed; it is asked for again. */
  async forget(): Promise<void> {
    this.#asked.clear();
    await this.#keep(undefined);
  }

  #allowed(): readonly string[] {
    return this.memory.get<readonly string[]>(KEY, []);
  }

  async #ask(expression: string, sideEffect: string): Promise<void> {
    if (this.#asked.has(expression)) return;
    this.#asked.add(expression);
    const sentence = `The rule '${expression}' may change your program whenever it pauses: it ${sideEffect}. Evaluate it all the same?`;
    const pressed = await vscode.window.showWarningMessage(withoutLinks(sentence), ALLOW, 'Do Not Evaluate');
    if (pressed === ALLOW) await this.#keep([...this.#allowed(), expression]);
  }

  async #keep(allowed: readonly string[] | undefined): Promise<void> {
    await this.memory.update(KEY, allowed);
    this.#tell();
  }

  /** Only where something was allowed can it be withdrawn. */
  #tell(): void {
    void vscode.commands.executeCommand('setContext', 'savepoint.hasConsent', this.#allowed().length > 0);
  }
}
