/**
 * Real VS Code windows for tests: as a person sees them ({@link TestHost.openWorkbench}), or running a test module inside the
 * extension host ({@link TestHost.runExtensionTests}). Each window has a server, data and workspace copy of its own, so that one
 * test's window knows nothing of another's; the browser is shared.
 */
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { colorThemeSetting, type ColorTheme } from './colorTheme';
import { EditorServer, type EditorServerOptions } from './editorServer';
import { EditorWindow, type Viewport } from './editorWindow';
import { runTestModule } from './extensionTests';
import { provisionHost, type TestHostPlaces } from './provision/index.mjs';
import { type TellTestEvent } from './testEvent';
import { Workbench } from './workbench/workbench';

/** The extension under test, and the folder of its manifest. */
export const REPOSITORY = join(__dirname, '..', '..');

export interface WindowOptions extends Omit<EditorServerOptions, 'drivenBy' | 'linkedExtensions'> {
  /** The extension under development; this repository when left out. */
  readonly extensionDevelopmentPath?: string;
  readonly theme?: ColorTheme;
  readonly viewport?: Viewport;
}

export interface ExtensionTestOptions extends WindowOptions {
  /** A CommonJS module that exports `run(): Promise<void>` and prints {@link TestEvent}s. */
  readonly testsPath: string;
  readonly tell: TellTestEvent;
  /** Awaited after the run, while the window is still there to be looked at; with the error, if the run could not end itself. */
  readonly beforeClosing?: (error?: unknown) => Promise<unknown>;
}

export interface TestHostOptions {
  readonly log?: (line: string) => void;
  /** `no` shows the browser's window, which needs a display. */
  readonly headless?: 'yes' | 'no';
}

/** Provisions what is missing, which is quick when nothing is, and starts the browser. */
export async function startHost({ log = () => undefined, headless = 'yes' }: TestHostOptions = {}): Promise<TestHost> {
  const places = await provisionHost(log);
  const browser = await chromium.launch({
    executablePath: places.chromium,
    headless: headless === 'yes',
    args: CHROMIUM_SWITCHES,
  });
  return new TestHost(places, browser);
}

export class TestHost {
  readonly #windows = new Set<EditorWindow>();

  constructor(
    readonly places: TestHostPlaces,
    private readonly browser: Browser,
  ) {
    live.add(this);
  }

  /** Opens a window as a person would, and gives it once it can be used. */
  async openWorkbench(options: WindowOptions): Promise<Workbench> {
    const window = await this.#openForPerson(options);
    await window.load();
    return new Workbench(window);
  }

  /** Serves a window for any browser until {@link stop}, and gives its address. */
  async serve(options: WindowOptions): Promise<string> {
    return (await this.#openForPerson(options)).server.address();
  }

  /** Runs a test module inside the extension host to its end, and gives its exit code. */
  async runExtensionTests(options: ExtensionTestOptions): Promise<number> {
    const window = await this.#open({ ...options, drivenBy: 'tests' });
    try {
      const code = await runTestModule(window, { extensionDevelopmentPath: REPOSITORY, ...options });
      await options.beforeClosing?.();
      return code;
    } catch (error) {
      await options.beforeClosing?.(error);
      throw error;
    } finally {
      await this.close(window);
    }
  }

  async close(window: EditorWindow): Promise<void> {
    this.#windows.delete(window);
    await window.close();
  }

  /** Keeps a screenshot and the logs of every open window in that folder. */
  async keepEvidence(folder: string): Promise<void> {
    const several = this.#windows.size > 1;
    let number = 0;
    for (const window of this.#windows) {
      number += 1;
      await window.keepEvidence(several ? join(folder, `window-${number}`) : folder);
    }
  }

  /** Ends every window, every server and the browser. */
  async stop(): Promise<void> {
    live.delete(this);
    for (const window of this.#windows) await this.close(window);
    await this.browser.close();
  }

  #openForPerson(options: WindowOptions): Promise<EditorWindow> {
    return this.#open({ ...options, linkedExtensions: [options.extensionDevelopmentPath ?? REPOSITORY] });
  }

  async #open(options: WindowOptions & EditorServerOptions): Promise<EditorWindow> {
    const settings = { ...colorThemeSetting(options.theme ?? 'dark'), ...options.settings };
    const server = await EditorServer.start(this.places, { ...options, settings });
    const window = await EditorWindow.create(this.browser, server, options.viewport);
    this.#windows.add(window);
    return window;
  }
}

/** The hosts of this process that are not stopped. */
export function liveHosts(): readonly TestHost[] {
  return [...live];
}

const live = new Set<TestHost>();

const CHROMIUM_SWITCHES = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
