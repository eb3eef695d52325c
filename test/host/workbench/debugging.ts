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
  readonly function: string;
  readonly file: string;
  readonly line: number;
}

export class Debugging {
  readonly variables: TreeView;
  readonly callStack: TreeView;

  constructor(private readonly page: Page) {
    this.variables = new TreeView(page, 'Variables');
    this.callStack = new TreeView(page, 'Call Stack');
  }

  /** Waits until the program is paused, on that line if one is given, and gives where. */
  async waitUntilPaused(line?: number): Promise<StandsAt> {
    const where = line === undefined ? 'to pause' : `to pause in line ${line}`;
    return eventually(`the program ${where}`, async () => {
      const top = this.page.locator('.debug-call-stack .stack-frame').first();
      if ((await top.count()) === 0) return undefined;
      const [name, file, position] = await Promise.all([
        top.locator('.label').innerText(),
        top.locator('.file-name').innerText(),
        top.locator('.line-number').innerText(),
      ]);
      const stands = { function: name, file, line: Number.parseInt(position, 10) };
      return line === undefined || stands.line === line ? stands : undefined;
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
          row.getAttribute('data-index'),
          row.getAttribute('aria-level'),
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
