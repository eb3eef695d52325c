/**
 * What breakpoints each source of a session has, as VS Code asked the debug adapter for them; and others in their place
 * for a while. VS Code's own list of breakpoints is never touched.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { DapPort } from '../debuggee/debuggee';
import type { TemporaryBreakpoints } from '../debuggee/watch/runUntilBroken';

export class BreakpointRequests implements vscode.Disposable {
  /** By session and source, the last that was asked for. */
  readonly #asked = new Map<string, Map<string, Dap.SetBreakpointsArguments>>();
  readonly #loans = new Map<string, Loan>();
  readonly #disposables: vscode.Disposable[];

  constructor() {
    this.#disposables = [
      vscode.debug.registerDebugAdapterTrackerFactory('*', {
        createDebugAdapterTracker: (session) => ({
          onWillReceiveMessage: (message: Dap.ProtocolMessage) => this.#message(session, message),
        }),
      }),
      vscode.debug.onDidTerminateDebugSession(({ id }) => this.#asked.delete(id)),
    ];
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  /** Lends the sources of a session, one loan at a time; they are given back whatever the work comes to. */
  async lend<R>(
    session: vscode.DebugSession,
    port: DapPort,
    work: (loan: TemporaryBreakpoints) => Promise<R>,
  ): Promise<R> {
    const loan = new Loan(port);
    this.#loans.set(session.id, loan);
    try {
      return await work(loan);
    } finally {
      this.#loans.delete(session.id);
      await loan.giveBack((source) => this.#asked.get(session.id)?.get(keyOf(source)));
    }
  }

  #message(session: vscode.DebugSession, message: Dap.ProtocolMessage): void {
    const { type, command } = message as Dap.Request;
    if (type !== 'request' || command !== 'setBreakpoints') return;
    const { arguments: asked } = message as Dap.SetBreakpointsRequest;
    const loan = this.#loans.get(session.id);
    if (loan?.isOwn(asked) === true) return;
    const known = this.#asked.get(session.id) ?? new Map<string, Dap.SetBreakpointsArguments>();
    known.set(keyOf(asked.source), asked);
    this.#asked.set(session.id, known);
    loan?.somebodySet(asked.source);
  }
}

class Loan implements TemporaryBreakpoints {
  readonly #sources = new Map<string, Dap.Source>();
  readonly #disturbance = new AbortController();
  /** The conditions that this loan set, which tell its requests from others'. */
  readonly #conditions = new Set<string>();

  readonly disturbed = this.#disturbance.signal;

  constructor(private readonly port: DapPort) {}

  async set(
    source: Dap.Source,
    breakpoints: readonly { readonly line: number; readonly condition: string }[],
  ): Promise<void> {
    this.#sources.set(keyOf(source), source);
    for (const { condition } of breakpoints) this.#conditions.add(condition);
    await this.port.request('setBreakpoints', { source, breakpoints: [...breakpoints] });
  }

  isOwn({ breakpoints = [] }: Dap.SetBreakpointsArguments): boolean {
    return breakpoints.some(({ condition }) => condition !== undefined && this.#conditions.has(condition));
  }

  somebodySet(source: Dap.Source): void {
    if (this.#sources.delete(keyOf(source))) this.#disturbance.abort();
  }

  /**
   * Each source on its own: what fails for one, as of a session that has ended, does not keep the others. It is named as it
   * was when it was lent: what VS Code asked an adapter names a source as the adapter does, and a path of that kind that an
   * extension asks for is taken for one on the machine of the window, if that is another.
   */
  async giveBack(asked: (source: Dap.Source) => Dap.SetBreakpointsArguments | undefined): Promise<void> {
    const sources = [...this.#sources.values()];
    this.#sources.clear();
    await Promise.allSettled(
      sources.map((source) => this.port.request('setBreakpoints', { breakpoints: [], ...asked(source), source })),
    );
  }
}

/** A source is named by its path, or by the adapter's number for it. */
function keyOf({ path, sourceReference = 0 }: Dap.Source): string {
  const plain = path?.replace(/^vscode-remote:\/\/[^/]+/u, '');
  return plain === undefined ? `#${sourceReference}` : decodeURIComponent(plain);
}
