/** VS Code's window for tests that are written as a person acts: palette, keyboard, sidebar, notifications. */
import { mkdir } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Locator, type Page } from 'playwright-core';
import { type EditorWindow } from '../editorWindow';
import { Debugging } from './debugging';
import { eventually } from './eventually';
import { Notifications } from './notifications';
import { Problems } from './problems';
import { QuickInput } from './quickInput';
import { TreeView } from './treeView';

export class Workbench {
  readonly page: Page;
  readonly quickInput: QuickInput;
  readonly notifications: Notifications;
  readonly debugging: Debugging;
  readonly problems: Problems;

  constructor(readonly window: EditorWindow) {
    const { page } = window;
    this.page = page;
    this.quickInput = new QuickInput(page);
    this.notifications = new Notifications(page);
    this.debugging = new Debugging(page);
    this.problems = new Problems(page, (title) => this.runCommand(title));
  }

  /** The copy of the workspace folder that is open. */
  get folder(): string {
    return this.window.server.workspace;
  }

  /** Runs the command with exactly that title, category included, from the palette, as soon as the palette offers it. */
  async runCommand(title: string): Promise<void> {
    await eventually(`the palette to offer "${title}"`, async () => {
      await this.openPalette(title);
      await this.quickInput.waitUntilFiltered();
      if ((await this.quickInput.item(title).count()) > 0) {
        await this.quickInput.pick(title);
        await this.paletteGone();
        return true;
      }
      // An open palette shows the commands of the moment in which it was opened.
      await this.quickInput.cancel();
      return undefined;
    });
  }

  /** The titles that the palette offers at this moment for what is typed into it. */
  async offeredCommands(typed: string): Promise<readonly string[]> {
    await this.openPalette(typed);
    await this.quickInput.waitUntilFiltered();
    const items = await this.quickInput.items();
    await this.quickInput.cancel();
    return items.map(({ label }) => label);
  }

  /** Presses key combinations one after the other, such as `Control+K`, `F5`. */
  async pressKeys(...combinations: readonly string[]): Promise<void> {
    for (const combination of combinations) await this.page.keyboard.press(combination);
  }

  /** Opens a file of the workspace in an editor, with the cursor in that line. */
  async openFile(name: string, line?: number): Promise<void> {
    await eventually(`${name} to be offered`, async () => {
      await this.openBox('Control+P', line === undefined ? name : `${name}:${line}`);
      const offered = this.page.locator('.quick-input-widget:visible .monaco-list-row').filter({ hasText: name });
      await offered.first().waitFor({ timeout: 5_000 });
      await this.quickInput.accept();
      return true;
    });
    await this.page.locator(`.tab.active[data-resource-name="${name}"]`).waitFor();
    await this.page.locator('.editor-instance .monaco-editor.focused').waitFor();
    if (line !== undefined) await this.statusBarItem(`Ln ${line}, Col`).waitFor();
  }

  /** Sets a breakpoint with F9 in a file's line, which becomes the cursor's. */
  async toggleBreakpoint(name: string, line: number): Promise<void> {
    await this.openFile(name, line);
    let pressed = -Infinity;
    await eventually(`a breakpoint at ${name}:${line}`, async () => {
      if (await this.hasBreakpointAtCursor()) return true;
      // The window may not have been ready for the key.
      if (performance.now() - pressed > 5_000) {
        await this.pressKeys('F9');
        pressed = performance.now();
      }
      return undefined;
    });
  }

  private async hasBreakpointAtCursor(): Promise<boolean> {
    const editor = this.page
      .locator('.editor-instance .monaco-editor')
      .filter({ has: this.page.locator('.inputarea:focus, .native-edit-context:focus') });
    const cursor = await editor.locator('.line-numbers.active-line-number').first().boundingBox({ timeout: 1_000 });
    const glyphs = await editor.locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified').all();
    const boxes = await Promise.all(glyphs.map((glyph) => glyph.boundingBox({ timeout: 1_000 })));
    return boxes.some((box) => box !== null && cursor !== null && Math.abs(box.y - cursor.y) < cursor.height / 2);
  }

  /** Shows Run and Debug in the sidebar. */
  async openDebugSidebar(): Promise<void> {
    await this.pressKeys('Control+Shift+D');
    await this.page.locator('.part.sidebar .composite.title').filter({ hasText: 'Run and Debug' }).waitFor();
    await this.page.locator('.part.sidebar .pane').first().waitFor();
  }

  /** A collapsible view of the sidebar by the title in its header. */
  treeView(title: string): TreeView {
    return new TreeView(this.page, title);
  }

  /** The status bar item whose text contains that. */
  statusBarItem(text: string | RegExp): Locator {
    return this.page.locator('.statusbar-item').filter({ hasText: text });
  }

  /** Keeps a picture of the window in that file. */
  async screenshot(file: string): Promise<void> {
    await mkdir(dirname(file), { recursive: true });
    await this.page.screenshot({ path: file });
  }

  private async openPalette(typed: string): Promise<void> {
    await this.openBox('F1', `>${typed}`);
  }

  /** Types into the box that those keys open. What takes the focus, such as a view that is opening, closes it: then anew. */
  private async openBox(keys: string, typed: string): Promise<void> {
    await eventually(`the box that ${keys} opens`, async () => {
      if (!(await this.quickInput.field.isVisible())) await this.pressKeys(keys);
      await this.quickInput.field.fill(typed, { timeout: 5_000 });
      return true;
    });
  }

  /** What opens a box of its own does so in the palette's place. */
  private async paletteGone(): Promise<void> {
    await eventually('the palette to close', async () => {
      const { field } = this.quickInput;
      return (await field.isVisible()) && (await field.inputValue({ timeout: 1_000 })).startsWith('>')
        ? undefined
        : true;
    });
  }
}
