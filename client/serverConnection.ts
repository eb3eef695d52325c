/**
 * The server's process and the connection to it: started, and started again when it ends; what is asked meanwhile is asked
 * again, and the views of the sessions are mirrored from its patches.
 *
 * It holds no truth: a server that takes another's place takes up the sessions from their journals. Where a journal cannot
 * be had, everybody who listens is told what is lost.
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
import type { ObjectId } from '../server/value';
import { Deliveries, type Send } from './deliveries';
import { SavepointError } from './savepointError';
import { ServerRestarts } from './serverRestarts';

enablePatches();

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

export class ServerConnection implements vscode.Disposable {
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
  readonly #schemaFilesWanted = new vscode.EventEmitter<readonly string[]>();
  readonly #disposables: vscode.Disposable[];
  readonly #restarts = new ServerRestarts();
  readonly #redactionKey = randomBytes(32).toString('base64');
  #server: 'starting' | 'running' | 'ended' | 'given-up' = 'starting';

  readonly onDidChangeView = this.#viewChanged.event;
  readonly onDidRestart = this.#restarted.event;
  /** The files that the server is to be told of now: all of them, at each change. */
  readonly onDidWantSchemaFiles = this.#schemaFilesWanted.event;

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
      this.#client.onNotification(protocol.SchemaFilesWanted, ({ uris }) => this.#schemaFilesWanted.fire(uris)),
      this.#viewChanged,
      this.#restarted,
      this.#schemaFilesWanted,
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

  async rulesChanged(uri: string, text: string | null): Promise<void> {
    if (text === null) this.#rules.delete(uri);
    else this.#rules.set(uri, text);
    if (this.#server === 'ended' || this.#server === 'given-up') return;
    await this.#client.sendNotification(protocol.RulesChanged, { uri, text });
  }

  /** A server that has ended is told by what the next one wants. */
  async schemaFileChanged(uri: string, content: protocol.FileContent): Promise<void> {
    if (this.#server === 'running') await this.#client.sendNotification(protocol.SchemaFileChanged, { uri, content });
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

  /** Asks what is about a session; what is journaled is done once, whatever becomes of the server. */
  protected async request<P extends { readonly session: protocol.SessionId }, R>(
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

/** The request can be answered once these objects are described. */
export class NeededDescription extends SavepointError {
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
