/** Stepping back through automatic savepoints, and rewinding by `goto`, in real programs of both languages. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RollbackReport, SavepointApi } from '../../client/apiTypes';
import {
  endDebugging,
  evaluateJson,
  evaluatePython,
  stack,
  startDebugging,
  step,
  stepToLine,
} from './support/debugging';
import { refusalOf } from './support/refusal';
import { savepointApi } from './support/savepointApi';
import { untilState } from './support/untilState';
import { copyFixture } from './support/workspace';

interface Program {
  readonly language: string;
  readonly file: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  /** The first three lines of `transfer`, the second of which calls `debit`. */
  readonly lines: readonly [number, number, number];
  readonly read: (session: vscode.DebugSession) => Promise<unknown>;
}

const PROGRAMS: readonly Program[] = [
  {
    language: 'JavaScript',
    file: 'rewinds.js',
    configuration: {},
    lines: [12, 13, 14],
    read: (session) => evaluateJson(session, '[account.balance, account.log.length]'),
  },
  {
    language: 'Python',
    file: 'rewinds.py',
    configuration: { type: 'debugpy' },
    lines: [7, 8, 9],
    read: (session) => evaluatePython(session, '[account["balance"], len(account["log"])]'),
  },
];

for (const { language, file, configuration, lines, read } of PROGRAMS) {
  describe(`stepping back in ${language}`, () => {
    let api: SavepointApi;
    let program: string;
    let session: vscode.DebugSession;

    before(async () => {
      api = await savepointApi();
      program = join(await copyFixture('rewinds'), file);
      await setMode('everyStop');
    });
    after(() => setMode(undefined));
    afterEach(endDebugging);

    const untilMarked = (line: number): Promise<unknown> =>
      untilState(api, session, ({ status, autoSavepoints }) => {
        return status === 'paused' && autoSavepoints.at(-1)?.location?.line === line;
      });

    it('goes from stop to stop, values and line, and on again from there', async () => {
      session = await startDebugging({ program, breakpoints: [lines[0]], configuration });
      await untilMarked(lines[0]);
      const { message } = await refusalOf(api.stepBack());
      assert.match(message, /stands at its oldest automatic savepoint/u);
      await step(session);
      await untilMarked(lines[1]);
      const before = await read(session);
      await api.savepoint('mine');
      await step(session);
      await untilMarked(lines[2]);
      const after = await read(session);
      assert.notDeepEqual(after, before);

      assertBack(await api.stepBack(), lines[1]);
      assert.equal((await stack(session))[0]?.line, lines[1]);
      assert.deepEqual(await read(session), before);
      const state = await api.state();
      assert.deepEqual(
        state.savepoints.map(({ name }) => name),
        ['mine'],
      );
      assertBack(await api.stepBack(), lines[0]);
      assert.equal((await api.state()).stepBack, undefined);

      await step(session);
      await untilMarked(lines[1]);
      assert.deepEqual(
        (await api.state()).autoSavepoints.map(({ location }) => location?.line),
        [lines[0], lines[1]],
      );
      await step(session);
      await untilMarked(lines[2]);
      assert.deepEqual(await read(session), after, 'the program computes the same again');
    });
  });
}

describe('rewinding a Python program', () => {
  let api: SavepointApi;
  let program: string;
  let session: vscode.DebugSession;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('rewinds'), 'rewinds.py');
  });
  afterEach(endDebugging);

  const start = async (...breakpoints: readonly number[]): Promise<void> => {
    session = await startDebugging({ program, breakpoints, configuration: { type: 'debugpy' } });
  };
  const locals = (): Promise<unknown> => evaluatePython(session, '[account, total]');

  it('goes to the line in the same call, and nothing runs again', async () => {
    await start(8);
    const then = await locals();
    await api.savepoint('before');
    await stepToLine(session, 13);
    assert.notDeepEqual(await locals(), then);
    const report = await api.rollbackTo('before', { rewind: 'line' });
    assertBack(report, 8);
    assert.ok(report.rewind?.kind === 'reached' && report.rewind.ranAgain === undefined);
    assert.equal((await stack(session))[0]?.line, 8);
    assert.deepEqual(await locals(), then);
  });

  it("refuses a jump into a block in Python's own words, and moves and writes nothing", async () => {
    await start(11);
    await api.savepoint('in the loop');
    await stepToLine(session, 13);
    const now = await locals();
    const { code, message } = await refusalOf(api.rollbackTo('in the loop', { rewind: 'line' }));
    assert.equal(code, 'cannot-rewind');
    assert.match(message, /can't jump into the body of a for loop/u);
    assert.equal((await stack(session))[0]?.line, 13);
    assert.deepEqual(await locals(), now);
  });

  it("refuses a function's beginning, which debugpy does not tell, and to leave the paused function", async () => {
    await start(8);
    await api.savepoint('before');
    const beginning = await refusalOf(api.rollbackTo('before', { rewind: 'frame' }));
    assert.equal(beginning.code, 'cannot-rewind');
    assert.match(beginning.message, /goes to lines, and cannot tell where a function begins/u);
    await step(session, 'stepIn');
    const { code, message } = await refusalOf(api.rollbackTo('before', { rewind: 'line' }));
    assert.equal(code, 'cannot-rewind');
    assert.match(message, /step out to it first/u);
  });
});

function assertBack(report: RollbackReport, line: number): void {
  const failed = report.verdicts.filter(({ verdict }) => verdict !== 'restored' && verdict !== 'unchanged');
  const { outcome, rewind } = report;
  assert.deepEqual({ outcome, failed }, { outcome: 'restored', failed: [] });
  assert.equal(rewind?.kind === 'reached' && rewind.at.line, line);
}

async function setMode(mode: string | undefined): Promise<void> {
  const settings = vscode.workspace.getConfiguration('savepoint');
  await settings.update('autoSavepoint', mode, vscode.ConfigurationTarget.Global);
}
