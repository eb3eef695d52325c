/** VS Code's own Debug Console, as an independent reader of the paused program. */
import { type Locator } from 'playwright-core';
import { eventually } from './eventually';
import type { Workbench } from './workbench';

export class DebugConsole {
  constructor(private readonly workbench: Workbench) {}

  async open(): Promise<void> {
    await this.workbench.runCommand('Debug Console: Focus on Debug Console View');
    await this.#input().waitFor();
  }

  /** Has the debugger evaluate it in the paused frame; the console must be open. */
  async enter(expression: string): Promise<void> {
    const { keyboard } = this.workbench.page;
    await this.#input().click();
    await keyboard.insertText(expression);
    await keyboard.press('Enter');
  }

  #input(): Locator {
    return this.workbench.page.locator('.repl-input-wrapper .monaco-editor');
  }

  /** The expressions' values as text, read in one evaluation by the debugger in the paused frame. */
  async evaluateAll(expressions: readonly string[]): Promise<readonly string[]> {
    const { page } = this.workbench;
    await this.open();
    const marker = `values ${++evaluations}`;
    const values = expressions.map((expression) => `String(${expression})`).join(', ');
    const results = page.locator('.repl .evaluation-result, .repl .output');
    await this.enter(`[${JSON.stringify(marker)}, ${values}].join(' ¦ ')`);
    return eventually(`the Debug Console to answer ${marker}`, async () => {
      const texts = await results.allInnerTexts();
      const line = texts.findLast((text) => text.includes(`${marker} ¦`) && !text.includes('String('));
      if (line === undefined) return undefined;
      const answer = line.slice(line.indexOf(marker)).replace(/'\s*$/, '');
      return answer.split(' ¦ ').slice(1, expressions.length + 1);
    });
  }
}

let evaluations = 0;
