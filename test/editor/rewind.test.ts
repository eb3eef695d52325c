/** Rewinding real programs under the real debugger, through the API: the line and the values, read from the debugger. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { assertRestored } from './support/assertRestored';
import { endDebugging, evaluateJson, stack, startDebugging, step, stepToLine } from './support/debugging';
import { refusalOf } from './support/refusal';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

/** Lines of rewinds.js: in `debit`; in `transfer`, from its first line to its last; in `onlyOnce`; in `later`; in `main`; in `careful`. */
const IN_DEBIT = 7;
const [FIRST, COUNTED, LOOPED, SECOND_DEBIT, RETURN] = [12, 14, 18, 19, 20];
const [ADDED, ADDED_MORE] = [27, 28];
const [LATER, LATER_END] = [34, 35];
const [SECOND_TRANSFER] = [41];
const [TRIES, THROWN] = [57, 51];

describe('rewinding a JavaScript program', () => {
  let api: SavepointApi;
  let program: string;
  let session: vscode.DebugSession;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('rewinds'), 'rewinds.js');
  });
  afterEach(endDebugging);

  const start = async (...breakpoints: readonly number[]): Promise<void> => {
    session = await startDebugging({ program, breakpoints });
  };
  const stands = async (): Promise<readonly [string, number]> => {
    const [top] = await stack(session);
    return [top?.name ?? '', top?.line ?? 0];
  };
  const locals = (): Promise<unknown> => evaluateJson(session, '[account.balance, total, account.log]');

  it('stands again in the line of the savepoint, with its values, and goes on from there', async () => {
    await start(FIRST);
    await stepToLine(session, LOOPED);
    const then = await locals();
    await api.savepoint('looped');
    const plan = await api.plan('looped', { rewind: 'line' });
    assert.equal(plan.rewind?.kind, 'stay');
    await stepToLine(session, RETURN);
    const now = await locals();
    assert.notDeepEqual(now, then);

    const report = await api.rollbackTo('looped', { rewind: 'line' });
    assertRestored(report);
    assert.ok(report.rewind?.kind === 'reached');
    assert.deepEqual(report.rewind.ranAgain, { from: FIRST, to: LOOPED });
    assert.equal(report.rewind.at.line, LOOPED);
    assert.deepEqual(await stands(), ['transfer', LOOPED]);
    assert.deepEqual(await locals(), then);
    await stepToLine(session, RETURN);
    assert.deepEqual(await locals(), now, 'the same lines compute the same again');
  });

  it('is undone as far as memory goes, to what the variables held before it', async () => {
    await start(FIRST);
    await stepToLine(session, COUNTED);
    await api.savepoint('counted');
    await stepToLine(session, RETURN);
    const now = await locals();
    assertRestored(await api.rollbackTo('counted', { rewind: 'line' }));
    assertRestored(await api.undoRollback());
    assert.deepEqual(await locals(), now);
    assert.deepEqual(await stands(), ['transfer', COUNTED]);
  });

  it('stands at the beginning of the function, with no line run again', async () => {
    await start(FIRST);
    await api.savepoint('first');
    await stepToLine(session, RETURN);
    const report = await api.rollbackTo('first', { rewind: 'frame' });
    assertRestored(report);
    assert.ok(report.rewind?.kind === 'reached' && report.rewind.ranAgain === undefined);
    assert.deepEqual(await stands(), ['transfer', FIRST]);
    assert.deepEqual(await evaluateJson(session, '[account.balance, account.log, printed.times]'), [100, [], 0]);
  });

  it('drops the frames above that of the savepoint', async () => {
    await start(FIRST);
    await stepToLine(session, LOOPED);
    const then = await locals();
    await api.savepoint('looped');
    await stepToLine(session, SECOND_DEBIT);
    await step(session, 'stepIn');
    assert.equal((await stands())[0], 'debit');
    const plan = await api.plan('looped', { rewind: 'line' });
    assert.deepEqual(plan.rewind, {
      kind: 'restart',
      function: 'transfer',
      source: program,
      line: LOOPED,
      dropsFrames: 1,
    });
    assertRestored(await api.rollbackTo('looped', { rewind: 'line' }));
    assert.deepEqual(await stands(), ['transfer', LOOPED]);
    assert.deepEqual(await locals(), then);
  });

  it('passes over breakpoints on the way, in the function and in what it calls, and leaves them as they are', async () => {
    await start(FIRST);
    await stepToLine(session, LOOPED);
    const then = await locals();
    await api.savepoint('looped');
    await stepToLine(session, RETURN);
    const places = [IN_DEBIT, COUNTED].map((line) => new vscode.Position(line - 1, 0));
    const more = places.map(
      (place) => new vscode.SourceBreakpoint(new vscode.Location(vscode.Uri.file(program), place)),
    );
    vscode.debug.addBreakpoints(more);
    assertRestored(await api.rollbackTo('looped', { rewind: 'line' }));
    assert.deepEqual(await stands(), ['transfer', LOOPED]);
    assert.deepEqual(await locals(), then);
    assert.equal(vscode.debug.breakpoints.length, 3);
    assert.equal((await step(session, 'continue')).line, IN_DEBIT);
  });

  it('puts the values back where the line is not reached again, and says where the program stands', async () => {
    await start(ADDED);
    await api.savepoint('added');
    await stepToLine(session, ADDED_MORE);
    assert.equal(await evaluateJson(session, 'account.balance'), 53);
    const report = await api.rollbackTo('added', { rewind: 'line' });
    assert.ok(report.rewind?.kind === 'short', JSON.stringify(report));
    assert.match(report.rewind.reason, /returned before it came to line 27/u);
    const lost = report.verdicts.filter(({ verdict }) => verdict !== 'restored' && verdict !== 'unchanged');
    assert.deepEqual(lost, [{ path: 'onlyOnce()', verdict: 'gone', reason: 'the call has returned' }]);
    assert.equal(report.outcome, 'partial', 'the call that it was in the middle of is over');
    const [name, line] = await stands();
    assert.deepEqual([report.rewind.at?.function, report.rewind.at?.line], [name, line]);
    assert.equal(await evaluateJson(session, 'account.balance'), 53);
  });

  it('leaves an exception of what it called by its own handler', async () => {
    await start(TRIES);
    await session.customRequest('setExceptionBreakpoints', { filters: ['all'] });
    await api.savepoint('tries');
    await step(session);
    await step(session, 'stepIn');
    await step(session);
    await step(session);
    assert.deepEqual(await stands(), ['refuse', THROWN]);
    assert.deepEqual((await api.plan('tries', { rewind: 'line' })).rewind, {
      kind: 'restart',
      function: 'careful',
      source: program,
      line: TRIES,
      dropsFrames: 1,
      from: 'exception',
    });
    assertRestored(await api.rollbackTo('tries', { rewind: 'line' }));
    assert.deepEqual(await stands(), ['careful', TRIES]);
    assert.deepEqual(await evaluateJson(session, '[account.balance, tries]'), [5, 0]);
  });

  it('refuses where the call has returned, and moves and writes nothing', async () => {
    await start(LOOPED, SECOND_TRANSFER);
    await api.savepoint('looped');
    await step(session, 'continue');
    assert.deepEqual(await stands(), ['main', SECOND_TRANSFER]);
    const balance = await evaluateJson(session, 'account.balance');
    const { code, message } = await refusalOf(api.rollbackTo('looped', { rewind: 'line' }));
    assert.equal(code, 'cannot-rewind');
    assert.match(message, /the call of 'transfer' that it stood in has returned/u);
    assert.deepEqual(await stands(), ['main', SECOND_TRANSFER]);
    assert.equal(await evaluateJson(session, 'account.balance'), balance);
  });

  it('refuses a frame that the debugger cannot restart', async () => {
    await start(LATER);
    await api.savepoint('later');
    await stepToLine(session, LATER_END);
    const { code, message } = await refusalOf(api.rollbackTo('later', { rewind: 'line' }));
    assert.equal(code, 'cannot-rewind', message);
    assert.equal((await stands())[1], LATER_END);
  });
});
