/** Both ends of the wire over in-memory streams: the real handlers, and a client that sends the declared messages. */
import assert from 'node:assert/strict';
import { type MessageConnection, ResponseError } from 'vscode-languageserver-protocol/node';
import * as protocol from '../../server/protocol';
import { ACCOUNT, capture, firstCapture, inFrame, inObject, MAIN } from '../unit/session/captures';
import { connectedClient } from './connectedClient';

describe('wire', () => {
  let client: MessageConnection;
  let views: ReadonlyMap<string, protocol.SessionView>;
  let close: () => void;

  beforeEach(async () => {
    ({ client, views, close } = connectedClient());
    await client.sendRequest(protocol.OpenSession, { session: 's', name: 'bank' });
  });
  afterEach(() => close());

  const takeSavepoint = (name: string): Promise<protocol.Savepoint> =>
    client.sendRequest(protocol.TakeSavepoint, { session: 's', capture: firstCapture(), name });

  it('mirrors a session by patches that arrive before the answer', async () => {
    await takeSavepoint('outer');
    await takeSavepoint('inner');
    assert.deepEqual(
      views.get('s')?.savepoints.map(({ name, parent }) => [name, parent]),
      [
        ['outer', undefined],
        ['inner', 1],
      ],
    );
    await client.sendRequest(protocol.Observe, {
      session: 's',
      capture: capture({ changes: [inFrame(MAIN, { total: -1 }), inObject(ACCOUNT, { 'p:balance': 7 })] }),
    });
    assert.equal(views.get('s')?.changes, 2);
    await client.sendRequest(protocol.Release, { session: 's', target: 'inner' });
    assert.deepEqual(
      views.get('s')?.savepoints.map(({ name }) => name),
      ['outer'],
    );
    await client.sendRequest(protocol.Commit, { session: 's' });
    assert.deepEqual(views.get('s')?.savepoints, []);
    assert.equal(views.get('s')?.changes, 0);
  });

  it('sends changes in pages', async () => {
    await takeSavepoint('start');
    await client.sendRequest(protocol.Observe, {
      session: 's',
      capture: capture({ changes: [inObject(ACCOUNT, { 'p:a': 1, 'p:b': 2, 'p:c': 3 })] }),
    });
    const page = await client.sendRequest(protocol.Diff, { session: 's', from: 'start', offset: 1, limit: 1 });
    assert.deepEqual(page, { changes: [{ path: 'account.b', kind: 'added', after: 2 }], total: 3 });
  });

  const REFUSED: readonly [what: string, ask: () => Promise<unknown>, code: string, message: string][] = [
    [
      'an unknown savepoint',
      () => client.sendRequest(protocol.Release, { session: 's', target: 'before-debit' }),
      'no-savepoint',
      "No savepoint named 'before-debit' in this session.",
    ],
    ['an empty name', () => takeSavepoint('  '), 'bad-name', 'A savepoint needs a name that is not empty.'],
    [
      'a session that has ended',
      () => client.sendRequest(protocol.Commit, { session: 'gone' }),
      'session-ended',
      'This debug session has ended; its savepoints are gone.',
    ],
    [
      'a commit without a transaction',
      () => client.sendRequest(protocol.Commit, { session: 's' }),
      'no-transaction',
      "No transaction is open in 'bank': create a savepoint to begin one.",
    ],
    [
      'an undo without a rollback',
      () =>
        client.sendRequest(protocol.Plan, {
          session: 's',
          capture: firstCapture(),
          target: { kind: 'undo' },
          sameCalls: 'proved',
        }),
      'no-rollback',
      "There is no rollback to undo in 'bank'.",
    ],
  ];
  for (const [what, ask, code, message] of REFUSED)
    it(`answers ${what} with one sentence, and changes nothing`, async () => {
      const before = views.get('s');
      await assert.rejects(ask(), (error) => {
        assert.ok(error instanceof ResponseError);
        assert.equal(error.message, message);
        assert.deepEqual(error.data, { kind: 'savepoint-error', code });
        return true;
      });
      assert.deepEqual(views.get('s'), before);
    });
});
