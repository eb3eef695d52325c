/** Sessions of the past and checkpoint files, by way of the server, which reads and keeps them. */
import * as vscode from 'vscode';
import * as protocol from '../../server/protocol';
import type { SessionOperations } from '../sessions/sessionOperations';
import { redactedNames, retention } from '../sessions/settings';
import type { StoreClient } from '../storeClient';
import type { ArchivesApi } from './archiveTypes';

const ALL = Number.MAX_SAFE_INTEGER;

/** The sessions that run; when one is closed, its journal is one of the past. */
export interface RunningSessions {
  readonly onDidCloseSession: vscode.Event<void>;
  operations(session: vscode.DebugSession | undefined): Promise<Pick<SessionOperations, 'archived'>>;
}

export class Archives implements ArchivesApi, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly store: Pick<StoreClient, 'ask'>,
    private readonly running: RunningSessions,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      running.onDidCloseSession(() => this.#changed.fire()),
      vscode.workspace.onDidChangeConfiguration((change) => {
        if (change.affectsConfiguration('savepoint.history')) this.#changed.fire();
      }),
    );
  }

  past: ArchivesApi['past'] = () => this.store.ask(protocol.ListPast, retention());

  open: ArchivesApi['open'] = (source) => this.store.ask(protocol.OpenArchive, { source });

  diff: ArchivesApi['diff'] = ({ source, savepoint }, to, { offset = 0, limit = ALL } = {}) =>
    this.store.ask(protocol.ArchiveDiff, { source, from: savepoint, ...(to !== undefined && { to }), offset, limit });

  values: ArchivesApi['values'] = ({ source, savepoint }, owner, { offset = 0, limit = ALL } = {}) =>
    this.store.ask(protocol.ArchivedValues, {
      source,
      savepoint,
      ...(owner !== undefined && { owner }),
      offset,
      limit,
    });

  export: ArchivesApi['export'] = async ({ fsPath: file }, { of, savepoint } = {}) => {
    const what = savepoint === undefined ? ({ kind: 'session' } as const) : ({ kind: 'savepoint', savepoint } as const);
    if (of !== undefined && 'kind' in of)
      return this.store.ask(protocol.ExportArchive, { source: of, what, file, redact: redactedNames() });
    return (await this.running.operations(of)).archived((archived) => archived.export(what, file));
  };

  compare: ArchivesApi['compare'] = async (at, options) =>
    (await this.running.operations(options?.session)).archived((archived) => archived.compare(at));

  plan: ArchivesApi['plan'] = async (at, options = {}) =>
    (await this.running.operations(options.session)).archived((archived) => archived.plan(at, options));

  restore: ArchivesApi['restore'] = async (at, options = {}) =>
    (await this.running.operations(options.session)).archived((archived) => archived.restore(at, options));

  deleteAll: ArchivesApi['deleteAll'] = async () => {
    try {
      await this.store.ask(protocol.DeleteAllData, {});
    } finally {
      this.#changed.fire();
    }
  };

  dispose(): void {
    this.#subscriptions.dispose();
  }
}
