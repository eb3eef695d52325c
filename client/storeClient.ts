/**
 * The server, one method for each message; and the views of the sessions, mirrored from its patches.
 *
 * It holds no truth: if the server's process ends it is started again, and everybody who listens is told that what the
 * server knew is lost.
 */
import { applyPatches, enablePatches, type Patch } from 'immer';
import * as vscode from 'vscode';
import type { RequestType } from 'vscode-languageserver-protocol';
import { CloseAction, ErrorAction, LanguageClient, State, TransportKind } from 'vscode-languageclient/node';
import * as protocol from '../server/protocol';
import type { Capture, Description, ObjectId } from '../server/value';
import { SavepointError } from './savepointError';

enablePatches();

/** Describes objects of the session that a request turned out to need. */
export type Describe = (objects: readonly ObjectId[]) => Promise<Description>;

export class StoreClient implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #views = new Map<protocol.SessionId, protocol.SessionView>();
  readonly #viewChanged = new vscode.EventEmitter<protocol.SessionView>();
  readonly #lost = new vscode.EventEmitter<readonly protocol.SessionView[]>();
  readonly #disposables: vscode.Disposable[];
  #wasRunning = false;

  readonly onDidChangeView = this.#viewChanged.event;
  /** The server ended and runs again, knowing nothing; the event brings the last views of what is lost. */
  readonly onDidLoseState = this.#lost.event;

  constructor(serverModule: string, log: vscode.LogOutputChannel) {
    this.#client = new LanguageClient(
      'savepoint',
      'Savepoint',
      { module: serverModule, transport: TransportKind.ipc },
      {
        documentSelector: [],
        outputChannel: log,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue }),
          closed: () => ({ action: CloseAction.Restart, handled: true }),
        },
      },
    );
    this.#disposables = [
      this.#client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) this.#started();
      }),
      this.#client.onNotification(protocol.ViewChanged, ({ session, patches }) => {
        const view = applyPatches(this.#views.get(session) ?? {}, patches as Patch[]) as protocol.SessionView;
        this.#views.set(session, view);
        this.#viewChanged.fire(view);
      }),
      this.#viewChanged,
      this.#lost,
    ];
  }

  start(): Promise<void> {
    return this.#client.start();
  }

  /** A server that ends while the extension stops is not missed. */
  async stop(): Promise<void> {
    await this.#client.dispose();
  }

  dispose(): void {
    for (const disposable of this.#disposables) disposable.dispose();
  }

  #started(): void {
    if (this.#wasRunning) {
      const lost = [...this.#views.values()];
      this.#views.clear();
      this.#lost.fire(lost);
    }
    this.#wasRunning = true;
  }

  view(session: protocol.SessionId): protocol.SessionView | undefined {
    return this.#views.get(session);
  }

  async openSession(session: protocol.SessionId, name: string, language: protocol.Language): Promise<void> {
    await this.#request(protocol.OpenSession, { session, name, language });
  }

  async closeSession(session: protocol.SessionId): Promise<void> {
    this.#views.delete(session);
    await this.#request(protocol.CloseSession, { session });
  }

  async observe(session: protocol.SessionId, capture: Capture): Promise<void> {
    await this.#request(protocol.Observe, { session, capture });
  }

  savepoint(
    session: protocol.SessionId,
    capture: Capture,
    name: string | undefined,
    location: protocol.Location | undefined,
  ): Promise<protocol.Savepoint> {
    return this.#request(protocol.TakeSavepoint, {
      session,
      capture,
      ...(name !== undefined && { name }),
      ...(location !== undefined && { location }),
    });
  }

  async autoSavepoint(
    session: protocol.SessionId,
    capture: Capture,
    location: protocol.Location | undefined,
    keep: number,
  ): Promise<void> {
    await this.#request(protocol.TakeAutoSavepoint, {
      session,
      capture,
      keep,
      ...(location !== undefined && { location }),
    });
  }

  async release(session: protocol.SessionId, target: protocol.SavepointRef): Promise<void> {
    await this.#request(protocol.Release, { session, target });
  }

  async commit(session: protocol.SessionId): Promise<void> {
    await this.#request(protocol.Commit, { session });
  }

  plan(
    params: protocol.PlanParams,
    describe: Describe,
  ): Promise<{ plan: protocol.RollbackPlan; order: protocol.WriteOrder }> {
    return this.#describing(params.session, describe, () => this.#request(protocol.Plan, params));
  }

  settle(params: protocol.SettleParams): Promise<protocol.Settlement> {
    return this.#request(protocol.Settle, params);
  }

  async beginRewind(
    session: protocol.SessionId,
    capture: Capture,
    target: protocol.PlanTarget,
  ): Promise<protocol.Standpoint | undefined> {
    return (await this.#request(protocol.BeginRewind, { session, capture, target })) ?? undefined;
  }

  async endRewind(session: protocol.SessionId, outcome: 'arrived' | 'elsewhere'): Promise<void> {
    await this.#request(protocol.EndRewind, { session, outcome });
  }

  diff(params: protocol.DiffParams): Promise<protocol.DiffPage> {
    return this.#request(protocol.Diff, params);
  }

  branchDiff(params: protocol.BranchDiffParams): Promise<protocol.DiffPage> {
    return this.#request(protocol.BranchDiff, params);
  }

  drift(session: protocol.SessionId): Promise<readonly protocol.Change[]> {
    return this.#request(protocol.Drift, { session });
  }

  retained(session: protocol.SessionId): Promise<readonly number[]> {
    return this.#request(protocol.Retained, { session });
  }

  async resumed(session: protocol.SessionId): Promise<void> {
    await this.#request(protocol.Resumed, { session });
  }

  rulesToEvaluate(params: protocol.RulesToEvaluateParams): Promise<readonly protocol.RuleToEvaluate[]> {
    return this.#request(protocol.RulesToEvaluate, params);
  }

  judge(params: protocol.JudgeParams, describe: Describe): Promise<readonly protocol.InvariantResult[]> {
    return this.#describing(params.session, describe, () => this.#request(protocol.Judge, params));
  }

  async rulesChanged(uri: string, text: string | null): Promise<void> {
    await this.#client.sendNotification(protocol.RulesChanged, { uri, text });
  }

  /** Asks again after each description that the answer turns out to need. */
  async #describing<R>(session: protocol.SessionId, describe: Describe, ask: () => Promise<R>): Promise<R> {
    for (;;) {
      try {
        return await ask();
      } catch (error) {
        if (!(error instanceof NeededDescription)) throw error;
        const description = await describe(error.objects);
        if (description.objects.length === 0) throw error;
        await this.#request(protocol.Describe, { session, description });
      }
    }
  }

  async #request<P, R>(type: RequestType<P, R, void>, params: P): Promise<R> {
    if (this.#client.state !== State.Running) throw serverStopped();
    try {
      return await this.#client.sendRequest<R>(type.method, params);
    } catch (error) {
      throw this.#asSavepointError(error);
    }
  }

  #asSavepointError(error: unknown): Error {
    if (!(error instanceof Error)) return new Error(String(error));
    const data = (error as { data?: protocol.ErrorData }).data;
    if (data?.kind === 'needs-description') return new NeededDescription(data.objects, error.message);
    if (data?.kind === 'savepoint-error') return new SavepointError(data.code, error.message, { cause: error });
    return this.#client.state === State.Running ? error : serverStopped(error);
  }
}

class NeededDescription extends SavepointError {
  constructor(
    readonly objects: readonly ObjectId[],
    message: string,
  ) {
    super('debuggee-failed', message);
  }
}

function serverStopped(cause?: Error): SavepointError {
  return new SavepointError(
    'server-stopped',
    "Savepoint's server has stopped and is being started again: nothing was done; try again in a moment.",
    { cause },
  );
}
