/**
 * Bad input: each kind is refused with one `SavepointError`, whose code and sentence are compared word for word, and
 * leaves the state and the debuggee as they were.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SavepointApi, SessionOption, SessionState } from '../../client/apiTypes';
import { nextStop, stoppedThread } from './support/adapterTraffic';
import { endDebugging, evaluate, evaluateJson, startDebugging, step } from './support/debugging';
import { refusalOf } from './support/refusal';
import { savepointApi } from './support/savepointApi';
import { untilState } from './support/untilState';
import { copyFixture } from './support/workspace';

type Operation = (api: SavepointApi, options?: SessionOption) => Promise<unknown>;

interface BadInput {
  readonly what: string;
  readonly operation: Operation;
  readonly code: string;
  /** `$` stands for the session's name. */
  readonly message: string;
}

/** Every function of the API that reads or writes the program. */
const WITH_PROGRAM: Readonly<Record<string, Operation>> = {
  savepoint: (api, options) => api.savepoint('new', options),
  rollbackTo: (api, options) => api.rollbackTo('known', options),
  rollback: (api, options) => api.rollback(options),
  undoRollback: (api, options) => api.undoRollback(options),
  plan: (api, options) => api.plan('known', options),
  check: (api, options) => api.check(options),
};

/** Every function of the API that is about a session. */
const ALL: Readonly<Record<string, Operation>> = {
  ...WITH_PROGRAM,
  release: (api, options) => api.release('known', options),
  commit: (api, options) => api.commit(options),
  diff: (api, options) => api.diff('known', undefined, options),
  diffPage: (api, options) => api.diffPage('known', undefined, options),
  state: (api, options) => api.state(options),
};

const EMPTY_NAME = { code: 'bad-name', message: 'A savepoint needs a name that is not empty.' };
const UNKNOWN_NAME = { code: 'no-savepoint', message: "No savepoint named 'nonesuch' in this session." };
const UNKNOWN_ID = { code: 'no-savepoint', message: 'No savepoint with the id 4711 in this session.' };
const UNKNOWN_PATH = {
  code: 'no-path',
  message: "No variable or property 'nonesuch' was captured at 'known'.",
};
const NO_ROLLBACK = { code: 'no-rollback', message: "There is no rollback to undo in '$'." };
const NO_TRANSACTION = {
  code: 'no-transaction',
  message: "No transaction is open in '$': create a savepoint to begin one.",
};

/** In a paused session with the one savepoint `known`, some steps after it. */
const IN_A_TRANSACTION: readonly BadInput[] = [
  { what: 'an empty name', operation: (api) => api.savepoint(''), ...EMPTY_NAME },
  { what: 'a blank name', operation: (api) => api.savepoint(' \t'), ...EMPTY_NAME },
  {
    what: 'a name of two lines',
    operation: (api) => api.savepoint('one\ntwo'),
    code: 'bad-name',
    message: 'The name of a savepoint must be on one line.',
  },
  { what: 'a rollback to an unknown name', operation: (api) => api.rollbackTo('nonesuch'), ...UNKNOWN_NAME },
  { what: 'the plan of an unknown name', operation: (api) => api.plan('nonesuch'), ...UNKNOWN_NAME },
  { what: 'the release of an unknown name', operation: (api) => api.release('nonesuch'), ...UNKNOWN_NAME },
  { what: 'the changes since an unknown name', operation: (api) => api.diff('nonesuch'), ...UNKNOWN_NAME },
  { what: 'the changes until an unknown name', operation: (api) => api.diff('known', 'nonesuch'), ...UNKNOWN_NAME },
  {
    what: 'a rollback to an empty name',
    operation: (api) => api.rollbackTo(''),
    code: 'no-savepoint',
    message: "No savepoint named '' in this session.",
  },
  { what: 'a rollback to an unknown id', operation: (api) => api.rollbackTo(4711), ...UNKNOWN_ID },
  { what: 'the plan of an unknown id', operation: (api) => api.plan(4711), ...UNKNOWN_ID },
  { what: 'the release of an unknown id', operation: (api) => api.release(4711), ...UNKNOWN_ID },
  { what: 'the changes since an unknown id', operation: (api) => api.diff(4711), ...UNKNOWN_ID },
  {
    what: 'an unknown path',
    operation: (api) => api.rollbackTo('known', { paths: ['nonesuch'] }),
    ...UNKNOWN_PATH,
  },
  {
    what: 'an unknown path beside a known one',
    operation: (api) => api.rollbackTo('known', { paths: ['local', 'nonesuch'] }),
    ...UNKNOWN_PATH,
  },
  {
    what: 'an unknown property of a known variable',
    operation: (api) => api.rollbackTo('known', { paths: ['state.nonesuch'] }),
    ...UNKNOWN_PATH,
    message: UNKNOWN_PATH.message.replace('nonesuch', 'state.nonesuch'),
  },
  {
    what: 'an empty path',
    operation: (api) => api.plan('known', { paths: [''] }),
    ...UNKNOWN_PATH,
    message: UNKNOWN_PATH.message.replace('nonesuch', ''),
  },
  { what: 'an undo without a rollback', operation: (api) => api.undoRollback(), ...NO_ROLLBACK },
];

/** In a paused session without a savepoint. */
const WITHOUT_A_TRANSACTION: readonly BadInput[] = [
  { what: 'a rollback without a transaction', operation: (api) => api.rollback(), ...NO_TRANSACTION },
  { what: 'a commit without a transaction', operation: (api) => api.commit(), ...NO_TRANSACTION },
  { what: 'an undo without a rollback', operation: (api) => api.undoRollback(), ...NO_ROLLBACK },
  { what: 'a rollback to an unknown name', operation: (api) => api.rollbackTo('nonesuch'), ...UNKNOWN_NAME },
  { what: 'the release of an unknown id', operation: (api) => api.release(4711), ...UNKNOWN_ID },
];

const NO_SESSION = { code: 'no-session', message: 'No debug session is active: start one and pause it.' };
const IS_RUNNING = {
  code: 'not-paused',
  message: "'$' is running: pause it first, since Savepoint reads and writes a program that stands still.",
};
const NEVER_PAUSED = { code: 'not-paused', message: "'$' has not been paused yet: pause it first." };
const HAS_ENDED = { code: 'session-ended', message: "The debug session '$' has ended; its savepoints are gone." };
const NO_FRAME = {
  code: 'no-frame',
  message: "'$' is paused where it has no stack frame: step to a line of the program.",
};
/** In `damage` of shapes.js, and in waits.js. */
const [PAUSED, RUNNING] = [44, 6];

describe('bad input', () => {
  let api: SavepointApi;
  let folder: string;

  before(async () => {
    api = await savepointApi();
    folder = await copyFixture('shapes');
  });

  // What is refused changes nothing, so that the rows of a table share a session.
  describe('in a transaction', () => {
    let session: vscode.DebugSession;

    before(async () => {
      session = await pause();
      await api.savepoint('known');
      await step(session);
      await step(session);
      await api.check();
    });
    after(endDebugging);

    for (const row of IN_A_TRANSACTION) it(`refuses ${row.what}`, () => assertRefused(session, row));
  });

  describe('without a transaction', () => {
    let session: vscode.DebugSession;

    before(async () => {
      session = await pause();
    });
    after(endDebugging);

    for (const row of WITHOUT_A_TRANSACTION) it(`refuses ${row.what}`, () => assertRefused(session, row));
  });

  describe('in the wrong session', () => {
    afterEach(endDebugging);

    it('refuses everything without a session', async () => {
      for (const [name, operation] of Object.entries(ALL))
        assert.deepEqual(await refusalOf(operation(api)), NO_SESSION, name);
      assert.deepEqual(api.sessions(), []);
    });

    it('refuses to read and write a running program, and keeps its savepoints', async () => {
      const session = await startDebugging({ program: join(folder, 'waits.js'), breakpoints: [RUNNING] });
      await api.savepoint('known');
      await api.check();
      const paused = told(await api.state());
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
      await session.customRequest('continue', { threadId: stoppedThread(session) });
      await untilState(api, session, ({ status, invariants }) => status === 'running' && invariants.length === 0);
      const before = told(await api.state());
      assert.deepEqual(before, { ...paused, status: 'running', invariants: [] });
      for (const [name, operation] of Object.entries(WITH_PROGRAM)) {
        assert.deepEqual(await refusalOf(operation(api)), named(IS_RUNNING, session), name);
        assert.deepEqual(told(await api.state()), before, name);
      }
      const stop = nextStop(({ id }) => id === session.id);
      await Promise.all([session.customRequest('pause', { threadId: stoppedThread(session) }), stop]);
      assert.deepEqual(await evaluateJson(session, 'globalThis.kept'), { turns: 0, name: 'kept' });
    });

    it('refuses everything in a session that has ended', async () => {
      const session = await pause();
      await api.savepoint('known');
      await endDebugging();
      for (const [name, operation] of Object.entries(ALL))
        assert.deepEqual(await refusalOf(operation(api, { session })), named(HAS_ENDED, session), name);
      assert.deepEqual(api.sessions(), []);
    });

    it('refuses an ended session beside one that is paused, which stays as it was', async () => {
      const ended = await pause();
      await api.savepoint('known');
      await endDebugging();
      const session = await pause();
      await assertRefused(session, {
        what: 'ended',
        operation: () => api.rollbackTo('known', { session: ended }),
        code: HAS_ENDED.code,
        message: named(HAS_ENDED, ended).message,
      });
    });

    it('asks which of two paused sessions is meant while another one is active, and takes the one that is named', async () => {
      const one = await pause();
      await api.savepoint('known', { session: one });
      const other = await startDebugging({ program: join(folder, 'calls.js'), breakpoints: [7] });
      await api.savepoint('known', { session: other });
      for (const session of [one, other]) await api.check({ session });
      await startPlain({ stops: 'never' });
      await focusPlain();

      const before = api.sessions().map(told);
      const message = `Several debug sessions could be meant ('${one.name}', '${other.name}'): select one in the Call Stack view.`;
      for (const [name, operation] of Object.entries(ALL))
        assert.deepEqual(await refusalOf(operation(api)), { code: 'several-sessions', message }, name);
      assert.deepEqual(api.sessions().map(told), before);

      await api.savepoint('nested', { session: one });
      assert.deepEqual(await names(one), ['known', 'nested']);
      assert.deepEqual(await names(other), ['known']);
    });

    it('takes the active one of two paused sessions', async () => {
      const one = await pause();
      const other = await startDebugging({ program: join(folder, 'calls.js'), breakpoints: [7] });
      await api.savepoint('known');
      const active = vscode.debug.activeDebugSession?.id;
      const [inActive, inOther] = active === one.id ? [one, other] : [other, one];
      assert.deepEqual(await names(inActive), ['known']);
      assert.deepEqual(await names(inOther), []);
    });

    it('refuses a session that was never paused', async () => {
      const session = await startPlain({ stops: 'never' });
      for (const [name, operation] of Object.entries(ALL))
        assert.deepEqual(await refusalOf(operation(api)), named(NEVER_PAUSED, session), name);
      assert.deepEqual(api.sessions(), []);
    });

    it('reads and compares under a debugger that can only look, and refuses to write', async () => {
      const configuration = { type: 'plain' };
      await startDebugging({ program: join(folder, 'calls.js'), breakpoints: [], configuration });
      const { captured, restorable, limits } = await api.savepoint('known');
      assert.deepEqual([captured, restorable], [1, 0]);
      const reason = "the debugger 'plain' cannot set variables";
      assert.deepEqual(limits, [{ label: 'read-only', reason, count: 1, examples: ['x'] }]);
      await step(vscode.debug.activeDebugSession ?? assert.fail());
      assert.deepEqual(await api.diff('known'), [{ path: 'x', kind: 'changed', before: 1, after: 2 }]);
      assert.deepEqual((await api.plan('known')).writes, []);
      const report = await api.rollbackTo('known');
      assert.equal(report.outcome, 'partial');
      assert.deepEqual(report.verdicts, [{ path: 'x', verdict: 'refused', reason }]);
      assert.equal((await api.diff('known')).length, 1);
    });

    it('refuses to read and write where the program stands in no frame', async () => {
      const stop = nextStop(({ type }) => type === 'plain');
      const [session] = await Promise.all([startPlain({ stands: 'nowhere' }), stop]);
      const before = told(await api.state({ session }));
      for (const [name, operation] of Object.entries(WITH_PROGRAM)) {
        assert.deepEqual(await refusalOf(operation(api, { session })), named(NO_FRAME, session), name);
        assert.deepEqual(told(await api.state({ session })), before, name);
      }
    });
  });

  async function pause(): Promise<vscode.DebugSession> {
    const session = await startDebugging({ program: join(folder, 'shapes.js'), breakpoints: [PAUSED] });
    await api.check({ session });
    return session;
  }

  async function names(session: vscode.DebugSession): Promise<readonly string[]> {
    return (await api.state({ session })).savepoints.map(({ name }) => name);
  }

  async function assertRefused(session: vscode.DebugSession, { operation, code, message }: BadInput): Promise<void> {
    const before = { state: told(await api.state()), values: await values(session) };
    assert.deepEqual(await refusalOf(operation(api)), named({ code, message }, session));
    assert.deepEqual({ state: told(await api.state()), values: await values(session) }, before);
  }
});

/** A state with the session's id in place of VS Code's object. */
function told(state: SessionState) {
  return { ...state, session: state.session.id };
}

function named({ code, message }: { code: string; message: string }, { name }: vscode.DebugSession) {
  return { code, message: message.replace('$', () => name) };
}

async function values(session: vscode.DebugSession): Promise<readonly unknown[]> {
  return [
    await evaluateJson(session, '[local, text, state.x, [...state.prices], [...state.tags], state.list]'),
    await evaluate(session, 'state.x === state.y'),
  ];
}

/** Starts the debugger that can only look, and gives its session; it need not stop. */
async function startPlain(attributes: Readonly<Record<string, unknown>>): Promise<vscode.DebugSession> {
  const started = new Promise<vscode.DebugSession>((resolve) => {
    const subscription = vscode.debug.onDidStartDebugSession((session) => {
      if (session.type !== 'plain') return;
      subscription.dispose();
      resolve(session);
    });
  });
  await vscode.debug.startDebugging(undefined, { type: 'plain', request: 'launch', name: 'looker', ...attributes });
  return started;
}

/** Makes that debugger's session the active one, as the Debug Console's own list of sessions does. */
async function focusPlain(): Promise<void> {
  const isActive = (): boolean => vscode.debug.activeDebugSession?.type === 'plain';
  while (!isActive()) {
    const changed = new Promise<void>((resolve) => {
      const subscription = vscode.debug.onDidChangeActiveDebugSession(() => {
        subscription.dispose();
        resolve();
      });
    });
    await vscode.commands.executeCommand('workbench.action.debug.nextConsole');
    await changed;
  }
}
