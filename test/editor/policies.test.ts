/**
 * What leads to a rollback by itself, and what the policies come to: each trigger under each policy, in real programs of both
 * languages. A session serves for all of them: each case is a turn of the program, begun at the same line.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { RulePolicy, SavepointApi, TriggerReport } from '../../client/apiTypes';
import { MOST_IN_A_ROW } from '../../client/triggers/breakers';
import { endDebugging, evaluate, stack, startDebugging, step } from './support/debugging';
import { untilDiagnostics } from './support/diagnostics';
import { acceptNewestMessage } from './support/notifications';
import { RulesFile } from './support/rulesFile';
import { savepointApi } from './support/savepointApi';
import { untilState } from './support/untilState';
import { copyFixture } from './support/workspace';

interface Program {
  readonly language: string;
  readonly file: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly balance: string;
  /** An expression that has the turn do this. */
  readonly set: (key: 'kind' | 'busy', value: string) => string;
  readonly no: string;
  readonly yes: string;
  /** The line that does the damage, after which each turn begins. */
  readonly start: number;
  /** The debugger's filter for all exceptions. */
  readonly filter: string;
  /** How many steps lead from there to the exception that the turn catches itself, and to the one that it does not. */
  readonly steps: { readonly recover: number; readonly fail: number };
  /** Why the line cannot be moved back, where it cannot. */
  readonly noRewind: Readonly<Partial<Record<Trigger, RegExp>>>;
}

const ANOTHER_CALL = /cannot be shown that this is the same call of 'turn'/u;
const NOT_CAUGHT = /it stands on an exception that 'turn' does not catch, which no debugger takes back/u;

const PROGRAMS: readonly Program[] = [
  {
    language: 'JavaScript',
    file: 'triggers.js',
    configuration: {},
    balance: 'account.balance',
    set: (key, value) => `plan.${key} = ${value}`,
    no: 'false',
    yes: 'true',
    start: 15,
    filter: 'all',
    steps: { recover: 6, fail: 5 },
    // After running on, another call of the function could stand there as well.
    noRewind: { 'uncaught exception': NOT_CAUGHT, deadline: ANOTHER_CALL },
  },
  {
    language: 'Python',
    file: 'triggers.py',
    configuration: { type: 'debugpy' },
    balance: 'account["balance"]',
    set: (key, value) => `setattr(plan, "${key}", ${value})`,
    no: 'False',
    yes: 'True',
    start: 21,
    filter: 'raised',
    steps: { recover: 7, fail: 5 },
    noRewind: { 'uncaught exception': NOT_CAUGHT },
  },
];

type Trigger = 'violation' | 'schema' | 'exception' | 'uncaught exception' | 'deadline';

const POLICIES: readonly RulePolicy[] = ['report', 'pause', 'rollback', 'rewind'];

for (const { language, file, configuration, balance, set, no, yes, start, filter, steps, noRewind } of PROGRAMS)
  describe(`what leads to a rollback by itself in ${language}`, () => {
    let api: SavepointApi;
    let program: string;
    let rules: RulesFile;
    let session: vscode.DebugSession;
    const fired: TriggerReport[] = [];
    let subscription: vscode.Disposable;

    before(async () => {
      api = await savepointApi();
      program = join(await copyFixture('triggers'), file);
      rules = await RulesFile.read();
      await rules.write([]);
      subscription = api.onDidTrigger((report) => fired.push(report));
      session = await startDebugging({ program, breakpoints: [start], configuration });
      await session.customRequest('setExceptionBreakpoints', { filters: [filter] });
    });
    after(async () => {
      subscription.dispose();
      await endDebugging();
      await rules.giveBack();
    });

    /** Stands at the start of a turn, with these rules known, and a good savepoint. */
    async function stand(kind: 'spend' | 'recover' | 'fail', given: readonly object[]): Promise<void> {
      await rules.write(given);
      await evaluate(session, set('kind', `"${kind}"`));
      const wanted = JSON.stringify(given.map((rule) => (rule as { readonly name: string }).name));
      // The watcher tells of the file in its own time.
      while (JSON.stringify((await api.check()).map(({ name }) => name)) !== wanted);
      assert.equal((await api.savepoint('good')).health, 'good');
      fired.length = 0;
    }

    afterEach('goes on to the start of the next turn', async () => {
      await rules.write([]);
      while ((await api.check()).length > 0);
      if ((await api.state()).savepoints.length > 0) await api.commit();
      await evaluate(session, set('busy', no));
      do await step(session, 'continue');
      while ((await stack(session))[0]?.line !== start);
    });

    const balanceNow = async (): Promise<number> => Number(await evaluate(session, balance));
    const lineNow = async (): Promise<number | undefined> => (await stack(session))[0]?.line;

    /** The report of a policy that acts. */
    async function acted(): Promise<TriggerReport> {
      return fired[0] ?? next();
    }

    function next(): Promise<TriggerReport> {
      return new Promise((resolve) => {
        const listener = api.onDidTrigger((later) => {
          listener.dispose();
          resolve(later);
        });
      });
    }

    /** What the trigger led to. */
    async function assertActed(
      policy: RulePolicy,
      trigger: Trigger,
      damaged: (balance: number) => boolean,
    ): Promise<void> {
      if (policy === 'report') {
        await untilDiagnostics(program, ({ length }) => length === 1);
        await untilDiagnostics(rules.path, ({ length }) => length === 1);
        assert.deepEqual([fired, damaged(await balanceNow())], [[], true]);
        return;
      }
      const { outcome, report, savepoint, reason, ...told } = await acted();
      assert.deepEqual([told.policy, told.trigger], [policy, trigger === 'deadline' ? 'deadline' : 'invariant']);
      const impossible = policy === 'rewind' ? noRewind[trigger] : undefined;
      if (policy === 'pause' || impossible !== undefined) {
        assert.equal(outcome, policy === 'pause' ? 'told' : 'failed');
        if (impossible !== undefined) assert.match(reason ?? '', impossible);
        assert.ok(damaged(await balanceNow()), 'nothing is written');
        return;
      }
      assert.deepEqual([outcome, savepoint, reason], ['rolled-back', 'good', undefined]);
      const balanceVerdict = report?.verdicts.find(({ path }) => path.includes('balance'))?.verdict;
      // What a rewind wrote before it moved reads the same when the line is reached.
      if (policy === 'rewind') assert.equal(report?.outcome, 'restored');
      else assert.equal(balanceVerdict, 'restored');
      assert.equal(await balanceNow(), 100);
      assert.equal((await lineNow()) === start, policy === 'rewind');
    }

    for (const policy of POLICIES) {
      it(`a violated rule: ${policy}`, async () => {
        await stand('spend', [{ name: `enough, else ${policy}`, expression: `${balance} >= 80`, policy }]);
        await step(session);
        await assertActed(policy, 'violation', (now) => now === 70);
      });

      it(`a schema that fails: ${policy}`, async () => {
        const schema = { properties: { balance: { minimum: 80 } } };
        await stand('spend', [{ name: `a right account, else ${policy}`, variable: 'account', schema, policy }]);
        await step(session);
        await assertActed(policy, 'schema', (now) => now === 70);
      });

      for (const [kind, trigger] of [
        ['recover', 'exception'],
        ['fail', 'uncaught exception'],
      ] as const)
        it(`an exception that a rule names, and no other, and that the function does ${kind === 'fail' ? 'not ' : ''}catch: ${policy}`, async () => {
          await stand(kind, [
            { name: 'no value errors', exception: ['ValueError', 'RangeError'], policy: 'rewind' },
            { name: `no type errors, else ${policy}`, exception: 'Type*', policy },
          ]);
          for (let done = 0; done < steps[kind]; done++) await step(session);
          await assertActed(policy, trigger, (now) => now === 70);
          if (policy !== 'report') assert.match(fired[0]?.message ?? '', /TypeError: 30 is no amount/u);
        });

      if (policy !== 'report')
        it(`a deadline that passes: ${policy}`, async () => {
          await stand('spend', [{ name: `solvent, else ${policy}`, expression: `${balance} > 0` }]);
          await evaluate(session, set('busy', yes));
          assert.equal(await api.continueWithDeadline(200, { policy }), 'passed');
          await assertActed(policy, 'deadline', (now) => now < 70);
        });
    }

    it('not a rule that does not end, which is cut: the others are checked, and the program goes on', async () => {
      await stand('spend', [{ name: 'solvent', expression: `${balance} > 0` }]);
      const endless = { name: 'endless', expression: 'plan.endless', policy: 'rollback' };
      await rules.write([endless, { name: 'enough', expression: `${balance} >= 80` }]);
      let results = await api.check();
      while (results[0]?.name !== 'endless') results = await api.check();
      assert.deepEqual(
        results.map(({ status }) => status),
        ['not-checked', 'held'],
        JSON.stringify(results),
      );
      assert.match(
        results[0].message,
        /^Rule 'endless' could not be checked: it had not ended after .*, and was cut\.$/u,
      );
      assert.equal((await api.savepoint('unchecked')).health, 'unchecked');
      await step(session);
      await untilDiagnostics(program, ({ length }) => length === 1);
      assert.deepEqual([fired, await balanceNow()], [[], 70]);
    });

    it('not a deadline that does not pass', async () => {
      await stand('spend', [{ name: 'solvent', expression: `${balance} > 0` }]);
      assert.equal(await api.continueWithDeadline(60_000, { policy: 'rewind' }), 'in-time');
      await api.check();
      assert.deepEqual(fired, []);
    });

    it('a rollback that is asked for where there is no good savepoint is told, and nothing is written', async () => {
      await stand('spend', [{ name: 'solvent', expression: `${balance} > 0` }]);
      await api.commit();
      await step(session);
      const given = { name: 'enough', expression: `${balance} >= 80`, policy: 'rollback' };
      await rules.write([given]);
      while ((await api.check())[0]?.name !== 'enough');
      assert.equal((await api.savepoint('bad')).health, 'violated');
      await step(session);
      assert.equal((await acted()).outcome, 'no-good-savepoint');
      assert.equal(await balanceNow(), 70);
    });

    it('an automatic savepoint, where that is the newest good one; undone, it is as it was', async () => {
      const settings = vscode.workspace.getConfiguration('savepoint');
      await settings.update('autoSavepoint', 'everyStop', vscode.ConfigurationTarget.Global);
      try {
        await stand('spend', [{ name: 'enough', expression: `${balance} >= 80`, policy: 'rollback' }]);
        await api.commit();
        const known = new Set((await api.state()).autoSavepoints.map(({ id }) => id));
        await step(session, 'continue');
        await untilState(api, session, ({ autoSavepoints }) =>
          autoSavepoints.some(({ id, health }) => !known.has(id) && health === 'good'),
        );
        await step(session);
        const { outcome, report } = await acted();
        assert.deepEqual([outcome, report?.outcome], ['rolled-back', 'restored'], JSON.stringify(report));
        assert.equal(await balanceNow(), 100);
        await api.undoRollback();
        assert.equal(await balanceNow(), 70);
      } finally {
        await settings.update('autoSavepoint', undefined, vscode.ConfigurationTarget.Global);
      }
    });

    it('a policy that keeps firing at one line fires no more, and only tells, until a person closes its circuit', async () => {
      await stand('spend', [{ name: 'enough, again and again', expression: `${balance} >= 80`, policy: 'rollback' }]);
      const outcomes: string[] = [];
      for (let time = 0; time <= MOST_IN_A_ROW; time++) {
        fired.length = 0;
        await step(session);
        outcomes.push((await acted()).outcome);
        // The next turn comes to the same line, from the same savepoint.
        if (time < MOST_IN_A_ROW) await step(session, 'continue');
      }
      assert.deepEqual(outcomes, [...Array<string>(MOST_IN_A_ROW).fill('rolled-back'), 'circuit-open']);
      assert.equal(await balanceNow(), 70, 'nothing is written');

      const closing = next();
      await acceptNewestMessage();
      assert.equal((await closing).outcome, 'rolled-back', 'the button of the message');
      assert.equal(await balanceNow(), 100);
      fired.length = 0;
      await step(session, 'continue');
      await step(session);
      assert.equal((await acted()).outcome, 'rolled-back', 'from now on as well');
      assert.equal(await balanceNow(), 100);
    });
  });

describe('the policy of a rule under a debugger that can only look', () => {
  let api: SavepointApi;
  let rules: RulesFile;

  before(async () => {
    api = await savepointApi();
    rules = await RulesFile.read();
  });
  after(async () => {
    await endDebugging();
    await rules.giveBack();
  });

  it('writes nothing, claims nothing, and says why', async () => {
    const program = join(await copyFixture('shapes'), 'calls.js');
    const small = (policy: RulePolicy): object => ({ name: 'small', variable: 'x', schema: { maximum: 1 }, policy });
    await rules.write([small('rollback')]);
    const session = await startDebugging({ program, breakpoints: [], configuration: { type: 'plain' } });
    const policyIs = async (policy: RulePolicy): Promise<boolean> => (await api.check())[0]?.policy === policy;
    while (!(await policyIs('rollback')));
    assert.equal((await api.savepoint('good')).health, 'good');
    const reasons: Partial<Record<RulePolicy, string>> = {
      rollback: "the debugger 'plain' cannot set variables",
      rewind: "the debugger 'plain' can neither go to a line nor restart a frame",
    };
    for (const policy of ['rollback', 'rewind'] as const) {
      await rules.write([small(policy)]);
      while (!(await policyIs(policy)));
      const fired = new Promise<TriggerReport>((resolve) => {
        const listener = api.onDidTrigger((report) => {
          listener.dispose();
          resolve(report);
        });
      });
      await step(session);
      const { outcome, reason = '' } = await fired;
      assert.equal(outcome, 'failed');
      assert.ok(reason.includes(reasons[policy] ?? '-'), reason);
    }
    assert.equal((await api.check())[0]?.status, 'violated');
  });
});
