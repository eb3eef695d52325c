/** A session as the extension has it, on a program that stands, or runs for a while; whoever has it stop says so. */
import '../standIns/vscode';
import type * as vscode from 'vscode';
import type { DapPort, Debuggee, FrameToCapture } from '../../client/debuggee/debuggee';
import { SessionOperations } from '../../client/sessions/sessionOperations';
import type { Stop } from '../../client/sessions/stops';
import { InProcessStore } from '../standIns/inProcessStore';

export class OperatedSession {
  readonly operations: SessionOperations;
  private stops = 1;
  stands = true;
  #stop: { readonly at: number; readonly stop: Stop } | undefined;

  constructor(
    port: DapPort,
    debuggee: Debuggee,
    private readonly frames: () => readonly FrameToCapture[],
  ) {
    const never = () => ({ dispose: () => undefined });
    this.operations = new SessionOperations(
      { id: 's', name: 'program' } as vscode.DebugSession,
      port,
      debuggee,
      new InProcessStore().asClient(),
      { stopOf: () => (this.stands ? this.#present() : undefined), onDidStop: never, onDidEnd: never },
      { correct: () => undefined, askAgain: () => undefined },
      () => this.stops,
      () => true,
      () => false,
      undefined as never,
      () => ({}),
      undefined as never,
      undefined as never,
    );
  }

  /** It stands somewhere else from now on. */
  goesOn(): void {
    this.stops++;
  }

  #present(): Stop {
    if (this.#stop?.at !== this.stops) {
      const stack = this.frames().map(({ frameId: id, function: name, line, column, source: path = '' }) => {
        return { id, name, line, column, source: { path } };
      });
      const stop: Stop = {
        threadId: 1,
        reason: 'breakpoint',
        after: undefined,
        depthBefore: Promise.resolve(undefined),
        stack: Promise.resolve(stack),
      };
      this.#stop = { at: this.stops, stop };
    }
    return this.#stop.stop;
  }
}
