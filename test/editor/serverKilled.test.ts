/** The server's process is killed: it is started again, its savepoints are gone, and the same debug session goes on. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { SavepointApi, SessionState } from '../../client/apiTypes';
import { serverProcess } from '../host/serverProcess';
import { endDebugging, evaluate, evaluateJson, startDebugging, stepToLine } from './support/debugging';
import { refusalOf } from './support/refusal';
import { savepointApi } from './support/savepointApi';
import { nextState } from './support/untilState';
import { copyFixture } from './support/workspace';

/** In `damage` of shapes.js. */
const [BEFORE, AFTER] = [44, 63];

describe('a server that is killed', () => {
  let api: SavepointApi;
  let program: string;
  let session: vscode.DebugSession;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('shapes'), 'shapes.js');
  });
  beforeEach(async () => {
    session = await startDebugging({ program, breakpoints: [BEFORE] });
    await api.savepoint('lost');
    await api.savepoint('lost as well');
    await api.check();
  });
  afterEach(endDebugging);

  it('runs again, without the savepoints', async () => {
    const killed = running();
    const state = await kill();
    assert.deepEqual(state.savepoints, []);
    assert.equal(state.changes, 0);
    assert.equal(state.undo, undefined);
    assert.equal(state.status, 'paused');
    assert.notEqual(running(), killed);
    assert.deepEqual(await refusalOf(api.rollbackTo('lost')), {
      code: 'no-savepoint',
      message: "No savepoint named 'lost' in this session.",
    });
    assert.equal(await evaluate(session, 'local'), '1', 'the program stands where it stood, with its values');
  });

  it('takes a savepoint and rolls back to it in the same debug session', async () => {
    await kill();
    const shapes =
      '[local, text, state.x.hits, state.x === state.y, [...state.prices], state.list, Object.keys(state.settings)]';
    const before = await evaluateJson(session, shapes);
    await evaluate(session, '(globalThis.held = [state.prices, state.list, state.settings]).length');
    await api.savepoint('new');
    await stepToLine(session, AFTER);
    const damaged = await evaluateJson(session, shapes);
    assert.notDeepEqual(damaged, before);

    const report = await api.rollbackTo('new');
    assert.equal(report.outcome, 'restored', JSON.stringify(report));
    assert.deepEqual(await evaluateJson(session, shapes), before);
    const same = 'held.every((object, i) => object === [state.prices, state.list, state.settings][i])';
    assert.equal(await evaluate(session, same), 'true');
    assert.equal((await api.undoRollback()).outcome, 'restored');
    assert.deepEqual(await evaluateJson(session, shapes), damaged);
  });

  it('does so each time', async () => {
    for (const name of ['one', 'two']) {
      await kill();
      await api.savepoint(name);
      assert.deepEqual(
        (await api.state()).savepoints.map((savepoint) => savepoint.name),
        [name],
      );
    }
  });

  it('says of what is asked meanwhile that nothing was done', async () => {
    const again = restarted();
    process.kill(running(), 'SIGKILL');
    const meanwhile = await refusalOf(api.savepoint('meanwhile'));
    assert.deepEqual(meanwhile, {
      code: 'server-stopped',
      message: "Savepoint's server has stopped and is being started again: nothing was done; try again in a moment.",
    });
    assert.deepEqual((await again).savepoints, []);
    assert.equal((await api.savepoint('afterwards')).name, 'afterwards');
  });

  /** The state that the new server tells first. */
  function restarted(): Promise<SessionState> {
    return nextState(api, session, ({ savepoints }) => savepoints.length === 0);
  }

  function kill(): Promise<SessionState> {
    const again = restarted();
    process.kill(running(), 'SIGKILL');
    return again;
  }
});

function running(): number {
  return serverProcess((pid) => pid === process.pid);
}
