/** Every cause of a rollback by itself, in real programs of both languages: a violation, an exception, a deadline. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { SavepointApi, TriggerReport } from '../../client/apiTypes';
import { endDebugging, evaluate, startDebugging, step, stepToLine } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture, inWorkspace } from './support/workspace';

interface Program {
  readonly language: string;
  readonly file: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly balance: string;
  /** The first line of `spend`, the one after its debit, and the one that calls `spin`. */
  readonly lines: { readonly spend: number; readonly debited: number; readonly spin: number };
  /** The debugger's filter for all exceptions. */
  readonly filter: string;
  /** Why the line cannot be moved back from an exception. */
  readonly noRewind: RegExp;
}

const PROGRAMS: readonly Program[] = [
  {
    language: 'JavaScript',
    file: 'triggers.js',
    configuration: { args: ['spin'] },
    balance: 'account.balance',
    lines: { spend: 11, debited: 15, spin: 30 },
    filter: 'all',
    // After running on, another call of the function could stand there as well.
    noRewind: /cannot be shown that this is the same call of 'spend'/u,
  },
  {
    language: 'Python',
    file: 'triggers.py',
    configuration: { type: 'debugpy', args: ['spin'] },
    balance: 'account["balance"]',
    lines: { spend: 12, debited: 17, spin: 32 },
    filter: 'raised',
    // Python moves the line at lines alone.
    noRewind: /can only jump from a 'line' trace event/u,
  },
];

for (const { language, file, configuration, balance, lines, filter, noRewind } of PROGRAMS)
  describe(`what rolls back by itself in ${language}`, () => {
    let api: SavepointApi;
    let program: string;
    let rules: string;
    let original: string;
    let session: vscode.DebugSession;

    before(async () => {
      api = await savepointApi();
      program = join(await copyFixture('triggers'), file);
      rules = inWorkspace('.vscode', 'savepoint.json');
      original = await readFile(rules, 'utf8');
    });
    afterEach(async () => {
      await endDebugging();
      await writeFile(rules, original);
    });

    /** With these rules known, and a good savepoint. */
    async function stand(line: number, given: readonly object[]): Promise<void> {
      await writeFile(rules, JSON.stringify({ rules: given }));
      session = await startDebugging({ program, breakpoints: [line], configuration });
      const wanted = JSON.stringify(given.map((rule) => (rule as { readonly name: string }).name));
      // The watcher tells of the file in its own time.
      while (JSON.stringify((await api.check()).map(({ name }) => name)) !== wanted);
      assert.equal((await api.savepoint('good')).health, 'good');
    }

    function next(): Promise<TriggerReport> {
      return new Promise((resolve) => {
        const listener = api.onDidTrigger((report) => {
          listener.dispose();
          resolve(report);
        });
      });
    }

    async function stopOnExceptions(): Promise<void> {
      await session.customRequest('setExceptionBreakpoints', { filters: [filter] });
      vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    }

    const balanceNow = async (): Promise<number> => Number(await evaluate(session, balance));

    it('a violated rule', async () => {
      await stand(lines.spend, [{ name: 'enough', expression: `${balance} >= 80`, policy: 'rollback' }]);
      const fired = next();
      await stepToLine(session, lines.debited);
      const { trigger, rule, outcome, report } = await fired;
      assert.deepEqual([trigger, rule, outcome, report?.outcome], ['invariant', 'enough', 'rolled-back', 'restored']);
      assert.equal(await balanceNow(), 100);
    });

    const noTypeErrors = (policy: string): object => ({ name: 'no type errors', exception: 'Type*', policy });

    it('an exception that a rule names, and no other', async () => {
      await stand(lines.spend, [
        { name: 'no value errors', exception: ['ValueError', 'RangeError'], policy: 'rewind' },
        noTypeErrors('rollback'),
      ]);
      await stopOnExceptions();
      const fired = next();
      await step(session, 'continue');
      const { rule, outcome, message, report } = await fired;
      assert.deepEqual([rule, outcome], ['no type errors', 'rolled-back']);
      assert.match(message, /TypeError: 10 is no amount/u);
      assert.equal(report?.verdicts.find(({ path }) => path.includes('balance'))?.verdict, 'restored');
      assert.equal(await balanceNow(), 100);
    });

    it('an exception, but the execution point only where that can be done', async () => {
      await stand(lines.spend, [noTypeErrors('rewind')]);
      await stopOnExceptions();
      const fired = next();
      await step(session, 'continue');
      const { outcome, reason = '' } = await fired;
      assert.equal(outcome, 'failed');
      assert.match(reason, noRewind);
      assert.equal(await balanceNow(), 50, 'nothing is written');
    });

    it('a deadline that passes, and not one that does not', async () => {
      await stand(lines.spin, [{ name: 'solvent', expression: `${balance} > 0` }]);
      const before = await balanceNow();
      const fired = next();
      assert.equal(await api.continueWithDeadline(300, { policy: 'rollback' }), 'passed');
      const { trigger, rule, outcome, report } = await fired;
      assert.deepEqual([trigger, rule, outcome], ['deadline', undefined, 'rolled-back']);
      assert.equal(report?.verdicts.find(({ path }) => path.includes('balance'))?.verdict, 'restored');
      assert.equal(await balanceNow(), before);

      const told = next();
      assert.equal(await api.continueWithDeadline(100), 'passed');
      assert.equal((await told).outcome, 'told');
    });

    it('nothing, where the program stops before its deadline', async () => {
      await stand(lines.spend, [{ name: 'solvent', expression: `${balance} > 0` }]);
      vscode.debug.addBreakpoints([
        new vscode.SourceBreakpoint(
          new vscode.Location(vscode.Uri.file(program), new vscode.Position(lines.spin - 1, 0)),
        ),
      ]);
      const reports: TriggerReport[] = [];
      const listener = api.onDidTrigger((report) => reports.push(report));
      assert.equal(await api.continueWithDeadline(60_000, { policy: 'rewind' }), 'in-time');
      await api.check();
      listener.dispose();
      assert.deepEqual(reports, []);
    });
  });
