/**
 * The server's process is killed at random moments under load, as often as `CRASHES` says. Each time another one takes
 * up its journals, and has what a model has that was told of everything once.
 */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Deliveries } from '../../client/deliveries';
import { JOURNALED } from '../../server/journal/journaledOperations';
import * as protocol from '../../server/protocol';
import { History } from '../unit/journal/support/history';
import { JournaledServer, OPTIONS, stateOf } from '../unit/journal/support/journaledServer';
import { MemoryFileSystem } from '../unit/journal/support/memoryFileSystem';
import { Random, SEED } from '../unit/store/support/random';
import { buildServer, KillableServer } from './support/killableServer';

const CRASHES = Number(process.env['CRASHES'] ?? 20);
const SESSIONS = ['session-a', 'session-b', 'session-c'];

/** One session of a client that survives, and the model of it. */
class Client {
  readonly deliveries: Deliveries;
  readonly model = new JournaledServer(new MemoryFileSystem());
  readonly #history: History;
  requests = 0;

  /** @param onRequest called as each request is sent */
  constructor(
    readonly session: string,
    random: Random,
    server: () => KillableServer,
    private readonly onRequest: () => void,
  ) {
    this.deliveries = new Deliveries(
      (method, params) => server().connection.sendRequest(method, params),
      (error) => Math.floor((error as { code?: number }).code ?? -32_099) <= -32_096,
    );
    this.#history = new History(random, (method, params) => this.#ask(method, params), session);
  }

  /** Works until it is told not to, one request after the other. */
  async work(isEnough: () => boolean): Promise<void> {
    while (!isEnough()) await this.#history.step();
  }

  open(server: KillableServer, continues?: protocol.OpenSessionParams['continues']): Promise<protocol.SessionOpened> {
    const params = {
      session: this.session,
      name: 'shop',
      journal: { ...OPTIONS, redact: [] },
      ...(continues && { continues }),
    };
    return server.connection.sendRequest(protocol.OpenSession.method, params);
  }

  async compare(server: KillableServer): Promise<void> {
    const ask = (method: string, params: object): Promise<unknown> => server.connection.sendRequest(method, params);
    const view = server.views.get(this.session);
    assert.ok(view !== undefined);
    assert.equal(view.notDurable, undefined);
    assert.deepEqual(await stateOf(view, this.session, ask), await this.model.state());
  }

  async #ask(method: string, params: object): Promise<unknown> {
    this.requests++;
    this.onRequest();
    const answer = await outcomeOf(this.deliveries.request(method, params, method in JOURNALED ? 'once' : 'again'));
    const expected = await outcomeOf(this.model.ask(method, { ...params, session: 'session-1' }));
    assert.deepEqual(withoutSession(answer), withoutSession(expected));
    if ('error' in answer) throw answer.error;
    return answer.result;
  }
}

describe(`a server that is killed ${CRASHES} times (seed ${SEED})`, function () {
  this.timeout(30_000 + CRASHES * 15_000);
  let folder: string;
  before(buildServer);
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'savepoint-journal-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('loses nothing that it acknowledged, and does nothing twice', async () => {
    const random = new Random(SEED);
    let server = await KillableServer.start(folder);
    let countdown = { requests: Infinity, reached: (): void => undefined };
    const onRequest = (): void => {
      if (--countdown.requests === 0) countdown.reached();
    };
    const clients = SESSIONS.map(
      (session, index) => new Client(session, new Random(SEED + 1 + index), () => server, onRequest),
    );
    for (const client of clients) {
      await client.model.open();
      assert.deepEqual(await client.open(server), { state: 'new', notes: [] });
    }
    let cut = 0;
    for (let crash = 0; crash < CRASHES; crash++) {
      let enough = false;
      const isTime = new Promise<void>((reached) => {
        countdown = { requests: 1 + random.below(60), reached };
      });
      const working = clients.map((client) => client.work(() => enough));
      await isTime;
      // Anywhere between the sending of a request and some time after its answer.
      await setTimeout(random.below(4));
      await server.kill();
      for (const { deliveries } of clients) deliveries.interrupt();
      server = await KillableServer.start(folder);
      for (const client of clients) {
        const opened = await client.open(server, { acknowledged: client.deliveries.acknowledged });
        assert.equal(opened.state, 'recovered', `crash ${crash}: ${opened.notes.join(' ')}`);
        cut += opened.notes.length;
        client.deliveries.resume();
      }
      enough = true;
      await Promise.all(working);
      for (const client of clients) await client.compare(server);
    }
    for (const client of clients) assert.ok(client.requests >= CRASHES, `${client.session}: ${client.requests}`);
    assert.equal(statSync(join(folder, `${SESSIONS[0] ?? ''}.journal`)).mode & 0o777, 0o600);
    assert.equal(statSync(folder).mode & 0o777, 0o700);
    const requests = clients.reduce((sum, client) => sum + client.requests, 0);
    console.log(`      ${requests} requests, ${cut} torn ends`);
    await server.kill();
  });
});

type Answer = { readonly result: unknown } | { readonly error: unknown };

async function outcomeOf(request: Promise<unknown>): Promise<Answer> {
  try {
    return { result: await request };
  } catch (error) {
    return { error };
  }
}

/** The model calls its session by another name, which shows in a rollback's trace. */
function withoutSession(answer: Answer): unknown {
  const comparable =
    'error' in answer
      ? { ...(answer.error as { message: string; data: unknown }), message: (answer.error as Error).message }
      : answer;
  return JSON.parse(JSON.stringify(comparable).replaceAll(/session-[a-z0-9]/gu, 'session'));
}
