/** The Problems panel. */
import { type Page } from 'playwright-core';

export class Problems {
  constructor(
    private readonly page: Page,
    private readonly runCommand: (title: string) => Promise<void>,
  ) {}

  /** Opens the panel and waits for a problem whose text contains that; gives its whole text. */
  async waitFor(text: string | RegExp): Promise<string> {
    await this.open();
    const row = this.page.locator('.markers-panel .monaco-list-row').filter({ hasText: text }).first();
    await row.waitFor();
    return clean(await row.innerText());
  }

  /** The rows that can be seen: files, and their problems under them. */
  async rows(): Promise<readonly string[]> {
    await this.open();
    return (await this.page.locator('.markers-panel .monaco-list-row').allInnerTexts()).map(clean);
  }

  private async open(): Promise<void> {
    const panel = this.page.locator('.markers-panel');
    if (await panel.isVisible()) return;
    await this.runCommand('Problems: Focus on Problems View');
    await panel.waitFor();
  }
}

function clean(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
