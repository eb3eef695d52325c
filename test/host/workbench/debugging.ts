/** The debugger as a person sees it: where the program stands, what the Variables view shows. */
import { type Page } from 'playwright-core';
import { eventually } from './eventually';
import { TreeView } from './treeView';

export interface VariableRow {
  /** A scope's name, or a variable's. */
  readonly name: string;
  /** As the view shows it; empty for a scope. */
  readonly value: string;
  /** 1 for scopes, 2 for their variables. */
  readonly level: number;
}

export interface StandsAt {
  readonly file: string;
  readonly line: number;
}

/** In milliseconds: the first stop of a window waits for the debugger and the program to start. */
const STARTED = 60_000;

/** A row that was there a moment ago and is gone must not be waited for. */
const AT_ONCE = { timeout: 1_000 };

export class Debugging {
  readonly variables: TreeView;
  readonly callStack: TreeView;

  constructor(private readonly page: Page) {
    this.variables = new TreeView(page, 'Variables');
    this.callStack = new TreeView(page, 'Call Stack');
  }

  /**
   * Waits until the editor shows the program paused, in that line if one is given, and gives where. After a step, give the line:
   * without it, the place before the step is as good.
   */
  async waitUntilPaused(line?: number): Promise<StandsAt> {
    await this.page.locator('.view-overlays .debug-top-stack-frame-line').first().waitFor({ timeout: STARTED });
    await this.page.locator('.statusbar-item', { hasText: line === undefined ? /^Ln / : `Ln ${line}, Col` }).waitFor();
    const [file, position] = await Promise.all([
      this.page.locator('.editor-group-container.active .tab.active').getAttribute('data-resource-name'),
      this.page.locator('.statusbar-item', { hasText: /^Ln / }).innerText(),
    ]);
    return { file: file ?? '', line: Number(/\d+/.exec(position)?.[0]) };
  }

  /** Selects a frame in the Call Stack, whose rows move while they come. */
  async selectFrame(name: string): Promise<void> {
    await this.callStack.open();
    const row = this.callStack.row(name);
    await eventually(`the frame ${name} to be selected`, async () => {
      await row.click({ timeout: 2_000 });
      await row.and(this.page.locator('.selected')).waitFor({ timeout: 3_000 });
      return true;
    });
  }

  async waitUntilEnded(): Promise<void> {
    await this.page.locator('.debug-toolbar').waitFor({ state: 'hidden' });
  }

  /** What the Variables view shows now, from the top. */
  async variableRows(): Promise<readonly VariableRow[]> {
    const rows = await this.page.locator('.debug-variables .monaco-list-row').all();
    const read = await Promise.all(
      rows.map(async (row) => {
        const [index, level, scope, name, value] = await Promise.all([
          row.getAttribute('data-index', AT_ONCE),
          row.getAttribute('aria-level', AT_ONCE),
          row.locator('.scope').allInnerTexts(),
          row.locator('.expression .name').allInnerTexts(),
          row.locator('.expression .value').allInnerTexts(),
        ]);
        const text = [...scope, ...name].join('').replace(/\s*[:=]\s*$/, '');
        return { index: Number(index), row: { name: text.trim(), value: value.join('').trim(), level: Number(level) } };
      }),
    );
    return read.sort((one, other) => one.index - other.index).map(({ row }) => row);
  }

  /** Waits until the Variables view shows that value for the first variable of that name. */
  async waitForVariable(name: string, value: string | RegExp): Promise<void> {
    await eventually(`the Variables view to show ${name} as ${String(value)}`, async () => {
      const rows = await this.variableRows();
      const shown = rows.find((row) => row.name === name)?.value;
      const matches = shown !== undefined && (typeof value === 'string' ? shown === value : value.test(shown));
      if (matches) return true;
      throw new Error(`It shows ${JSON.stringify(rows)}.`);
    });
  }
}
