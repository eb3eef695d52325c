/** Ten thousand changes and more in a real session: what they cost on the wire, and that all of them come back. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { endDebugging, evaluate, evaluateJson, startDebugging, stepToLine } from './support/debugging';
import { Requests } from './support/requests';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

const SIZE = 10_000;

/** What is true of the undamaged program. */
const HELD =
  '[first === rows[0], last === rows.at(-1), counts, rows.every(({ total }) => total === 10), numbers.every((n, i) => n === i)]';
const BEFORE = [true, true, [SIZE, SIZE], true, true];

describe('ten thousand changed elements', function () {
  this.timeout(120_000);
  let api: SavepointApi;
  let session: vscode.DebugSession;
  let requests: Requests;
  let program: string;
  let lines: { readonly begin: number; readonly end: number };

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('many'), 'many.js');
    const text = await readFile(program, 'utf8');
    const lineOf = (code: string): number => text.split('\n').findIndex((line) => line.includes(code)) + 1;
    lines = { begin: lineOf('  increment(rows, numbers);'), end: lineOf('return { first') };
    requests = new Requests('pwa-node');
  });
  after(() => requests.dispose());
  beforeEach(async () => {
    session = await startDebugging({ program, breakpoints: [lines.begin] });
  });
  afterEach(async () => {
    await endDebugging();
    await Promise.all([settings('capture.frames', undefined), settings('checkAtEveryStop', undefined)]);
  });

  for (const frames of [1, 3])
    it(`pass VS Code in no request with ${frames} frames, but for three that show what is back`, async () => {
      await Promise.all([settings('capture.frames', frames), settings('checkAtEveryStop', false)]);
      await api.savepoint('first', { session });
      assert.deepEqual(await requests.during(() => api.savepoint('before', { session })), []);
      await run();
      // Whatever was begun at the stop is over after this.
      await shown(() => api.rollbackTo('before', { session }));
      await shown(() => api.undoRollback({ session }));
      const rollback = await requests.during(() =>
        shown(async () => {
          assert.equal((await api.rollbackTo('before', { session })).outcome, 'restored');
        }),
      );
      // For the three variables that hold objects; then the views are told.
      assert.deepEqual(rollback, ['evaluate', 'variables', 'writeMemory']);
      assert.deepEqual(await evaluateJson(session, HELD), BEFORE);
    });

  it('are read again first where somebody else has evaluated something since', async () => {
    await settings('checkAtEveryStop', false);
    await api.savepoint('before', { session });
    await evaluate(session, 'numbers[7] = "changed by hand"');
    const rollback = await requests.during(() => shown(() => api.rollbackTo('before', { session })));
    assert.deepEqual(rollback, ['evaluate', 'writeMemory']);
    assert.equal(await evaluateJson(session, 'numbers[7]'), 7);
    await api.undoRollback({ session });
    assert.equal(await evaluateJson(session, 'numbers[7]'), 'changed by hand');
  });

  it('all come back, and go again', async () => {
    await api.savepoint('before', { session });
    await run();
    assert.deepEqual(await evaluateJson(session, HELD), [false, false, {}, false, false]);
    const page = await api.diffPage('before', undefined, { session, limit: 100 });
    assert.deepEqual([page.changes.length, page.total], [100, 2 * SIZE + 3]);
    const plan = await api.plan('before', { session });
    assert.equal(plan.writes.length, 2 * SIZE + 3);
    const report = await api.rollbackTo('before', { session });
    assert.equal(report.verdicts.length, 2 * SIZE + 3);
    assert.deepEqual(await evaluateJson(session, HELD), BEFORE);
    await api.undoRollback({ session });
    assert.deepEqual(await evaluateJson(session, HELD), [false, false, {}, false, false]);
  });

  /** Waits until VS Code's own views were told as well, which a rollback does not wait for. */
  async function shown(rollback: () => Promise<unknown>): Promise<void> {
    await Promise.all([requests.next('writeMemory'), rollback()]);
  }

  /** Lets the program change everything. */
  async function run(): Promise<void> {
    await stepToLine(session, lines.end);
  }
});

async function settings(name: string, value: number | boolean | undefined): Promise<void> {
  await vscode.workspace.getConfiguration('savepoint').update(name, value, vscode.ConfigurationTarget.Global);
}
