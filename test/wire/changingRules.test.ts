/** A check in the middle of which the workspace's rules become others: the client's part, with the real server. */
import assert from 'node:assert/strict';
import type * as vscode from 'vscode';
import type { Debuggee } from '../../client/debuggee/debuggee';
import type { Reader } from '../../client/sessions/reader';
import type { Reading } from '../../client/sessions/reading';
import { InvariantChecks } from '../../client/sessions/invariantChecks';
import type { StoreClient } from '../../client/storeClient';
import * as protocol from '../../server/protocol';
import { firstCapture } from '../unit/session/captures';
import { connectedClient, type ConnectedClient } from './connectedClient';

const RULES = 'file:///bank/.vscode/savepoint.json';

describe('a check in the middle of which the rules change', () => {
  let server: ConnectedClient;
  const asked: (readonly string[])[] = [];
  beforeEach(async () => {
    asked.length = 0;
    server = connectedClient();
    await server.client.sendRequest(protocol.OpenSession, { session: 's', name: 'bank' });
  });
  afterEach(() => server.close());

  const have = (...expressions: readonly string[]): Promise<void> => {
    const rules = expressions.map((expression) => ({ name: expression, expression }));
    return server.client.sendNotification(protocol.RulesChanged, { uri: RULES, text: JSON.stringify({ rules }) });
  };

  /** @param during what happens while the program evaluates for that time, from 1 */
  async function check(during: (time: number) => Promise<void>): Promise<readonly (readonly string[])[]> {
    const capture = firstCapture();
    const debuggee: Pick<Debuggee, 'evaluate'> = {
      evaluate: async (_frame, expressions) => {
        asked.push(expressions);
        await during(asked.length);
        return expressions.map(() => ({ value: 'true' }));
      },
    };
    const store: Pick<StoreClient, 'rulesToEvaluate' | 'judge'> = {
      rulesToEvaluate: (params) => server.client.sendRequest(protocol.RulesToEvaluate, params),
      judge: (params) => server.client.sendRequest(protocol.Judge, params),
    };
    const reader: Pick<Reader, 'deliver' | 'mayHaveChanged'> = {
      deliver: async () => {
        await server.client.sendRequest(protocol.Observe, { session: 's', capture });
      },
      mayHaveChanged: () => undefined,
    };
    const checks = new InvariantChecks(
      { id: 's', name: 'bank' } as vscode.DebugSession,
      debuggee as Debuggee,
      store as StoreClient,
      reader as Reader,
      { at: () => Promise.resolve(undefined) },
      () => true,
      { allows: () => true },
      { warn: () => undefined } as unknown as vscode.LogOutputChannel,
    );
    const reading = { capture, frames: [{ frameId: 1 }] } as unknown as Reading;
    return (await checks.check(reading, 'all')).map(({ name, status, message }) => [name, status, message]);
  }

  it('checks the rules that there are then', async () => {
    await have('total > 0');
    const results = await check((time) => (time === 1 ? have('total > 1', 'total > 2') : Promise.resolve()));
    assert.deepEqual(results, [
      ['total > 1', 'held', "Rule 'total > 1' holds: total > 1 is true."],
      ['total > 2', 'held', "Rule 'total > 2' holds: total > 2 is true."],
    ]);
    assert.deepEqual(asked, [['total > 0'], ['total > 1', 'total > 2']]);
    assert.deepEqual(
      server.views.get('s')?.invariants.map(({ status }) => status),
      ['held', 'held'],
    );
  });

  it('evaluates nothing again where a rule went', async () => {
    await have('total > 0', 'total > 1');
    const results = await check(() => have('total > 1'));
    assert.deepEqual([results.length, asked.length], [1, 1]);
  });

  it('ends where they change each time, and claims nothing of those that are new', async () => {
    await have('total > 0');
    const results = await check((time) => have('total > 0', `total > ${time}`));
    const message = "Rule 'total > 5' could not be checked: the rules kept changing while they were checked.";
    assert.deepEqual(results, [
      ['total > 0', 'held', "Rule 'total > 0' holds: total > 0 is true."],
      ['total > 5', 'not-checked', message],
    ]);
  });
});
