/** The box that drops down from the title bar: command palette, pick lists, input boxes. */
import { type Locator, type Page } from 'playwright-core';

export interface QuickInputItem {
  readonly label: string;
  readonly description: string;
  readonly detail: string;
}

export class QuickInput {
  private readonly widget: Locator;
  readonly field: Locator;

  constructor(private readonly page: Page) {
    this.widget = page.locator('.quick-input-widget:visible');
    this.field = this.widget.locator('.quick-input-box input');
  }

  /** Types into the field, in place of what was there. */
  async type(text: string): Promise<void> {
    await this.field.fill(text);
  }

  async accept(): Promise<void> {
    await this.field.press('Enter');
  }

  async cancel(): Promise<void> {
    await this.field.press('Escape');
    await this.widget.waitFor({ state: 'hidden' });
  }

  /** Chooses the item with exactly that label; a regular expression chooses the first that matches. */
  async pick(label: string | RegExp): Promise<void> {
    await this.item(label).first().click();
  }

  item(label: string | RegExp): Locator {
    const exact = typeof label === 'string' ? new RegExp(`^\\s*${escape(label)}\\s*$`) : label;
    const name = this.page.locator('.quick-input-list-row:first-child .label-name').filter({ hasText: exact });
    return this.widget.locator('.monaco-list-row').filter({ has: name });
  }

  /** The items that can be seen, from the top. */
  async items(): Promise<readonly QuickInputItem[]> {
    const rows = await this.widget.locator('.monaco-list-row').all();
    return Promise.all(rows.map(readItem));
  }

  /** The sentence under the field: a prompt, or what is wrong with what was typed. */
  async message(): Promise<string> {
    return (await this.widget.locator('.quick-input-message').innerText()).trim();
  }

  async placeholder(): Promise<string> {
    return (await this.field.getAttribute('placeholder')) ?? '';
  }

  async title(): Promise<string> {
    return (await this.widget.locator('.quick-input-title').innerText()).trim();
  }

  /** Waits until the items are those for what was typed: their letters are highlighted, or the list says that there is none. */
  async waitUntilFiltered(): Promise<void> {
    const highlighted = this.widget.locator('.monaco-list-row .highlight');
    const noMatch = this.widget
      .locator('.monaco-list-row')
      .filter({ hasText: /^No (matching|results)|similar commands$/ });
    await highlighted.or(noMatch).first().waitFor();
  }

  async waitUntilOpen(): Promise<void> {
    await this.field.waitFor();
  }
}

async function readItem(row: Locator): Promise<QuickInputItem> {
  const [label, description, detail] = await Promise.all([
    row.locator('.quick-input-list-row').first().locator('.label-name').allInnerTexts(),
    row.locator('.quick-input-list-row').first().locator('.label-description').allInnerTexts(),
    row.locator('.quick-input-list-label-meta').allInnerTexts(),
  ]);
  return { label: label.join(''), description: description.join(''), detail: detail.join('') };
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
