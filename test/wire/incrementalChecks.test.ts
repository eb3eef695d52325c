/** Which rules are checked again, over the wire: only those that read something that has changed. */
import assert from 'node:assert/strict';
import * as protocol from '../../server/protocol';
import type { Capture, OwnerChanges } from '../../server/value';
import { ACCOUNT, capture, firstCapture, inFrame, inObject, MAIN } from '../unit/session/captures';
import { connectedClient, type ConnectedClient } from './connectedClient';

const RULES = [
  { name: 'total', expression: 'total >= 0' },
  { name: 'balance', expression: 'account.balance >= 0' },
  { name: 'calls', expression: 'check(account)' },
  { name: 'elsewhere', expression: 'total > 0', functions: ['audit'] },
  { name: 'schema', variable: 'account', schema: { properties: { balance: { minimum: 0 } } } },
];

const HERE: protocol.Location = { source: '/bank/main.js', line: 3, function: 'main' };

describe('checks over the wire', () => {
  let server: ConnectedClient;

  beforeEach(async () => {
    server = connectedClient();
    await server.client.sendNotification(protocol.RulesChanged, {
      uri: 'file:///bank/.vscode/savepoint.json',
      text: JSON.stringify({ rules: RULES }),
    });
    await server.client.sendRequest(protocol.OpenSession, { session: 's', name: 'bank' });
  });
  afterEach(() => server.close());

  async function toEvaluate(reading: Capture, which: 'all' | 'changed' = 'changed'): Promise<readonly string[]> {
    await server.client.sendRequest(protocol.Observe, { session: 's', capture: reading });
    const params = { session: 's', location: HERE, which };
    const rules = await server.client.sendRequest(protocol.RulesToEvaluate, params);
    const evaluations = rules.map(({ rule }) => ({ rule, evaluation: { value: 'true' as const } }));
    const results = await server.client.sendRequest(protocol.Judge, {
      session: 's',
      location: HERE,
      which,
      evaluations,
      newRules: 'refuse',
    });
    assert.deepEqual(
      results?.map(({ status }) => status),
      ['held', 'held', 'held', 'not-applicable', 'held'],
    );
    return rules.map(({ expression }) => expression);
  }

  const changed = (...changes: OwnerChanges[]): Capture => capture({ changes });
  const [TOTAL, BALANCE, CALL] = ['total >= 0', 'account.balance >= 0', 'check(account)'];

  it('begin with all that are for this place, and go on with those that may come out differently', async () => {
    assert.deepEqual(await toEvaluate(firstCapture()), [TOTAL, BALANCE, CALL]);
    assert.deepEqual(await toEvaluate(changed()), [CALL]);
    assert.deepEqual(await toEvaluate(changed(inFrame(MAIN, { total: 4 }))), [TOTAL, CALL]);
    assert.deepEqual(await toEvaluate(changed(inObject(ACCOUNT, { 'p:balance': 5 }))), [BALANCE, CALL]);
    assert.deepEqual(await toEvaluate(changed(inObject(ACCOUNT, { 'p:other': 5 }))), [CALL]);
  });

  it('are all made when they are asked for', async () => {
    await toEvaluate(firstCapture());
    assert.deepEqual(await toEvaluate(changed(), 'all'), [TOTAL, BALANCE, CALL]);
  });

  it('are made again where a property became an accessor', async () => {
    await toEvaluate(firstCapture());
    const accessor = { type: 'slot', value: { type: 'undefined' }, get: { type: 'undefined' } } as const;
    assert.deepEqual(await toEvaluate(changed(inObject(ACCOUNT, { 'p:balance': accessor }))), [BALANCE, CALL]);
    assert.deepEqual(await toEvaluate(changed()), [BALANCE, CALL]);
  });
});
