/**
 * A debug session on a hostile adapter, as VS Code would have it: requests and events pass the trackers. What the adapter says
 * of the program's stops is late, early, said twice, of a stop that is over, or wrong.
 */
import type * as vscode from 'vscode';
import type { DapRequests } from '../../../client/debuggee/dap';
import type { DapPort } from '../../../client/debuggee/debuggee';
import type { Clock } from '../../../client/debuggee/variables/clock';
import type { HostileAdapter } from './hostileAdapter';
import type { Random } from './random';
import { endSession, trackersOf } from '../../standIns/vscode';

const FAULTS = [
  'stops late',
  'stops early',
  'stops twice',
  'repeats the stop before',
  'continues late',
  'says that it goes on',
  'refuses to go on',
  'loses the stack',
] as const;
type Fault = (typeof FAULTS)[number];

export class HostileSession implements DapPort {
  readonly session: vscode.DebugSession;
  /** Which faults there were, how often. */
  readonly met = new Map<string, number>();
  readonly #trackers: readonly vscode.DebugAdapterTracker[];
  #faults: readonly Fault[];
  #seq = 0;

  constructor(
    readonly adapter: HostileAdapter,
    private readonly random: Random,
    private readonly clock: Clock,
  ) {
    this.#faults = FAULTS.filter(() => random.below(3) === 0);
    const customRequest = (command: string, args: unknown): Promise<unknown> => this.#request(command, args);
    this.session = { id: 's', name: 'hostile', type: 'hostile', customRequest } as unknown as vscode.DebugSession;
    this.#trackers = trackersOf(this.session);
  }

  /** From now on it behaves. */
  repent(): void {
    this.#faults = [];
    this.adapter.repent();
  }

  /** The first stop of the session. */
  begin(): void {
    this.#stopped();
  }

  end(): void {
    endSession(this.session);
  }

  /** The user has the program go on; it comes to stand again, now or a while later. */
  go(): void {
    const seq = ++this.#seq;
    this.#receive({ type: 'request', seq, command: 'continue' });
    if (this.#goesWrong('refuses to go on', 4)) {
      this.#send({ type: 'response', seq: ++this.#seq, request_seq: seq, success: false, command: 'continue' });
      return;
    }
    this.adapter.isRunning = true;
    if (this.#goesWrong('repeats the stop before', 3)) this.#stopped();
    const stand = (): void => {
      this.adapter.go();
      this.adapter.isRunning = false;
    };
    const answer = (): void => {
      this.#send({ type: 'response', seq: ++this.#seq, request_seq: seq, success: true, command: 'continue' });
      this.#event('continued', { threadId: 1 });
    };
    if (this.#goesWrong('continues late', 3)) this.clock.after(this.random.below(3_000), answer);
    else answer();
    if (this.#goesWrong('stops early', 2)) {
      this.#stopped();
      this.clock.after(this.random.below(3_000), stand);
    } else {
      stand();
      if (this.#goesWrong('stops late', 2)) this.clock.after(this.random.below(30_000), () => this.#stopped());
      else this.#stopped();
    }
    if (this.#goesWrong('stops twice', 2)) this.clock.after(this.random.below(3_000), () => this.#stopped());
    if (this.#goesWrong('says that it goes on', 3))
      this.clock.after(this.random.below(3_000), () => this.#event('continued', { threadId: 1 }));
  }

  request<C extends keyof DapRequests>(
    command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    return this.#request(command, args);
  }

  async #request(command: string, args: unknown): Promise<unknown> {
    const seq = ++this.#seq;
    this.#receive({ type: 'request', seq, command, arguments: args });
    const response = { type: 'response', request_seq: seq, command };
    try {
      const body = await (command === 'stackTrace'
        ? this.#stack()
        : this.adapter.request(command as never, args as never));
      this.#send({ ...response, seq: ++this.#seq, success: true, body });
      return body;
    } catch (error) {
      this.#send({ ...response, seq: ++this.#seq, success: false });
      throw error;
    }
  }

  #stack(): Promise<unknown> {
    if (this.#goesWrong('loses the stack', 6)) return new Promise(() => undefined);
    const stackFrames = this.adapter.frames().map(({ frameId: id, function: name, source: path, line, column }) => ({
      id,
      name,
      line,
      column,
      source: { path },
    }));
    return Promise.resolve({ stackFrames });
  }

  #stopped(): void {
    this.#event('stopped', { reason: 'breakpoint', threadId: 1, allThreadsStopped: true });
  }

  #event(event: string, body: object): void {
    if (!this.adapter.hasEnded) this.#send({ type: 'event', seq: ++this.#seq, event, body });
  }

  #receive(message: object): void {
    for (const tracker of this.#trackers) tracker.onWillReceiveMessage?.(message);
  }

  #send(message: object): void {
    for (const tracker of this.#trackers) tracker.onDidSendMessage?.(message);
  }

  #goesWrong(fault: Fault, oneIn: number): boolean {
    if (!this.#faults.includes(fault) || this.random.below(oneIn) > 0) return false;
    this.met.set(fault, (this.met.get(fault) ?? 0) + 1);
    return true;
  }
}
