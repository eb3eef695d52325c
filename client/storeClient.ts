/**
 * The server, one method for each message; and the views of the sessions, mirrored from its patches.
 *
 * It holds no truth: if the server's process ends it is started again, and takes up the sessions from their journals;
 * what was asked meanwhile is asked again. Where a journal cannot be had, everybody who listens is told what is lost.
 */
import { randomBytes } from 'node:crypto';
import { applyPatches, enablePatches, type Patch } from 'immer';
import * as vscode from 'vscode';
import { ErrorCodes, type RequestType } from 'vscode-languageserver-protocol';
import {
  CloseAction,
  type CloseHandlerResult,
  ErrorAction,
  LanguageClient,
  State,
  TransportKind,
} from 'vscode-languageclient/node';
import { JOURNALED } from '../server/journal/journaledOperations';
import * as protocol from '../server/protocol';
import type { Capture, Description, ObjectId } from '../server/value';
import { Deliveries, type Send } from './deliveries';
import { SavepointError } from './savepointError';
import { ServerRestarts } from './serverRestarts';

enablePatches();

/** Describes objects of the session that a request turned out to need. */
export type Describe = (objects: readonly ObjectId[]) => Promise<Description>;

/** What became of the sessions when the server ended and another took its place. */
export interface Restart {
  /** The last views of the sessions whose savepoints are lost. */
  readonly lost: readonly protocol.SessionView[];
  /** Of those that go on as they were. */
  readonly recovered: readonly protocol.SessionView[];
  /** Sentences about what was found in the journals. */
  readonly notes: readonly string[];
}

interface KnownSession {
  readonly opening: Pick<protocol.OpenSessionParams, 'session' | 'name' | 'language'>;
  readonly deliveries: Deliveries;
}

export class StoreClient implements vscode.Disposable {
  readonly #client: LanguageClient;
  readonly #sessions = new Map<protocol.SessionId, KnownSession>();
  /** What is asked about no session in particular. */
  readonly #general: Deliveries;
  readonly #views = new Map<protocol.SessionId, protocol.SessionView>();
  /** Views of a server that has ended; the next one's patches begin anew. */
  readonly #stale = new Set<protocol.SessionId>();
  /** Texts that rules are in, which each server is told of. */
  readonly #rules = new Map<string, string>();
  readonly #viewChanged = new vscode.EventEmitter<protocol.SessionView>();
  readonly #restarted = new vscode.EventEmitter<Restart>();
  readonly #disposables: vscode.Disposable[];
  readonly #restarts = new ServerRestarts();
  readonly #redactionKey = randomBytes(32).toString('base64');
  #server: 'starting' | 'running' | 'ended' | 'given-up' = 'starting';

  readonly onDidChangeView = this.#viewChanged.event;
  readonly onDidRestart = this.#restarted.event;

  constructor(
    serverModule: string,
    options: protocol.ServerOptions,
    private readonly journalSettings: () => Omit<protocol.JournalOptions, 'redactionKey'>,
    private readonly log: vscode.LogOutputChannel,
  ) {
    this.#client = new LanguageClient(
      'savepoint',
      'Savepoint',
      { module: serverModule, transport: TransportKind.ipc },
      {
        // Rules are in rules files and in comments of any language.
        documentSelector: [{ scheme: 'file' }],
        outputChannel: log,
        initializationOptions: options,
        errorHandler: {
          error: () => ({ action: ErrorAction.Continue }),
          closed: () => this.#ended(),
        },
      },
    );
    this.#general = new Deliveries((method, params) => this.#client.sendRequest(method, params), isLost);
    this.#disposables = [
      this.#client.onDidChangeState(({ newState }) => {
        if (newState === State.Running) void this.#started();
      }),
      this.#client.onNotification(protocol.ViewChanged, ({ session, patches }) => {
        const before = this.#stale.delete(session) ? {} : (this.#views.get(session) ?? {});
        const view = applyPatches(before, patches as Patch[]) as protocol.SessionView;
        this.#views.set(session, view);
        this.#viewChanged.fire(view);
      }),
      this.#viewChanged,
      this.#restarted,
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

  async #ended(): Promise<CloseHandlerResult> {
    this.#server = 'ended';
    this.#general.interrupt();
    for (const [session, { deliveries }] of this.#sessions) {
      this.#stale.add(session);
      deliveries.interrupt();
    }
    const delay = this.#restarts.next(Date.now());
    if (delay !== 'give-up') {
      await new Promise((resolve) => setTimeout(resolve, delay));
      return { action: CloseAction.Restart, handled: true };
    }
    this.#server = 'given-up';
    this.#general.abandon(gaveUp());
    for (const { deliveries } of this.#sessions.values()) deliveries.abandon(gaveUp());
    void vscode.window.showErrorMessage(gaveUp().message);
    return { action: CloseAction.DoNotRestart, handled: true };
  }

  async #started(): Promise<void> {
    const isFirst = this.#server === 'starting';
    this.#server = 'running';
    if (isFirst) return;
    this.#general.resume();
    for (const [uri, text] of this.#rules) await this.#client.sendNotification(protocol.RulesChanged, { uri, text });
    const views = new Map(this.#views);
    const [lost, recovered, notes]: [protocol.SessionView[], protocol.SessionView[], string[]] = [[], [], []];
    for (const [session, { opening, deliveries }] of this.#sessions) {
      const view = views.get(session);
      const opened = await this.#open(opening, { acknowledged: deliveries.acknowledged });
      // The server has ended again: the next one is asked about all sessions.
      if (opened === undefined) return;
      notes.push(...opened.notes);
      if (view !== undefined) (opened.state === 'recovered' ? recovered : lost).push(view);
      if (opened.state === 'recovered' || deliveries.acknowledged === 0) deliveries.resume();
      else deliveries.startOver(lostWithServer(opening.name));
    }
    this.#restarted.fire({ lost, recovered, notes });
  }

  async #open(
    opening: KnownSession['opening'],
    continues?: protocol.OpenSessionParams['continues'],
  ): Promise<protocol.SessionOpened | undefined> {
    const params: protocol.OpenSessionParams = {
      ...opening,
      journal: { ...this.journalSettings(), redactionKey: this.#redactionKey },
      ...(continues !== undefined && { continues }),
    };
    try {
      return await this.#client.sendRequest<protocol.SessionOpened>(protocol.OpenSession.method, params);
    } catch (error) {
      if (isLost(error)) return undefined;
      throw this.#asSavepointError(error);
    }
  }

  view(session: protocol.SessionId): protocol.SessionView | undefined {
    return this.#views.get(session);
  }

  async openSession(session: protocol.SessionId, name: string, language: protocol.Language): Promise<void> {
    const send: Send = (method, params) => this.#client.sendRequest(method, params);
    const opening = { session, name, language };
    this.#sessions.set(session, { opening, deliveries: new Deliveries(send, isLost) });
    if (this.#server === 'given-up') throw gaveUp();
    const opened = await this.#open(opening);
    for (const note of opened?.notes ?? []) this.log.warn(note);
  }

  async closeSession(session: protocol.SessionId): Promise<void> {
    this.#views.delete(session);
    this.#stale.delete(session);
    const known = this.#sessions.get(session);
    this.#sessions.delete(session);
    known?.deliveries.abandon(sessionEnded(known.opening.name));
    if (this.#server === 'running') await this.#client.sendRequest(protocol.CloseSession.method, { session });
  }

  async observe(session: protocol.SessionId, capture: Capture): Promise<void> {
    await this.#request(protocol.Observe, { session, capture });
  }

  savepoint(
    session: protocol.SessionId,
    capture: Capture,
    name: string | undefined,
    location: protocol.Location | undefined,
    health: protocol.Health | undefined,
  ): Promise<protocol.Savepoint> {
    return this.#request(protocol.TakeSavepoint, {
      session,
      capture,
      ...(name !== undefined && { name }),
      ...(location !== undefined && { location }),
      ...(health !== undefined && { health }),
    });
  }

  async autoSavepoint(
    session: protocol.SessionId,
    capture: Capture,
    location: protocol.Location | undefined,
    keep: number,
    health: protocol.Health | undefined,
  ): Promise<void> {
    await this.#request(protocol.TakeAutoSavepoint, {
      session,
      capture,
      keep,
      ...(location !== undefined && { location }),
      ...(health !== undefined && { health }),
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

  planArchived(
    params: protocol.PlanArchivedParams,
    describe: Describe,
  ): Promise<{ plan: protocol.RollbackPlan; planting: protocol.Planting }> {
    return this.#describing(params.session, describe, () => this.#request(protocol.PlanArchived, params));
  }

  settleArchived(params: protocol.SettleArchivedParams): Promise<protocol.Settlement> {
    return this.#request(protocol.SettleArchived, params);
  }

  compareArchived(
    session: protocol.SessionId,
    source: protocol.ArchiveSource,
    savepoint: protocol.SavepointRef,
    describe: Describe,
  ): Promise<protocol.ArchiveComparison> {
    const params = { session, source, savepoint };
    return this.#describing(session, describe, () => this.#request(protocol.CompareArchived, params));
  }

  exportSession(params: protocol.ExportSessionParams, describe: Describe): Promise<protocol.CheckpointWritten> {
    return this.#describing(params.session, describe, () => this.#request(protocol.ExportSession, params));
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

  rulesToWatch(
    session: protocol.SessionId,
  ): Promise<{ readonly rules: readonly protocol.RuleToWatch[]; readonly others: number }> {
    return this.#request(protocol.RulesToWatch, { session });
  }

  rulesToEvaluate(params: protocol.RulesToEvaluateParams): Promise<readonly protocol.RuleToEvaluate[]> {
    return this.#request(protocol.RulesToEvaluate, params);
  }

  judge(params: protocol.JudgeParams, describe: Describe): Promise<readonly protocol.InvariantResult[]> {
    return this.#describing(params.session, describe, () => this.#request(protocol.Judge, params));
  }

  async markGood(session: protocol.SessionId, target: protocol.SavepointRef): Promise<void> {
    await this.#request(protocol.MarkGood, { session, target });
  }

  learn(session: protocol.SessionId): Promise<readonly protocol.LearnedRule[]> {
    return this.#request(protocol.Learn, { session });
  }

  addRules(params: protocol.AddRulesParams): Promise<string> {
    return this.#request(protocol.AddRules, params);
  }

  async rulesChanged(uri: string, text: string | null): Promise<void> {
    if (text === null) this.#rules.delete(uri);
    else this.#rules.set(uri, text);
    if (this.#server === 'ended' || this.#server === 'given-up') return;
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

  /** Asks what is about no session that goes on; asked again if the server ends without answering. */
  async ask<P extends object, R>({ method }: RequestType<P, R, void>, params: P): Promise<R> {
    if (this.#server === 'given-up') throw gaveUp();
    try {
      return (await this.#general.request(method, params, 'again')) as R;
    } catch (error) {
      throw this.#asSavepointError(error);
    }
  }

  async #request<P extends { readonly session: protocol.SessionId }, R>(
    { method }: RequestType<P, R, void>,
    params: P,
  ): Promise<R> {
    if (this.#server === 'given-up') throw gaveUp();
    const known = this.#sessions.get(params.session);
    if (known === undefined) throw sessionEnded(params.session);
    try {
      return (await known.deliveries.request(method, params, method in JOURNALED ? 'once' : 'again')) as R;
    } catch (error) {
      throw this.#asSavepointError(error);
    }
  }

  #asSavepointError(error: unknown): Error {
    if (!(error instanceof Error)) return new Error(String(error));
    const data = (error as { data?: protocol.ErrorData }).data;
    if (data?.kind === 'needs-description') return new NeededDescription(data.objects, error.message);
    if (data?.kind === 'savepoint-error') return new SavepointError(data.code, error.message, { cause: error });
    return error;
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

/** Codes of vscode-jsonrpc that say that there is no answer, and not what it is. */
const LOST: ReadonlySet<unknown> = new Set([
  ErrorCodes.PendingResponseRejected,
  ErrorCodes.ConnectionInactive,
  ErrorCodes.MessageWriteError,
  ErrorCodes.MessageReadError,
]);

/** Whether it is not known what became of a request: the connection failed, and not the request. */
function isLost(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return typeof code !== 'number' || LOST.has(code);
}

function lostWithServer(session: string): SavepointError {
  return new SavepointError(
    'server-stopped',
    `Savepoint's server stopped in the middle of this, and its journal of '${session}' could not be gone on with: create a savepoint to go on.`,
  );
}

function gaveUp(): SavepointError {
  return new SavepointError(
    'server-stopped',
    "Savepoint's server stopped too often and is not started again; your program is not affected: reload the window to use Savepoint again.",
  );
}

function sessionEnded(name: string): SavepointError {
  return new SavepointError('session-ended', `The debug session '${name}' has ended; its savepoints are gone.`);
}
