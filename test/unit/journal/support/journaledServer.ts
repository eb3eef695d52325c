/** The server's real handlers without a wire: requests are answered as over one, and views are mirrored from patches. */
import { applyPatches, enablePatches, type Patch } from 'immer';
import { ResponseError } from 'vscode-languageserver-protocol';
import { registerHandlers, type Wire } from '../../../../server/handlers';
import type { FileSystem } from '../../../../server/journal/fileSystem';
import { JOURNALED } from '../../../../server/journal/journaledOperations';
import { Journals } from '../../../../server/journal/journals';
import * as protocol from '../../../../server/protocol';
import { type Ask, SESSION } from './history';

enablePatches();

export const FOLDER = '/journals';
export const JOURNAL = `${FOLDER}/${SESSION}.journal`;

export const OPTIONS: protocol.JournalOptions = {
  durability: 'onAcknowledge',
  redact: ['password', 'token'],
  redactionKey: 'a key',
};

export class JournaledServer {
  readonly #handlers = new Map<string, (params: object) => unknown>();
  #view: Partial<protocol.SessionView> = {};
  #sequence = 0;

  constructor(files: FileSystem) {
    const wire = {
      onRequest: (type: { method: string }, handler: (params: object) => unknown) => {
        this.#handlers.set(type.method, handler);
      },
      onNotification: () => undefined,
      sendNotification: (type: { method: string }, params: { patches?: Patch[] }) => {
        if (type.method === protocol.ViewChanged.method) this.#view = applyPatches(this.#view, params.patches ?? []);
      },
    };
    registerHandlers(wire as unknown as Wire, new Journals(files, FOLDER));
  }

  get view(): Partial<protocol.SessionView> {
    return this.#view;
  }

  async open(
    continues?: protocol.OpenSessionParams['continues'],
    journal: protocol.JournalOptions = OPTIONS,
  ): Promise<protocol.SessionOpened> {
    const params = { session: SESSION, name: 'shop', journal, ...(continues && { continues }) };
    return (await this.send(protocol.OpenSession.method, params)) as protocol.SessionOpened;
  }

  /** Sends a request, numbered where it changes something. */
  readonly ask = (method: string, params: object): Promise<unknown> =>
    this.send(method, method in JOURNALED ? { ...params, sequence: ++this.#sequence } : params);

  async send(method: string, params: object): Promise<unknown> {
    const handler = this.#handlers.get(method);
    if (handler === undefined) throw new Error(`There is no handler for ${method}.`);
    // Through JSON, as over the wire.
    const answer = await handler(JSON.parse(JSON.stringify(params)) as object);
    if (answer instanceof ResponseError) throw answer;
    return answer;
  }

  /** All that a client can find out of the session without changing it. */
  state(): Promise<unknown> {
    return stateOf(this.#view, SESSION, (method, params) => this.send(method, params));
  }
}

/** All that a client can find out of a session without changing it; of an open journal's failures, nothing. */
export async function stateOf(view: Partial<protocol.SessionView>, session: string, ask: Ask): Promise<unknown> {
  const { notDurable: _notDurable, invariants: _invariants, session: _session, ...rest } = view;
  const ids = view.savepoints?.map(({ id }) => id) ?? [];
  const diffs: unknown[] = [];
  for (const from of ids)
    for (const to of [undefined, ...ids])
      diffs.push(await ask(protocol.Diff.method, { session, from, to, offset: 0, limit: 1_000 }));
  return { view: rest, diffs, retained: await ask(protocol.Retained.method, { session }) };
}
