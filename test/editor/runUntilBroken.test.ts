/** Running on until an invariant breaks, in real JavaScript programs: the line it finds, and what it leaves behind. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { HuntReport, SavepointApi } from '../../client/apiTypes';
import { EVENT_MARK, type TestEvent } from '../host/testEvent';
import { buggyPrograms } from '../host/buggyPrograms';
import { endDebugging, evaluate, stack, startDebugging, step } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture, inWorkspace } from './support/workspace';

const PROGRAMS = buggyPrograms('.js', join(__dirname, '..', '..', '..', 'test', 'fixtures', 'buggy'));
const ROUNDS = '300';

/** What takes more time than it tells in a normal run. */
const whenLong = process.env['SAVEPOINT_LONG'] === undefined ? it.skip : it;

describe('running until an invariant breaks', () => {
  let api: SavepointApi;
  let folder: string;
  let rules: string;
  let original: string;

  before(async () => {
    api = await savepointApi();
    folder = await copyFixture('buggy');
    rules = inWorkspace('.vscode', 'savepoint.json');
    original = await readFile(rules, 'utf8');
  });
  afterEach(endDebugging);
  after(() => writeFile(rules, original));

  async function start(
    name: string,
    policy = 'report',
    extension = 'js',
    rounds = ROUNDS,
  ): Promise<vscode.DebugSession> {
    const program = join(folder, `${name}.${extension}`);
    const [buggy] = buggyPrograms(extension === 'js' ? '.js' : '.py', folder).filter((one) => one.name === name);
    assert.ok(buggy !== undefined);
    await writeFile(rules, JSON.stringify({ rules: [{ name, expression: buggy.rule, policy }] }));
    const type = extension === 'js' ? {} : { type: 'debugpy' };
    const configuration = { ...type, env: { ROUNDS: rounds } };
    const session = await startDebugging({ program, breakpoints: [buggy.start], configuration });
    // The watcher tells of the file in its own time.
    for (;;) {
      const [result] = await api.check();
      if (result?.name === name && result.policy === policy) return session;
    }
  }

  function assertBroken(report: HuntReport, breaks: number): asserts report is HuntReport & { outcome: 'broken' } {
    assert.ok(report.outcome === 'broken', JSON.stringify(report));
    assert.equal(report.after?.line, breaks);
  }

  // All of them run over V8 without the editor; these three, under js-debug too.
  for (const { name, breaks } of PROGRAMS.filter(({ name }) => ['alias', 'loop', 'recursion'].includes(name)))
    it(`finds the line in ${name}`, async () => {
      await start(name);
      const report = await api.runUntilBroken();
      assertBroken(report, breaks);
      assert.deepEqual([report.way, report.rules], ['breakpoints', [name]]);
      assert.notDeepEqual(
        report.changes.map(({ before }) => before),
        report.changes.map(({ now }) => now),
      );
    });

  it("leaves the user's breakpoints as they were, and no policy acts on what it finds", async () => {
    const session = await start('swap', 'rollback');
    const program = join(folder, 'swap.js');
    const [inMove, atEnd] = [9, 15];
    const at = (line: number): vscode.Location =>
      new vscode.Location(vscode.Uri.file(program), new vscode.Position(line - 1, 0));
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(at(inMove), true, 'range.low === 4'),
      new vscode.SourceBreakpoint(at(atEnd), true, 'range.low > range.high'),
    ]);
    const before = vscode.debug.breakpoints.map(({ id }) => id);
    const triggered: unknown[] = [];
    const listener = api.onDidTrigger((report) => triggered.push(report));
    const [buggy] = PROGRAMS.filter(({ name }) => name === 'swap');
    const report = await api.runUntilBroken();
    assertBroken(report, buggy?.breaks ?? 0);
    assert.deepEqual(
      vscode.debug.breakpoints.map(({ id }) => id),
      before,
    );
    const [top] = await stack(session);
    assert.equal(top?.line, report.at?.line);
    const { autoSavepoints } = await api.state();
    assert.equal(autoSavepoints.at(-1)?.health, 'good');
    assert.deepEqual(triggered, []);
    listener.dispose();

    // What was in the program is gone, and the user's own breakpoint is the next to stop it.
    const left = 'Object.getOwnPropertyNames(Boolean.prototype).filter((name) => name.includes("Watch")).length';
    assert.equal(await evaluate(session, left), '0');
    assert.equal((await step(session, 'continue')).line, atEnd);
  });

  it('stops where it is told to, and the breakpoints are the user’s again', async () => {
    const session = await start('closure', 'report', 'js', '100000000');
    const program = join(folder, 'closure.js');
    const line = 9;
    const abort = new AbortController();
    const running = api.runUntilBroken({ signal: abort.signal });
    setImmediate(() => abort.abort());
    const report = await running;
    assert.ok(report.outcome === 'given-up' && report.why === 'cancelled', JSON.stringify(report));
    const uri = vscode.Uri.file(program);
    vscode.debug.addBreakpoints([
      new vscode.SourceBreakpoint(new vscode.Location(uri, new vscode.Position(line - 1, 0))),
    ]);
    const top = await step(session, 'continue');
    assert.equal(top.line, line);
  });

  it('finds the line in a Python program', async () => {
    await start('loop', 'report', 'py');
    const [buggy] = buggyPrograms('.py', folder).filter(({ name }) => name === 'loop');
    const report = await api.runUntilBroken();
    assertBroken(report, buggy?.breaks ?? 0);
    assert.equal(report.way, 'breakpoints');
    assert.ok(report.changes.some(({ expression }) => expression === 'account["balance"]'));
  });

  it('steps where the server has to look, as at a schema', async () => {
    await start('loop', 'report', 'js', '6');
    const schema = { properties: { balance: { minimum: 0 } } };
    await writeFile(rules, JSON.stringify({ rules: [{ name: 'loop', variable: 'account', schema }] }));
    while (!(await api.check())[0]?.message.includes('schema'));
    const [buggy] = PROGRAMS.filter(({ name }) => name === 'loop');
    const report = await api.runUntilBroken();
    assertBroken(report, buggy?.breaks ?? 0);
    assert.equal(report.way, 'steps');
  });

  whenLong('is at least 50 times faster than steps where breakpoints serve', async () => {
    const rounds = 3_000;
    await start('loop', 'report', 'js', `${rounds}`);
    const fast = await api.runUntilBroken();
    assert.equal(fast.outcome, 'broken');
    await endDebugging();
    await start('loop', 'report', 'js', `${rounds}`);
    const slow = await api.runUntilBroken({ way: 'steps', stops: 40 });
    assert.ok(slow.outcome === 'given-up' && slow.why === 'stops', JSON.stringify(slow));
    const whole = (slow.milliseconds / slow.stops) * 4 * rounds;
    const figures = `${fast.milliseconds.toFixed(0)} ms; by steps of ${(slow.milliseconds / slow.stops).toFixed(1)} ms: ${whole.toFixed(0)} ms`;
    const note: TestEvent = { kind: 'note', text: `${rounds} rounds: ${figures}` };
    console.log(EVENT_MARK + JSON.stringify(note));
    assert.ok(whole / fast.milliseconds >= 50, `only ${(whole / fast.milliseconds).toFixed(1)} times faster`);
  });
});
