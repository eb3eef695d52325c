/** One VS Code server with its own settings, extensions, data and copy of a workspace, all in one temporary folder. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { cp, mkdir, mkdtemp, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { baseSettings, type Settings } from './baseSettings';
import { type TestHostPlaces } from './provision/index.mjs';

export interface EditorServerOptions {
  /** A folder to work on a copy of. */
  readonly workspace: string;
  /** User settings, beside {@link baseSettings}. */
  readonly settings?: Settings;
  /** Folders of extensions that only the tests use, such as one that contributes a debug adapter. */
  readonly extensions?: readonly string[];
  /** `restricted` opens the folder in Restricted Mode, where a person can trust it; the default trusts everything. */
  readonly trust?: 'trusted' | 'restricted';
  /** Folders of extensions under development that are there as if a person had installed them. */
  readonly linkedExtensions?: readonly string[];
  /** `tests` lets the page's address name a test module and an extension to test; VS Code shows no notifications then. */
  readonly drivenBy?: 'person' | 'tests';
  /** Variables for the extension host and what it starts. */
  readonly environment?: Readonly<Record<string, string>>;
}

export class EditorServer {
  static async start(places: TestHostPlaces, options: EditorServerOptions): Promise<EditorServer> {
    const folder = await mkdtemp(join(tmpdir(), 'savepoint-host-'));
    const workspace = join(folder, 'workspace', basename(options.workspace));
    const data = join(folder, 'data');
    await cp(options.workspace, workspace, { recursive: true });
    await mkdir(join(data, 'data', 'User'), { recursive: true });
    const settings = { ...baseSettings, ...options.settings };
    await writeFile(join(data, 'data', 'User', 'settings.json'), JSON.stringify(settings, undefined, 2));
    const extensions = join(data, 'extensions');
    await mkdir(extensions);
    for (const extension of options.extensions ?? []) {
      await cp(extension, join(extensions, basename(extension)), { recursive: true });
    }
    for (const [index, extension] of (options.linkedExtensions ?? []).entries()) {
      await symlink(extension, join(extensions, `linked-${index}`));
    }
    const guard = spawnGuarded(places, folder, data, options);
    const output = collect(guard);
    const port = await listeningPort(guard, output);
    return new EditorServer(guard, output, folder, workspace, `localhost:${port}`);
  }

  readonly #guard: ChildProcess;
  readonly #output: string[];

  private constructor(
    guard: ChildProcess,
    output: string[],
    /** Removed by {@link stop}. */
    readonly folder: string,
    /** The copy that this server's windows open. */
    readonly workspace: string,
    readonly authority: string,
  ) {
    this.#guard = guard;
    this.#output = output;
  }

  /** What the server printed so far. */
  get output(): string {
    return this.#output.join('');
  }

  /** Resolves with the line that matches, once the server prints it. */
  whenPrinted(pattern: RegExp): Promise<string> {
    return new Promise((resolve) => {
      const look = (): void => {
        const line = pattern.exec(this.output)?.[0];
        if (line === undefined) return;
        this.#guard.stdout?.off('data', look);
        resolve(line);
      };
      this.#guard.stdout?.on('data', look);
      look();
    });
  }

  /** The log files of the server and of its extension hosts. */
  get logs(): string {
    return join(this.folder, 'data', 'data', 'logs');
  }

  /** The address that opens the workspace in a window, with parameters that VS Code takes when tests drive it. */
  address(payload: Readonly<Record<string, string>> = {}): string {
    const entries = Object.entries(payload);
    const query = new URLSearchParams({
      folder: this.workspace,
      ...(entries.length > 0 && { payload: JSON.stringify(entries) }),
    });
    return `http://${this.authority}/?${query.toString()}`;
  }

  /** A file's name, as the window knows it. */
  remote(path: string): string {
    return `vscode-remote://${this.authority}${path}`;
  }

  /** Ends the server and all that it started, and removes its folder. */
  async stop(): Promise<void> {
    if (this.#guard.exitCode !== null || this.#guard.signalCode !== null) return;
    const ended = once(this.#guard, 'exit');
    this.#guard.stdin?.end();
    await ended;
  }
}

function spawnGuarded(
  places: TestHostPlaces,
  folder: string,
  data: string,
  options: EditorServerOptions,
): ChildProcess {
  const server = [
    ...['out/server-main.js', '--host', '127.0.0.1', '--port', '0', '--server-data-dir', data],
    ...['--without-connection-token', '--accept-server-license-terms', '--telemetry-level', 'off'],
    ...(options.drivenBy === 'tests' ? ['--enable-smoke-test-driver'] : []),
    ...(options.trust === 'restricted' ? [] : ['--disable-workspace-trust']),
  ];
  const guard = join(__dirname, 'guard.mjs');
  return spawn(process.execPath, [guard, randomUUID(), folder, places.node, ...server], {
    cwd: places.server,
    env: { ...environmentOfUser(), ...NO_GALLERY, ...options.environment },
    stdio: ['pipe', 'pipe', 'pipe'],
    // The terminal's Ctrl-C is for the host, which then lets the guard end its own way.
    detached: true,
  });
}

/** Without what npm, mocha and tsx put there for this process, which would change the debuggees. */
function environmentOfUser(): NodeJS.ProcessEnv {
  const foreign = /^(npm_|NODE_OPTIONS$|VSCODE_|MOCHA_)/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !foreign.test(name)));
}

/** Keeps VS Code from asking for extensions over the network. */
const NO_GALLERY = {
  EXTENSIONS_GALLERY: JSON.stringify({ serviceUrl: '', itemUrl: '', resourceUrlTemplate: '' }),
};

function collect(child: ChildProcess): string[] {
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => output.push(text));
  }
  return output;
}

function listeningPort(guard: ChildProcess, output: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    guard.stdout?.on('data', () => {
      const port = /agent listening on (\d+)/.exec(output.join(''))?.[1];
      if (port !== undefined) resolve(port);
    });
    guard.once('exit', () => {
      reject(new Error(`VS Code's server ended before it listened:\n${output.join('')}`));
    });
  });
}
