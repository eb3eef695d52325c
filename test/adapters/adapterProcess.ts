/** A debug adapter that is started over stdio, as far as tests need one: requests, events, and a program run to its stops. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapPort, FrameToCapture } from '../../client/debuggee/debuggee';
import type { DapRequests } from '../../client/debuggee/dap';

export interface AdapterCommand {
  readonly command: string;
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

export class AdapterProcess implements DapPort {
  /** Every request made through the port. */
  readonly requests: string[] = [];
  capabilities: Dap.Capabilities = {};
  threadId = 0;
  /** How often the program has come to stand. */
  stops = 0;
  #process: ChildProcess;
  #seq = 0;
  #buffer = Buffer.alloc(0);
  readonly #answers = new Map<number, (response: Dap.Response) => void>();
  readonly #events: Dap.Event[] = [];
  #onEvent: (() => void) | undefined;

  constructor({ command, args = [], environment = {} }: AdapterCommand) {
    this.#process = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, ...environment },
    });
    this.#process.stdout?.on('data', (data: Buffer) => this.#receive(data));
  }

  /** Starts a program and runs it to its first breakpoint. */
  async launch(launch: object, source: string, lines: readonly number[]): Promise<void> {
    this.capabilities = (await this.#ask('initialize', {
      adapterID: 'test',
      linesStartAt1: true,
      columnsStartAt1: true,
      pathFormat: 'path',
      supportsVariableType: true,
      supportsVariablePaging: true,
      supportsMemoryReferences: true,
    })) as Dap.Capabilities;
    const launched = this.#ask('launch', launch);
    await this.#event('initialized');
    await this.#ask('setBreakpoints', { source: { path: source }, breakpoints: lines.map((line) => ({ line })) });
    await this.#ask('configurationDone', {});
    await launched;
    await this.#stopped();
  }

  /** Sets the program going, and waits until it stands again. */
  async go(command: 'continue' | 'next' | 'stepIn' | 'stepOut'): Promise<void> {
    await this.#ask(command, { threadId: this.threadId });
    await this.#stopped();
  }

  /** The frames of the program's own source, the paused one first. */
  async frames(source: string, count = Infinity): Promise<FrameToCapture[]> {
    const { stackFrames } = (await this.#ask('stackTrace', {
      threadId: this.threadId,
    })) as Dap.StackTraceResponse['body'];
    return stackFrames
      .map((frame, index) => ({ frame, depth: stackFrames.length - 1 - index }))
      .filter(({ frame }) => frame.source?.path === source)
      .slice(0, count)
      .map(({ frame, depth }) => ({
        frameId: frame.id,
        function: frame.name,
        source,
        readSource: () => Promise.resolve(undefined),
        line: frame.line,
        column: frame.column,
        depth,
      }));
  }

  async request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    this.requests.push(command);
    return await this.#ask(command, args);
  }

  async stop(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) return;
    const exit = once(this.#process, 'exit');
    await this.#ask('disconnect', { terminateDebuggee: true }).catch(() => undefined);
    this.#process.kill('SIGKILL');
    await exit;
  }

  async #ask(command: string, args: unknown): Promise<unknown> {
    const seq = ++this.#seq;
    const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
    const answer = new Promise<Dap.Response>((resolve) => this.#answers.set(seq, resolve));
    this.#process.stdin?.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    const { success, message, body } = (await answer) as Omit<Dap.Response, 'body'> & { body?: { message?: string } };
    if (!success) throw new Error(message ?? body?.message ?? `${command} was refused.`);
    return body;
  }

  async #stopped(): Promise<void> {
    this.threadId = (await this.#event<Dap.StoppedEvent>('stopped')).body.threadId ?? 0;
    this.stops++;
  }

  async #event<E extends Dap.Event>(name: string): Promise<E> {
    for (;;) {
      const index = this.#events.findIndex(({ event }) => event === name);
      if (index >= 0) return this.#events.splice(index, 1)[0] as E;
      await new Promise<void>((resolve) => (this.#onEvent = resolve));
    }
  }

  #receive(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(this.#buffer.subarray(0, Math.max(end, 0)).toString())?.[1]);
      if (end < 0 || this.#buffer.length < end + 4 + length) return;
      const message = JSON.parse(this.#buffer.subarray(end + 4, end + 4 + length).toString()) as Dap.ProtocolMessage;
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#take(message);
    }
  }

  #take(message: Dap.ProtocolMessage): void {
    if (message.type === 'response') {
      const response = message as Dap.Response;
      this.#answers.get(response.request_seq)?.(response);
      this.#answers.delete(response.request_seq);
    } else if (message.type === 'event') {
      this.#events.push(message as Dap.Event);
      this.#onEvent?.();
    }
  }
}
