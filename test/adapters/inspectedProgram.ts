/**
 * A program under V8's own debugger, in Node or in a page, behind a `DapPort` that does what js-debug does with the two requests that
 * the JavaScript debuggee makes. Counts them.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { DapPort, FrameToCapture } from '../../client/debuggee/debuggee';
import type { DapRequests } from '../../client/debuggee/dap';

interface Scope {
  readonly type: string;
  readonly object: { readonly objectId: string };
}

interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
  readonly scopeChain: readonly Scope[];
}

interface RemoteObject {
  readonly type: string;
  readonly subtype?: string;
  readonly value?: unknown;
  readonly description?: string;
}

interface PageTarget {
  readonly type: string;
  readonly webSocketDebuggerUrl: string;
}

interface Evaluated {
  readonly result: RemoteObject;
  readonly exceptionDetails?: { readonly exception?: RemoteObject; readonly text: string };
}

const HOVER_MILLISECONDS = 500;

export class InspectedProgram implements DapPort {
  /** Every request made through the port. */
  readonly requests: string[] = [];
  #frames: readonly CallFrame[] = [];
  readonly #scripts = new Map<string, string>();
  #lastId = 0;
  readonly #replies = new Map<number, (message: Record<string, unknown>) => void>();
  readonly #stops: (readonly CallFrame[])[] = [];
  #onStop: (() => void) | undefined;
  #onEnd: (() => void) | undefined;

  private constructor(
    readonly process: ChildProcess,
    readonly socket: WebSocket,
    readonly folder: string,
    readonly file: string,
  ) {
    socket.on('message', (data: Buffer) => this.#receive(JSON.parse(data.toString()) as Record<string, unknown>));
  }

  /** Starts a program and runs it to its first `debugger` statement. */
  static async start(
    source: string,
    extension: 'cjs' | 'mjs' = 'cjs',
    args: readonly string[] = [],
  ): Promise<InspectedProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'savepoint-'));
    const file = join(folder, `program.${extension}`);
    await writeFile(file, source);
    const child = spawn(process.execPath, [...args, '--inspect-brk=127.0.0.1:0', file], {
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const socket = new WebSocket(await inspectorUrl(child));
    await once(socket, 'open');
    const program = new InspectedProgram(child, socket, folder, file);
    await program.#send('Runtime.enable');
    await program.#send('Debugger.enable');
    await program.#send('Runtime.runIfWaitingForDebugger');
    await program.#nextStop();
    await program.resume();
    return program;
  }

  /** The same in a page of a headless Chromium. */
  static async startInPage(source: string, chromium: string): Promise<InspectedProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'savepoint-'));
    const file = join(folder, 'program.js');
    await writeFile(file, source);
    await writeFile(join(folder, 'page.html'), '<body><script src="program.js"></script></body>');
    const child = spawn(
      chromium,
      ['--headless', '--no-sandbox', '--disable-gpu', '--remote-debugging-port=0', `--user-data-dir=${folder}/profile`],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    const { host } = new URL(await inspectorUrl(child));
    const targets = (await (await fetch(`http://${host}/json/list`)).json()) as readonly PageTarget[];
    const page = targets.find(({ type }) => type === 'page');
    if (page === undefined) throw new Error('Chromium has no page.');
    const socket = new WebSocket(page.webSocketDebuggerUrl);
    await once(socket, 'open');
    const program = new InspectedProgram(child, socket, folder, file);
    await program.#send('Runtime.enable');
    await program.#send('Debugger.enable');
    // Answered when the page is there, which is not before the program goes on.
    void program.#send('Page.navigate', { url: `file://${folder}/page.html` });
    await program.#nextStop();
    return program;
  }

  /** Runs to the next `debugger` statement. */
  async resume(): Promise<void> {
    await this.#send('Debugger.resume');
    await this.#nextStop();
  }

  async stepOver(): Promise<void> {
    await this.#send('Debugger.stepOver');
    await this.#nextStop();
  }

  async stop(): Promise<void> {
    this.socket.close();
    if (this.process.exitCode === null && this.process.signalCode === null) {
      this.process.kill('SIGKILL');
      await once(this.process, 'exit');
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** How many frames there are, those of Node itself included. */
  get stackSize(): number {
    return this.#frames.length;
  }

  /** The frames of the program's own file, the paused one first. */
  frames(count = Infinity): FrameToCapture[] {
    const own = this.#frames
      .map((frame, index) => ({ frame, index }))
      .filter(({ frame }) => this.#scripts.get(frame.location.scriptId)?.endsWith(this.file) === true);
    return own.slice(0, count).map(({ frame, index }) => ({
      frameId: index,
      function: frame.functionName === '' ? '<anonymous>' : frame.functionName,
      source: this.file,
      readSource: () => readFile(this.file, 'utf8'),
      line: frame.location.lineNumber + 1,
      column: frame.location.columnNumber + 1,
      depth: this.#frames.length - 1 - index,
    }));
  }

  /** Evaluates in a frame, for a test's own questions; not counted. */
  async ask(expression: string, frameId = this.frames()[0]?.frameId ?? 0): Promise<unknown> {
    const { result, exceptionDetails } = await this.#evaluateOn(frameId, expression, { returnByValue: true });
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  async request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    this.requests.push(command);
    if (command === 'completions') {
      return await this.#complete(args as DapRequests['completions']['arguments']);
    }
    if (command === 'evaluate') {
      return await this.#evaluate(args as DapRequests['evaluate']['arguments']);
    }
    if (command === 'source') return { content: await readFile(this.file, 'utf8') };
    if (command === 'breakpointLocations') return { breakpoints: await this.#breakpointLocations() };
    if (command === 'setBreakpoints') return this.#setBreakpoints(args as DapRequests['setBreakpoints']['arguments']);
    if (command === 'pause') return this.#send('Debugger.pause');
    throw new Error(`The program does not answer ${command}.`);
  }

  async #breakpointLocations(): Promise<{ line: number }[]> {
    const [scriptId] = [...this.#scripts].find(([, url]) => url.endsWith(this.file)) ?? [];
    const { locations } = await this.#send<{ locations: { lineNumber: number }[] }>('Debugger.getPossibleBreakpoints', {
      start: { scriptId, lineNumber: 0 },
    });
    return locations.map(({ lineNumber }) => ({ line: lineNumber + 1 }));
  }

  /** With conditions as js-debug wraps them. */
  async #setBreakpoints({
    breakpoints = [],
  }: DapRequests['setBreakpoints']['arguments']): Promise<DapRequests['setBreakpoints']['response']> {
    for (const { line, condition = 'true' } of breakpoints) {
      const guarded = `(()=>{try{return ${condition};}catch(e){console.error(e);return false}})()`;
      const place = { url: `file://${this.file}`, lineNumber: line - 1, condition: guarded };
      await this.#send('Debugger.setBreakpointByUrl', place);
    }
    return { breakpoints: breakpoints.map(() => ({ verified: true })) };
  }

  /** Runs to the next stop, or to the end of the program's code: false. */
  async goOn(command: 'resume' | 'stepInto'): Promise<boolean> {
    await this.#send(`Debugger.${command}`);
    const ended = new Promise<false>((resolve) => (this.#onEnd = () => resolve(false)));
    return Promise.race([this.#nextStop().then(() => true), ended]);
  }

  async #complete(args: DapRequests['completions']['arguments']): Promise<DapRequests['completions']['response']> {
    if (args.text !== 'x[""]' || args.column !== 4) return { targets: [{ label: 'cd ' }] };
    const names = await Promise.all(
      (this.#frames[args.frameId ?? 0]?.scopeChain ?? []).map(async ({ object: { objectId } }) => {
        const { result } = await this.#send<{ result: { name: string }[] }>('Runtime.getProperties', {
          objectId,
          ownProperties: true,
        });
        return result.map(({ name }) => name);
      }),
    );
    return { targets: ['cd ', ...names.flat(), 'this', 'Return value'].map((label) => ({ label })) };
  }

  async #evaluate(args: DapRequests['evaluate']['arguments']): Promise<DapRequests['evaluate']['response']> {
    const { result, exceptionDetails } = await this.#evaluateOn(args.frameId, args.expression, {
      generatePreview: true,
      // As js-debug does, in this context alone.
      ...(args.context === 'hover' && { timeout: HOVER_MILLISECONDS }),
    });
    if (exceptionDetails !== undefined) {
      const description = exceptionDetails.exception?.description?.split('\n')[0];
      throw new Error(`Uncaught ${description ?? exceptionDetails.text}`);
    }
    if (result.subtype === 'typedarray') return { result: '', variablesReference: 0, memoryReference: 'bytes' };
    const whole = typeof result.value === 'string' ? result.value : (result.description ?? String(result.value));
    if (args.context === 'copy') return { result: whole, variablesReference: 0 };
    const shown =
      typeof result.value === 'string'
        ? quoted(cut(whole, args.context === 'hover' ? 998 : 99_998))
        : cut(whole, 100_000);
    return { result: shown, variablesReference: 0 };
  }

  /** In no frame while it runs. */
  async #evaluateOn(frameId: number | undefined, expression: string, more: object): Promise<Evaluated> {
    if (frameId === undefined) return this.#send<Evaluated>('Runtime.evaluate', { expression, ...more });
    const callFrameId = this.#frames[frameId]?.callFrameId;
    const params = { callFrameId, expression, includeCommandLineAPI: true, objectGroup: 'console', ...more };
    return this.#send<Evaluated>('Debugger.evaluateOnCallFrame', params);
  }

  async #send<T>(method: string, params: object = {}): Promise<T> {
    const id = ++this.#lastId;
    const reply = new Promise<Record<string, unknown>>((resolve) => this.#replies.set(id, resolve));
    this.socket.send(JSON.stringify({ id, method, params }));
    const { result, error } = await reply;
    if (error !== undefined) throw new Error(JSON.stringify(error));
    return result as T;
  }

  #receive(message: Record<string, unknown>): void {
    if (typeof message['id'] === 'number') {
      this.#replies.get(message['id'])?.(message);
      this.#replies.delete(message['id']);
    } else if (message['method'] === 'Debugger.scriptParsed') {
      const { scriptId, url } = message['params'] as { scriptId: string; url: string };
      this.#scripts.set(scriptId, url);
    } else if (message['method'] === 'Runtime.executionContextDestroyed') {
      this.#onEnd?.();
    } else if (message['method'] === 'Debugger.paused') {
      this.#stops.push((message['params'] as { callFrames: CallFrame[] }).callFrames);
      this.#onStop?.();
    }
  }

  async #nextStop(): Promise<void> {
    if (this.#stops.length === 0) await new Promise<void>((resolve) => (this.#onStop = resolve));
    this.#frames = this.#stops.shift() ?? [];
  }
}

async function inspectorUrl(child: ChildProcess): Promise<string> {
  let said = '';
  for await (const data of child.stderr ?? []) {
    said += String(data);
    const url = /ws:\/\/\S+/.exec(said)?.[0];
    if (url !== undefined) return url;
  }
  throw new Error(`The program did not start: ${said}`);
}

/** As js-debug does. */
function cut(text: string, most: number): string {
  return text.length <= most ? text : `${text.slice(0, most - 1)}…`;
}

/** As js-debug shows a string where it is not asked for a copy. */
function quoted(text: string): string {
  const quote = [`'`, `"`, '`'].find((mark) => !text.includes(mark)) ?? `'`;
  return quote + text.replace(new RegExp(`[${quote}\\\\]`, 'g'), '\\$&') + quote;
}
