/**
 * V8's debugger, as js-debug shares its connection to it: https://github.com/microsoft/vscode-js-debug/blob/main/CDP_SHARE.md.
 * What is evaluated here does not pass VS Code's window, which takes ten times as long as the program.
 */

import { mayRename } from './renaming';

/** Where js-debug listens, on the machine that it runs on itself. The path is a secret of this session's. */
export interface InspectorAddress {
  readonly host: string;
  readonly port: number;
  readonly path: string;
}

/** A frame of the paused program's stack: how many are above it, and how many there are. */
export interface StackPlace {
  readonly index: number;
  readonly count: number;
}

/** A frame as V8 knows it, good for one stop only. */
export interface InspectedFrame {
  readonly callFrameId: string;
  readonly scriptId: string;
  /** What tells this stop from others, in which V8 would take the same id for another frame. */
  readonly stop: readonly unknown[];
}

interface Reply {
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
}

interface CallFrame {
  readonly callFrameId: string;
  readonly location: { readonly scriptId: string };
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text: string; readonly exception?: { readonly description?: string } };
}

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly callFrames?: readonly CallFrame[] };
  readonly result?: unknown;
  readonly error?: { readonly message: string };
}

/** Node has it from version 22 on; VS Code from 1.101. */
interface Socket {
  send(text: string): void;
  close(): void;
  addEventListener(type: 'open' | 'message' | 'close' | 'error', listener: (event: { data?: unknown }) => void): void;
}
type SocketClass = new (address: string) => Socket;

export class SharedInspector {
  readonly #replies = new Map<number, Reply>();
  readonly #mayRename = new Map<string, Promise<boolean>>();
  #lastId = 0;
  /** Of the place where the program stands, the paused one first; none while it runs. */
  #frames: readonly CallFrame[] = [];
  #isOpen = true;

  private constructor(private readonly socket: Socket) {
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data)) as Message));
    socket.addEventListener('close', () => this.#end());
  }

  /** Rejects where nobody listens there, or not in this way; undefined where this Node has no web sockets. */
  static async connect({ host, port, path }: InspectorAddress): Promise<SharedInspector | undefined> {
    const { WebSocket } = globalThis as { readonly WebSocket?: SocketClass };
    if (WebSocket === undefined) return undefined;
    const socket = new WebSocket(`ws://${host.includes(':') ? `[${host}]` : host}:${port}${path}`);
    await new Promise<void>((resolve, reject) => {
      socket.addEventListener('open', () => resolve());
      socket.addEventListener('error', () => reject(new Error('The debugger does not share its connection.')));
    });
    const inspector = new SharedInspector(socket);
    try {
      await inspector.#send('JsDebug.subscribe', { events: ['Debugger.paused', 'Debugger.resumed'] });
      // Told again where the program stands, since it did before anybody asked.
      await inspector.#send('Debugger.enable', {});
    } catch (error) {
      inspector.close();
      throw error;
    }
    return inspector;
  }

  /** Undefined where V8 does not tell of such a stack, or not yet. */
  frameAt({ index, count }: StackPlace): InspectedFrame | undefined {
    const frame = this.#isOpen && this.#frames.length === count ? this.#frames[index] : undefined;
    if (frame === undefined) return undefined;
    const { callFrameId, location } = frame;
    return { callFrameId, scriptId: location.scriptId, stop: this.#frames };
  }

  standsAt({ stop }: InspectedFrame): boolean {
    return this.#isOpen && this.#frames === stop;
  }

  /** Whether js-debug may give the frame's variables other names than the program does. */
  mayRename({ scriptId }: InspectedFrame): Promise<boolean> {
    let answer = this.#mayRename.get(scriptId);
    if (answer === undefined) this.#mayRename.set(scriptId, (answer = this.#askWhetherRenamed(scriptId)));
    return answer;
  }

  async #askWhetherRenamed(scriptId: string): Promise<boolean> {
    const { scriptSource } = (await this.#send('Debugger.getScriptSource', { scriptId })) as { scriptSource?: string };
    return scriptSource === undefined || mayRename(scriptSource);
  }

  /**
   * Evaluates to a text. Rejects with V8's words where it throws, and where the connection ends before the answer comes. Where the
   * program has gone on by then, V8 may have taken another frame for this one.
   */
  async evaluate({ callFrameId }: InspectedFrame, expression: string): Promise<string> {
    const { result, exceptionDetails: thrown } = (await this.#send('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression,
      returnByValue: true,
      silent: true,
    })) as Evaluated;
    if (thrown !== undefined) throw new Error(`${thrown.text} ${thrown.exception?.description?.split('\n')[0] ?? ''}`);
    return String(result.value);
  }

  close(): void {
    this.socket.close();
    this.#end();
  }

  #send(method: string, params: object): Promise<unknown> {
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      if (!this.#isOpen) {
        reject(ended());
        return;
      }
      this.#replies.set(id, { resolve, reject });
      this.socket.send(JSON.stringify({ id, method, params }));
    });
  }

  #receive({ id, method, params, result, error }: Message): void {
    if (method === 'Debugger.paused')
      this.#frames = (params?.callFrames ?? []).map(({ callFrameId, location }) => ({ callFrameId, location }));
    if (method === 'Debugger.resumed') this.#frames = [];
    if (id === undefined) return;
    const reply = this.#replies.get(id);
    this.#replies.delete(id);
    if (error === undefined) reply?.resolve(result);
    else reply?.reject(new Error(error.message));
  }

  #end(): void {
    this.#isOpen = false;
    for (const { reject } of this.#replies.values()) reject(ended());
    this.#replies.clear();
  }
}

function ended(): Error {
  return new Error('The debugger has ended its connection.');
}
