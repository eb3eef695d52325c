/** Rules learned from good savepoints, over the wire. */
import assert from 'node:assert/strict';
import * as protocol from '../../server/protocol';
import type { CapturedFrame, ObjectInfo } from '../../server/value';
import { ACCOUNT, capture, inFrame, inObject, MAIN, reference, TRANSFER } from '../unit/session/captures';
import { connectedClient, type ConnectedClient } from './connectedClient';

const ENTRIES: ObjectInfo = { ...ACCOUNT, id: 2, class: 'Array', kind: 'array', origin: { frame: 1, name: 'entries' } };

describe('learning over the wire', () => {
  let server: ConnectedClient;

  beforeEach(async () => {
    server = connectedClient();
    await server.client.sendRequest(protocol.OpenSession, { session: 's', name: 'bank', language: 'javascript' });
  });
  afterEach(() => server.close());

  async function savepointWith(
    total: number,
    balance: number,
    entries: readonly number[],
  ): Promise<protocol.Savepoint> {
    const slots = Object.fromEntries(entries.map((entry, index) => [`p:${index}`, entry]));
    const news = capture({
      objects: [ACCOUNT, ENTRIES],
      changes: [
        inFrame(MAIN, { total, account: reference(ACCOUNT), entries: reference(ENTRIES) }),
        inObject(ACCOUNT, { 'p:balance': balance }),
        inObject(ENTRIES, { ...slots, 'i:length': entries.length }),
      ],
    });
    return server.client.sendRequest(protocol.TakeSavepoint, { session: 's', capture: news });
  }

  const learned = async (): Promise<readonly (readonly [string, number, number])[]> =>
    (await server.client.sendRequest(protocol.Learn, { session: 's' })).map(({ expression, held, needs }) => [
      expression,
      held,
      needs,
    ]);

  it('knows only what was marked, and counts no savepoint twice', async () => {
    const first = await savepointWith(1, 5, [1]);
    await savepointWith(-9, -9, [3, 1]);
    assert.deepEqual(await learned(), []);
    for (let time = 0; time < 2; time++)
      await server.client.sendRequest(protocol.MarkGood, { session: 's', target: first.id });
    assert.deepEqual(
      (await learned()).find(([expression]) => expression === 'total === 1'),
      ['total === 1', 1, 6],
    );
  });

  it('finds what holds at all of them: orders, signs, lengths and sortedness', async () => {
    for (let time = 1; time <= 7; time++) {
      const { id } = await savepointWith(time, time + 1, [0, time]);
      await server.client.sendRequest(protocol.MarkGood, { session: 's', target: id });
    }
    const likely = (await learned()).filter(([, , needs]) => needs === 0).map(([expression]) => expression);
    assert.deepEqual(likely, [
      'total < account.balance',
      'total > 0',
      'account.balance > 0',
      'entries.every((item) => item >= 0)',
      'entries.every((item, index, all) => index === 0 || all[index - 1] <= item)',
      'entries.length === 2',
      'account != null',
      'entries != null',
    ]);
  });

  it('knows, of a JavaScript module that still runs, its variables in the functions that it calls', async () => {
    const module: CapturedFrame = { ...MAIN, function: '<anonymous>' };
    for (let time = 1; time <= 7; time++) {
      const news = capture({
        frames: [TRANSFER, module],
        objects: [ACCOUNT],
        changes: [
          inFrame(TRANSFER, { amount: time }),
          inFrame(module, { __filename: '/bank.js', account: reference(ACCOUNT) }),
          inObject(ACCOUNT, { 'p:balance': time + 1 }),
        ],
      });
      const { id } = await server.client.sendRequest(protocol.TakeSavepoint, { session: 's', capture: news });
      await server.client.sendRequest(protocol.MarkGood, { session: 's', target: id });
    }
    const likely = (await learned()).filter(([, , needs]) => needs === 0).map(([expression]) => expression);
    assert.deepEqual(likely, ['amount < account.balance', 'account.balance > 0', 'amount > 0', 'account != null']);
  });

  it('refuses a language that it cannot write, with a sentence', async () => {
    await server.client.sendRequest(protocol.OpenSession, { session: 'c', name: 'a.out' });
    await assert.rejects(server.client.sendRequest(protocol.Learn, { session: 'c' }), {
      message: "Invariants are learned for JavaScript and Python; 'a.out' is in another language.",
    });
  });
});
