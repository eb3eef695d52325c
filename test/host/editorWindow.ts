/** One browser page with VS Code's window in it, and the server behind it: opened, watched, and put to evidence. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type EditorServer } from './editorServer';

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export class EditorWindow {
  static async create(browser: Browser, server: EditorServer, viewport: Viewport = VIEWPORT): Promise<EditorWindow> {
    const context = await browser.newContext({ viewport });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    // Loading the window is most of the work of a test, and the machine may be busy.
    page.setDefaultNavigationTimeout(60_000);
    return new EditorWindow(server, context, page);
  }

  readonly #console: string[] = [];

  private constructor(
    readonly server: EditorServer,
    private readonly context: BrowserContext,
    readonly page: Page,
  ) {
    page.on('console', (message) => this.#console.push(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', (error) => this.#console.push(`[pageerror] ${error.stack ?? error.message}`));
  }

  /** Loads the window and waits until its parts are restored and every extension's contributions are there. */
  async load(): Promise<void> {
    await this.page.goto(this.server.address());
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.waitForFunction(
      "['code/didStartWorkbench', 'code/didLoadExtensions'].every((name) => performance.getEntriesByName(name).length > 0)",
    );
  }

  /** Keeps a screenshot, the browser's console and the server's logs in that folder. */
  async keepEvidence(folder: string): Promise<void> {
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, 'page.png') }).catch(() => undefined);
    await writeFile(join(folder, 'browser-console.log'), this.#console.join('\n'));
    await writeFile(join(folder, 'server-output.log'), this.server.output);
    await cp(this.server.logs, join(folder, 'logs'), { recursive: true }).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.context.close();
    await this.server.stop();
  }
}

const VIEWPORT: Viewport = { width: 1400, height: 1000 };
