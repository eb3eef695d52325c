/** One collapsible view of the sidebar: a tree of an extension's, or one of the debugger's own. */
import { type Locator, type Page } from 'playwright-core';
import { eventually } from './eventually';

export interface TreeRow {
  /** The row's text, as read: label and description, or name and value. */
  readonly text: string;
  readonly label: string;
  readonly description: string;
  /** 1 for the tree's own children. */
  readonly level: number;
  readonly state: 'expanded' | 'collapsed' | 'leaf';
}

export class TreeView {
  private readonly pane: Locator;
  private readonly header: Locator;

  constructor(
    private readonly page: Page,
    readonly title: string,
  ) {
    const named = page.locator('.pane-header h3.title', { hasText: new RegExp(`^${title}$`, 'i') });
    this.pane = page.locator('.pane').filter({ has: named });
    this.header = this.pane.locator('.pane-header');
  }

  /** Opens the view, and closes the others around it so that its rows have the whole height. */
  async open(): Promise<void> {
    await this.setExpanded('true');
    const titles = await this.page.locator('.part.sidebar .pane > .pane-header h3.title').allInnerTexts();
    for (const title of titles) {
      const other = new TreeView(this.page, title);
      // Some views, such as Loaded Scripts, come and go with the debug session.
      if (title.toLowerCase() === this.title.toLowerCase()) continue;
      await other.setExpanded('false').catch(async (error: unknown) => {
        if (await other.header.isVisible()) throw error;
      });
    }
  }

  /** Waits for the first row whose text contains that. */
  row(text: string | RegExp): Locator {
    return this.pane.locator('.monaco-list-row').filter({ hasText: text }).first();
  }

  /** The rows that can be seen, from the top. */
  async rows(): Promise<readonly TreeRow[]> {
    const rows = await this.pane.locator('.monaco-list-row').all();
    const read = await Promise.all(rows.map(readRow));
    return read.sort((one, other) => one.index - other.index).map(({ row }) => row);
  }

  /** Shows the children of the first row whose text contains that. */
  async expand(text: string | RegExp): Promise<void> {
    await this.toggle(text, 'false', 'true');
  }

  async collapse(text: string | RegExp): Promise<void> {
    await this.toggle(text, 'true', 'false');
  }

  /** Presses the inline action of that name in the first row whose text contains that. */
  async pressRowAction(text: string | RegExp, action: string): Promise<void> {
    const row = this.row(text);
    await row.hover();
    await row.getByRole('button', { name: action }).click();
  }

  /** Presses the action of that name in the view's title. */
  async pressTitleAction(action: string): Promise<void> {
    await this.header.hover();
    await this.header.getByRole('button', { name: action }).click();
  }

  /** What the view says when it has no rows. */
  async emptyText(): Promise<string> {
    return (await this.pane.locator('.welcome-view-content').innerText()).trim();
  }

  private async toggle(text: string | RegExp, from: string, to: string): Promise<void> {
    const row = this.row(text);
    const before = row.and(this.page.locator(`[aria-expanded=${from}]`));
    const after = row.and(this.page.locator(`[aria-expanded=${to}]`));
    await row.waitFor();
    // A view that is drawn anew under the pointer takes a click for nothing.
    await eventually(`the row ${String(text)} to be toggled`, async () => {
      if (await after.isVisible()) return true;
      await before.locator('.monaco-tl-twistie').click({ timeout: 2_000 });
      await after.waitFor({ timeout: 3_000 });
      return true;
    });
  }

  private async setExpanded(expanded: 'true' | 'false'): Promise<void> {
    await this.header.waitFor({ timeout: 5_000 });
    if ((await this.header.getAttribute('aria-expanded', AT_ONCE)) === expanded) return;
    await this.header.locator('h3.title').click({ timeout: 5_000 });
    await this.header.and(this.page.locator(`[aria-expanded=${expanded}]`)).waitFor();
  }
}

/** A row that was there a moment ago and is gone must not be waited for. */
const AT_ONCE = { timeout: 1_000 };

async function readRow(row: Locator): Promise<{ index: number; row: TreeRow }> {
  const [text, label, description, attributes] = await Promise.all([
    row.innerText(AT_ONCE),
    row.locator('.label-name').allInnerTexts(),
    row.locator('.label-description').allInnerTexts(),
    Promise.all(['data-index', 'aria-level', 'aria-expanded'].map((name) => row.getAttribute(name, AT_ONCE))),
  ]);
  const [index, level, expanded] = attributes;
  const state = expanded === 'true' ? 'expanded' : expanded === 'false' ? 'collapsed' : 'leaf';
  return {
    index: Number(index),
    row: {
      text: text.replace(/\s+/g, ' ').trim(),
      label: label.join('').trim(),
      description: description.join('').trim(),
      level: Number(level),
      state,
    },
  };
}
