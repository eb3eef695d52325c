/** What keeps a rollback from doing anything but what was looked at: drift, stale plans, cancelling, putting back. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import type { RollbackReport, SavepointApi } from '../../client/apiTypes';
import { assertRestored } from './support/assertRestored';
import {
  endDebugging,
  evaluate,
  evaluateJson,
  evaluatePython,
  stack,
  startDebugging,
  step,
  stepToLine,
} from './support/debugging';
import { refusalOf } from './support/refusal';
import { Requests } from './support/requests';
import { savepointApi } from './support/savepointApi';
import { nextState } from './support/untilState';
import { copyFixture } from './support/workspace';

/** In `damage` of shapes.js: after its loop, and when `state.y` and `state.ring.self` were changed. */
const [BEGIN, BROKEN] = [49, 51];
const VALUES = '[local, text, state.x.hits, state.y.name, state.ring.self === state.ring, Object.keys(state.settings)]';

describe('a rollback in JavaScript', () => {
  let api: SavepointApi;
  let program: string;
  let session: vscode.DebugSession;
  let requests: Requests;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('shapes'), 'shapes.js');
  });
  beforeEach(async () => {
    requests = new Requests('pwa-node');
    session = await startDebugging({ program, breakpoints: [BEGIN] });
  });
  afterEach(async () => {
    requests.dispose();
    await endDebugging();
    await onPartialFailure(undefined);
  });

  const values = (): Promise<unknown> => evaluateJson(session, VALUES);

  it('says as a savepoint is taken how much of it could be restored, what could not, and why', async () => {
    const before = await api.savepoint('before');
    await evaluate(session, '(state.job = Promise.resolve(1), state.also = Promise.resolve(2), 1)');
    const { captured, restorable, limits } = await api.savepoint('with promises');
    assert.ok(restorable < captured && restorable > 0, `${restorable} of ${captured}`);
    const promises = limits.find(({ reason }) => reason === PROMISE);
    assert.deepEqual(promises, {
      label: 'opaque',
      reason: PROMISE,
      count: 2,
      examples: ['state.job', 'state.also'],
    });
    assert.ok(before.limits.every(({ reason }) => reason !== PROMISE));
    assert.deepEqual((await api.plan('with promises')).limits, limits);
    assert.deepEqual((await api.state()).savepoints.at(-1)?.limits, limits);
  });

  it('tells drift from what the program does, and names it where a rollback would write over it', async () => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    assert.deepEqual(await api.drift(), [], 'the program changed `state.y` and more');
    await setVariable(session, 'local', '500');
    await evaluate(session, 'state.x.hits = 9');
    const drift = await api.drift();
    assert.deepEqual(drift, [
      { path: 'local', kind: 'changed', by: 'outside', before: 31, after: 500 },
      { path: 'x.hits', kind: 'changed', by: 'outside', before: 3, after: 9 },
    ]);
    assert.equal((await api.state()).drift, 2);
    const { writes } = await api.plan('begin');
    assert.deepEqual(
      new Map(writes.map(({ path, by }) => [path, by])),
      new Map([
        ['local', 'outside'],
        ['state.ring.self', undefined],
        ['state.y', undefined],
        ['x.hits', 'outside'],
      ]),
    );
    assertRestored(await api.rollbackTo('begin'));
    assert.deepEqual(await api.drift(), []);
    assert.deepEqual(
      (await api.diff('begin')).map(({ path }) => path),
      [],
    );
  });

  it('tells drift at once after Set Value and the Debug Console, and looks for it neither after watches nor its own requests', async () => {
    await setVariable(session, 'local', '2');
    await api.savepoint('begin');
    await Promise.all([nextState(api, session, ({ drift }) => drift === 1), setVariable(session, 'local', '500')]);
    const [top] = await stack(session);
    const request = { expression: 'state.x.hits = 9', frameId: top?.id };
    await Promise.all([
      nextState(api, session, ({ drift }) => drift === 2),
      session.customRequest('evaluate', { ...request, context: 'repl' }),
    ]);
    const looks = await requests.during(async () => {
      await session.customRequest('evaluate', { ...request, expression: '1 + 1', context: 'watch' });
      await api.diff('begin');
    });
    assert.deepEqual(looks, ['evaluate'], 'the watch itself');
    await api.rollbackTo('begin');
    const { length } = requests.commands;
    await api.diff('begin');
    assert.equal(requests.commands.length, length, 'no look of its own accord');
    assert.equal((await api.state()).drift, 0);
  });

  it('refuses a plan that is stale, names what has changed, writes nothing, and goes once it was planned again', async () => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    const plan = await api.plan('begin');
    await setVariable(session, 'local', '500');
    const now = await values();
    const { code, message } = await refusalOf(api.rollbackTo('begin', { plan }));
    assert.equal(code, 'stale-plan');
    assert.match(message, /this has changed: local\. Nothing was written/u);
    assert.deepEqual(await values(), now);

    const again = await api.plan('begin');
    assert.notEqual(again.digest, plan.digest);
    const report = await api.rollbackTo('begin', { plan: again });
    assertRestored(report);
    assert.deepEqual(
      report.verdicts.map(({ path }) => path),
      again.writes.map(({ path }) => path),
    );
  });

  it('can be cancelled before it has begun, and then has written nothing', async () => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    const now = await values();
    assert.equal((await refusalOf(api.rollbackTo('begin', { signal: AbortSignal.abort() }))).code, 'cancelled');
    assert.deepEqual(await values(), now);
  });

  it('is not cancelled once it writes', async () => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    const giveUp = new AbortController();
    assertRestored(await api.rollbackTo('begin', { signal: giveUp.signal, onWriting: () => giveUp.abort() }));
    assert.deepEqual(await values(), [31, 'before!!!', 3, 'shared', true, ['first', 'second', 'third']]);
  });

  const spoil = async (): Promise<unknown> => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    // Read before the edit, which is then told from what the program did.
    await api.diff('begin');
    // Its old prototype cannot be given back to an object that takes no other one.
    await evaluate(session, 'Object.preventExtensions(Object.setPrototypeOf(state.settings, { other: true })).first');
    return values();
  };

  it('puts back what was written where a write fails, and says which one stopped it', async () => {
    const now = await spoil();
    const report = await api.rollbackTo('begin');
    assert.equal(report.outcome, 'undone', JSON.stringify(report));
    assert.deepEqual(failures(report), [PROTOTYPE]);
    assert.deepEqual(await values(), now);
    assert.equal((await api.state()).undo, undefined, 'nothing happened that could be undone');
    assert.deepEqual(
      (await api.drift()).map(({ path, by }) => [path, by]),
      [
        ['state.settings.[[extensible]]', 'outside'],
        ['state.settings.[[prototype]]', 'outside'],
      ],
      'the edit, and nothing of what was written and put back',
    );
  });

  it('keeps what was written where a write fails, by setting, and can be undone', async () => {
    await onPartialFailure('keep');
    const now = await spoil();
    const report = await api.rollbackTo('begin');
    assert.equal(report.outcome, 'partial');
    assert.deepEqual(failures(report), [
      PROTOTYPE,
      'state.settings.[[extensible]] refused an object that was frozen, sealed or closed to new properties stays so',
    ]);
    assert.deepEqual(await evaluateJson(session, '[state.y === state.x, state.ring.self === state.ring]'), [
      true,
      true,
    ]);
    await api.undoRollback();
    assert.deepEqual(await values(), now);
  });
});

describe('a rollback in Python', () => {
  let api: SavepointApi;
  let session: vscode.DebugSession;

  let requests: Requests;

  before(async () => {
    api = await savepointApi();
    requests = new Requests('debugpy');
    const program = join(await copyFixture('shapes'), 'shapes.py');
    session = await startDebugging({ program, breakpoints: [93, 98], configuration: { type: 'debugpy' } });
  });
  after(async () => {
    requests.dispose();
    await endDebugging();
  });

  it('tells drift, and puts back what was written where a write fails', async () => {
    await api.savepoint('begin');
    await step(session, 'continue');
    assert.deepEqual(await api.drift(), []);
    await evaluate(session, 'state["bytes"].append(7)');
    await evaluate(session, 'state.setdefault("view", memoryview(state["bytes"]))');
    assert.deepEqual(
      (await api.drift()).map(({ path, by }) => [path, by]),
      [
        ['state["bytes"][3]', 'outside'],
        ['state["view"]', 'outside'],
      ],
    );
    const read = (): Promise<unknown> =>
      evaluatePython(session, '[local, text, state["x"]["hits"], list(state["bytes"])]');
    const now = await read();
    const report = await api.rollbackTo('begin', { paths: ['local', 'text', 'state["x"]', 'state["bytes"]'] });
    assert.equal(report.outcome, 'undone', JSON.stringify(report));
    const reason = 'a view of it is open, so its length is fixed';
    assert.deepEqual(failures(report), [`state["bytes"][3] refused ${reason}`]);
    assert.deepEqual(await read(), now);
  });

  it('can be cancelled while it is being planned, and then has written nothing', async () => {
    await api.savepoint('before the edit');
    await evaluate(session, 'state.update(edited=1)');
    const giveUp = new AbortController();
    let writing = 0;
    const looking = requests.next('evaluate');
    const rollback = api.rollbackTo('before the edit', { signal: giveUp.signal, onWriting: () => writing++ });
    await looking;
    giveUp.abort();
    const { code, message } = await refusalOf(rollback);
    assert.equal(code, 'cancelled');
    assert.match(message, /nothing was written/u);
    assert.equal(writing, 0);
    // Comes after it in the session's queue, so that whatever it was to do has been done.
    assert.equal((await api.drift()).length, 1);
    assert.equal(await evaluatePython(session, 'state["edited"]'), 1);
  });
});

function failures({ verdicts }: RollbackReport): readonly string[] {
  return verdicts
    .filter(({ reason }) => reason !== undefined)
    .map(({ path, verdict, reason }) => `${path} ${verdict} ${reason}`);
}

const PROMISE = "a promise's state cannot be read or set back";
const PROTOTYPE = 'state.settings.[[prototype]] refused the object is not extensible';

/** As VS Code's own Variables view does it: in the innermost scope that has the variable. */
async function setVariable(session: vscode.DebugSession, name: string, value: string): Promise<void> {
  const [top] = await stack(session);
  const { scopes } = (await session.customRequest('scopes', {
    frameId: top?.id,
  })) as DebugProtocol.ScopesResponse['body'];
  for (const { variablesReference } of scopes) {
    const answer: unknown = await session.customRequest('variables', { variablesReference });
    const { variables } = answer as DebugProtocol.VariablesResponse['body'];
    if (!variables.some((variable) => variable.name === name)) continue;
    await session.customRequest('setVariable', { variablesReference, name, value });
    return;
  }
  throw new Error(`No scope has a variable ${name}.`);
}

async function onPartialFailure(mode: 'undo' | 'keep' | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('savepoint');
  await settings.update('rollback.onPartialFailure', mode, vscode.ConfigurationTarget.Global);
}
