/** VS Code's own Debug Console, as an independent reader of the paused program. */
import { eventually } from './eventually';
import type { Workbench } from './workbench';

export class DebugConsole {
  constructor(private readonly workbench: Workbench) {}

  /** The expressions' values as text, read in one evaluation by the debugger in the paused frame. */
  async evaluateAll(expressions: readonly string[]): Promise<readonly string[]> {
    const { page } = this.workbench;
    await this.workbench.runCommand('Debug Console: Focus on Debug Console View');
    const input = page.locator('.repl-input-wrapper .monaco-editor');
    await input.waitFor();
    const marker = `values ${++evaluations}`;
    const values = expressions.map((expression) => `String(${expression})`).join(', ');
    const results = page.locator('.repl .evaluation-result, .repl .output');
    await input.click();
    await page.keyboard.insertText(`[${JSON.stringify(marker)}, ${values}].join(' ¦ ')`);
    await page.keyboard.press('Enter');
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
