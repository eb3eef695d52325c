/**
 * The server's process is killed, at rest and in the middle of things: it is started again, and the same debug session
 * goes on with its savepoints, proved in the program.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { serverProcess } from '../host/serverProcess';
import { endDebugging, evaluate, evaluateJson, startDebugging, stepToLine } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

/** In `damage` of shapes.js. */
const [BEFORE, AFTER] = [44, 63];

const SHAPES =
  '[local, text, state.x.hits, state.x === state.y, [...state.prices], state.list, Object.keys(state.settings)]';
const SAME = 'held.every((object, i) => object === [state.prices, state.list, state.settings][i])';

describe('a server that is killed', () => {
  let api: SavepointApi;
  let program: string;
  let session: vscode.DebugSession;
  let sound: unknown;
  let damaged: unknown;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('shapes'), 'shapes.js');
  });
  beforeEach(async () => {
    session = await startDebugging({ program, breakpoints: [BEFORE] });
    sound = await evaluateJson(session, SHAPES);
    await evaluate(session, '(globalThis.held = [state.prices, state.list, state.settings]).length');
    await api.savepoint('kept');
    await stepToLine(session, AFTER);
    await api.savepoint('kept as well');
    damaged = await evaluateJson(session, SHAPES);
    assert.notDeepEqual(damaged, sound);
  });
  afterEach(endDebugging);

  it('runs again, with the savepoints, and the rollback to one restores the program', async () => {
    const [state, differences] = [await api.state(), await api.diff('kept')];
    assert.ok(
      differences.some(({ path }) => path === 'local'),
      JSON.stringify(differences),
    );
    const killed = running();
    await kill();
    assert.notEqual(running(), killed);
    assert.deepEqual(await api.diff('kept'), differences);
    assert.deepEqual(await api.state(), state);

    const report = await api.rollbackTo('kept');
    assert.equal(report.outcome, 'restored', JSON.stringify(report));
    assert.deepEqual(await evaluateJson(session, SHAPES), sound);
    assert.equal(await evaluate(session, SAME), 'true');
    assert.equal((await api.undoRollback()).outcome, 'restored');
    assert.deepEqual(await evaluateJson(session, SHAPES), damaged);
    assert.deepEqual(await names(), ['kept', 'kept as well']);
  });

  it('undoes a rollback that was made before', async () => {
    await api.rollbackTo('kept');
    await kill();
    assert.equal((await api.undoRollback()).outcome, 'restored');
    assert.deepEqual(await evaluateJson(session, SHAPES), damaged);
  });

  it('does what it is asked meanwhile, once', async () => {
    process.kill(running(), 'SIGKILL');
    const meanwhile = await api.savepoint('meanwhile');
    assert.equal(meanwhile.name, 'meanwhile');
    assert.deepEqual(await names(), ['kept', 'kept as well', 'meanwhile']);
  });

  it('finishes a rollback that it is killed in, at any point of it', async () => {
    for (const point of [1, 2, 3, 4]) {
      const left = killAtEvaluate(point);
      const report = await api.rollbackTo('kept');
      left.dispose();
      assert.equal(report.outcome, 'restored', `killed at evaluate ${point}: ${JSON.stringify(report)}`);
      assert.deepEqual(await evaluateJson(session, SHAPES), sound, `killed at evaluate ${point}`);
      assert.equal((await api.undoRollback()).outcome, 'restored');
      assert.deepEqual(await evaluateJson(session, SHAPES), damaged);
      assert.deepEqual(await names(), ['kept', 'kept as well']);
    }
  });

  async function names(): Promise<readonly string[]> {
    return (await api.state()).savepoints.map(({ name }) => name);
  }

  async function kill(): Promise<void> {
    process.kill(running(), 'SIGKILL');
    // It is the next server that answers.
    await api.diff('kept');
  }

  /** Kills the server when the program is asked for the so-many-eth time from now on. */
  function killAtEvaluate(point: number): vscode.Disposable {
    let evaluates = 0;
    return evaluated.event((asked) => {
      if (asked.id === session.id && ++evaluates === point) process.kill(running(), 'SIGKILL');
    });
  }
});

const evaluated = new vscode.EventEmitter<vscode.DebugSession>();
vscode.debug.registerDebugAdapterTrackerFactory('*', {
  createDebugAdapterTracker: (session) => ({
    onWillReceiveMessage: ({ type, command }: DebugProtocol.Request) => {
      if (type === 'request' && command === 'evaluate') evaluated.fire(session);
    },
  }),
});

function running(): number {
  return serverProcess((pid) => pid === process.pid);
}
