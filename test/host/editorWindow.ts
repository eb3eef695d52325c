/** One browser page with VS Code's window in it, and the server behind it: opened, watched, and put to evidence. */
import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Browser, type BrowserContext, type Page } from 'playwright-core';
import { type EditorServer } from './editorServer';

export interface Viewport {
  readonly width: number;
  readonly height: number;
}

export interface EditorWindowOptions {
  readonly extensionDevelopmentPath: string;
  readonly viewport?: Viewport;
}

export class EditorWindow {
  static async create(browser: Browser, server: EditorServer, options: EditorWindowOptions): Promise<EditorWindow> {
    const context = await browser.newContext({ viewport: options.viewport ?? { width: 1400, height: 1000 } });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    return new EditorWindow(server, context, page, options.extensionDevelopmentPath);
  }

  readonly #console: string[] = [];

  private constructor(
    readonly server: EditorServer,
    private readonly context: BrowserContext,
    readonly page: Page,
    private readonly extensionDevelopmentPath: string,
  ) {
    page.on('console', (message) => this.#console.push(`[${message.type()}] ${message.text()}`));
    page.on('pageerror', (error) => this.#console.push(`[pageerror] ${error.stack ?? error.message}`));
  }

  /** The address that opens the same window in any browser. */
  address(payload: Readonly<Record<string, string>> = {}): string {
    return this.server.address({
      extensionDevelopmentPath: this.server.remote(this.extensionDevelopmentPath),
      skipWelcome: 'true',
      ...payload,
    });
  }

  /** Loads the window and waits until its parts are restored and every extension's contributions are there. */
  async load(payload: Readonly<Record<string, string>>): Promise<void> {
    await this.page.goto(this.address(payload));
    await this.page.locator('.monaco-workbench .part.statusbar').waitFor({ timeout: 60_000 });
    await this.page.waitForFunction('globalThis.driver?.whenWorkbenchRestored().then(() => true)');
    await this.page.waitForFunction("performance.getEntriesByName('code/didLoadExtensions').length > 0");
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
