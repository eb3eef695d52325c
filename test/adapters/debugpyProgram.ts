/** A Python program under debugpy's own adapter, over its standard input and output, behind a `DapPort`. Counts requests. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapRequests } from '../../client/debuggee/dap';
import type { DapPort, FrameToCapture } from '../../client/debuggee/debuggee';

export interface DebugpyOptions {
  /** The interpreter that has debugpy. */
  readonly adapter: string;
  /** The interpreter that runs the program. */
  readonly python?: string;
  /** The program's arguments. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

interface Stop {
  readonly threadId: number;
  readonly reason: string;
  readonly allThreadsStopped: boolean;
}

export class DebugpyProgram implements DapPort {
  /** Every request made through the port. */
  readonly requests: string[] = [];
  stop: Stop = { threadId: 0, reason: '', allThreadsStopped: false };
  frames: readonly Dap.StackFrame[] = [];
  output = '';
  #seq = 0;
  #received = Buffer.alloc(0);
  readonly #replies = new Map<number, (response: Dap.Response) => void>();
  readonly #events: Dap.Event[] = [];
  #onEvent: (() => void) | undefined;

  private constructor(
    readonly process: ChildProcess,
    readonly folder: string,
    readonly file: string,
  ) {
    process.stdout?.on('data', (data: Buffer) => this.#receive(data));
  }

  /** Starts a program and runs it to its first call of `breakpoint()`. */
  static async start(source: string, options: DebugpyOptions): Promise<DebugpyProgram> {
    const folder = await mkdtemp(join(tmpdir(), 'savepoint-'));
    const file = join(folder, 'program.py');
    await writeFile(file, source);
    const child = spawn(options.adapter, ['-m', 'debugpy.adapter'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...options.environment },
    });
    const program = new DebugpyProgram(child, folder, file);
    await program.#send('initialize', { adapterID: 'debugpy', pathFormat: 'path' });
    const launched = program.#send('launch', {
      program: file,
      args: options.args ?? [],
      python: options.python ?? options.adapter,
      console: 'internalConsole',
      justMyCode: true,
      subProcess: false,
    });
    await program.event('initialized');
    await program.#send('configurationDone', {});
    await launched;
    await program.#nextStop();
    return program;
  }

  /** Runs to the next call of `breakpoint()`. */
  resume(): Promise<void> {
    return this.#go('continue');
  }

  /** Goes on to the next stop; false where the program ends instead. */
  async goOn(command: 'stepIn' | 'continue'): Promise<boolean> {
    await this.#send(command, { threadId: this.stop.threadId });
    const event = await this.event('stopped', 'terminated');
    if (event.event === 'terminated') return false;
    await this.#standAt(event);
    return true;
  }

  stepOver(): Promise<void> {
    return this.#go('next');
  }

  /** Runs to the end, and gives what the program printed. */
  async runToEnd(): Promise<string> {
    await this.#send('continue', { threadId: this.stop.threadId });
    await this.event('terminated');
    return this.output;
  }

  async end(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, 'exit');
      await this.#send('disconnect', { terminateDebuggee: true });
      this.process.stdin?.end();
      await ended;
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  /** The frames of the program's own file, the paused one first. */
  framesToCapture(count = Infinity): FrameToCapture[] {
    return this.frames
      .map((frame, index) => ({ frame, depth: this.frames.length - 1 - index }))
      .filter(({ frame }) => frame.source?.path === this.file)
      .slice(0, count)
      .map(({ frame, depth }) => ({
        frameId: frame.id,
        function: frame.name,
        source: this.file,
        readSource: () => Promise.resolve(undefined),
        line: frame.line,
        column: frame.column,
        depth,
      }));
  }

  /** Evaluates in a frame, for a test's own questions; not counted. The value must be JSON. */
  async ask(expression: string, frameId = this.frames[0]?.id ?? 0): Promise<unknown> {
    const text = `__import__('json').dumps(${expression}).encode().hex()`;
    const body = await this.#send('evaluate', { frameId, expression: text, context: 'clipboard' });
    const hex = (body as Dap.EvaluateResponse['body']).result.slice(1, -1);
    return JSON.parse(Buffer.from(hex, 'hex').toString('utf8')) as unknown;
  }

  /** What the adapter shows of a frame's local variables. */
  async shownLocals(frameId = this.frames[0]?.id ?? 0): Promise<ReadonlyMap<string, string>> {
    const { scopes } = (await this.#send('scopes', { frameId })) as Dap.ScopesResponse['body'];
    const variablesReference = scopes[0]?.variablesReference ?? 0;
    const body = (await this.#send('variables', { variablesReference })) as Dap.VariablesResponse['body'];
    return new Map(body.variables.map(({ name, value }) => [name, value]));
  }

  async request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    this.requests.push(command);
    return await this.#send(command, args ?? {});
  }

  async #go(command: string): Promise<void> {
    await this.#send(command, { threadId: this.stop.threadId });
    await this.#nextStop();
  }

  async #nextStop(): Promise<void> {
    await this.#standAt(await this.event('stopped'));
  }

  async #standAt({ body: stop }: Dap.Event): Promise<void> {
    this.stop = stop as Stop;
    const body = await this.#send('stackTrace', { threadId: this.stop.threadId });
    this.frames = (body as Dap.StackTraceResponse['body']).stackFrames;
  }

  async #send(command: string, args: object): Promise<unknown> {
    const seq = ++this.#seq;
    const reply = new Promise<Dap.Response>((resolve) => this.#replies.set(seq, resolve));
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    this.process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const response = await reply;
    if (!response.success) throw new Error(response.message ?? `${command} failed`);
    return response.body as unknown;
  }

  /** The next event of one of these names, or one that came since the last that was waited for. */
  async event(...names: readonly string[]): Promise<Dap.Event> {
    for (;;) {
      const index = this.#events.findIndex(({ event }) => names.includes(event));
      const [found] = index < 0 ? [] : this.#events.splice(0, index + 1).slice(-1);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => (this.#onEvent = resolve));
    }
  }

  #receive(data: Buffer): void {
    this.#received = Buffer.concat([this.#received, data]);
    for (;;) {
      const end = this.#received.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.#received.toString('latin1', 0, Math.max(0, end)))?.[1]);
      if (end < 0 || this.#received.length < end + 4 + length) return;
      const message = JSON.parse(this.#received.toString('utf8', end + 4, end + 4 + length)) as Dap.ProtocolMessage;
      this.#received = this.#received.subarray(end + 4 + length);
      this.#take(message);
    }
  }

  #take(message: Dap.ProtocolMessage): void {
    if (message.type === 'response') {
      const response = message as Dap.Response;
      this.#replies.get(response.request_seq)?.(response);
      this.#replies.delete(response.request_seq);
    } else if (message.type === 'event') {
      const event = message as Dap.Event;
      if (event.event === 'output') this.output += (event.body as Dap.OutputEvent['body']).output;
      this.#events.push(event);
      this.#onEvent?.();
    }
  }
}
