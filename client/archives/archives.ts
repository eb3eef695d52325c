/** Sessions of the past and checkpoint files, by way of the server, which reads and keeps them. */
import * as vscode from 'vscode';
import * as protocol from '../../server/protocol';
import { retention } from '../sessions/settings';
import type { StoreClient } from '../storeClient';
import type { ArchivesApi } from './archiveTypes';

const ALL = Number.MAX_SAFE_INTEGER;

/** What is listened to: that a session has ended, and its journal is now one of the past. */
export interface Endings {
  readonly onDidCloseSession: vscode.Event<void>;
}

export class Archives implements ArchivesApi, vscode.Disposable {
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #subscriptions: vscode.Disposable;
  readonly onDidChange = this.#changed.event;

  constructor(
    private readonly store: Pick<StoreClient, 'ask'>,
    endings: Endings,
  ) {
    this.#subscriptions = vscode.Disposable.from(
      this.#changed,
      endings.onDidCloseSession(() => this.#changed.fire()),
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
