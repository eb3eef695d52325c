/**
 * Consent to evaluate rules that may change the program: given once, in the message that asks for it, it holds for the debug
 * sessions to come, also under an adapter that cannot forbid side effects; until it is withdrawn.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InvariantResult, SavepointApi } from '../../client/apiTypes';
import { endDebugging, evaluate, startDebugging } from './support/debugging';
import { acceptNewestMessage } from './support/notifications';
import { RulesFile } from './support/rulesFile';
import { savepointApi } from './support/savepointApi';
import { untilState } from './support/untilState';
import { copyFixture } from './support/workspace';

interface Program {
  readonly language: string;
  readonly fixture: string;
  readonly file: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly line: number;
  /** It is true, and leaves a trace. */
  readonly rule: string;
  /** How it is told what the rule does. */
  readonly does: string;
  readonly trace: string;
  readonly untouched: string;
}

const PROGRAMS: readonly Program[] = [
  {
    language: 'JavaScript',
    fixture: 'triggers',
    file: 'triggers.js',
    configuration: {},
    line: 15,
    rule: 'Object.assign(plan, { looked: true }).looked',
    does: 'it calls assign()',
    trace: 'plan.looked === true',
    untouched: 'false',
  },
  {
    language: 'Python',
    fixture: 'triggers',
    file: 'triggers.py',
    configuration: { type: 'debugpy' },
    line: 21,
    rule: 'setattr(plan, "looked", True) is None',
    does: 'it calls setattr()',
    trace: 'hasattr(plan, "looked")',
    untouched: 'False',
  },
  {
    language: 'C++',
    fixture: 'languages',
    file: 'account.cpp',
    configuration: { type: 'lldb-vscode', program: undefined },
    line: 11,
    rule: '++total > 0',
    does: 'it assigns',
    trace: 'total',
    untouched: '2',
  },
];

describe('consent to evaluate what may change the program', () => {
  let api: SavepointApi;
  let rules: RulesFile;

  before(async () => {
    api = await savepointApi();
    rules = await RulesFile.read();
  });
  afterEach(async () => {
    await endDebugging();
    await vscode.commands.executeCommand('savepoint.withdrawConsent');
    await rules.giveBack();
  });

  for (const { language, fixture, file, configuration, line, rule, does, trace, untouched } of PROGRAMS)
    it(`outlives the debug session in ${language}, and ends when it is withdrawn`, async () => {
      const program = join(await copyFixture(fixture), file);
      const debug = (): Promise<vscode.DebugSession> =>
        startDebugging({ program, breakpoints: [line], configuration: { ...configuration, source: program } });
      await rules.write([{ name: 'looks', expression: rule }]);

      const first = await debug();
      const notAllowed = `Rule 'looks' could not be checked: ${does}, which may change the program, and nobody has allowed it.`;
      await untilRule(({ message }) => message === notAllowed);
      assert.equal(await evaluate(first, trace), untouched);
      await acceptNewestMessage();
      await untilRule(({ status }) => status === 'held');
      assert.notEqual(await evaluate(first, trace), untouched);
      await endDebugging();

      const seen = new Set<string>();
      const watched = api.onDidChangeState(({ invariants }) => {
        for (const { status } of invariants) seen.add(status);
      });
      const second = await debug();
      await untilState(api, second, ({ invariants }) => invariants.length > 0);
      assert.deepEqual(
        (await api.check()).map(({ name, status }) => [name, status]),
        [['looks', 'held']],
      );
      watched.dispose();
      assert.deepEqual([...seen], ['held'], 'it was never without consent');
      assert.notEqual(await evaluate(second, trace), untouched);

      await vscode.commands.executeCommand('savepoint.withdrawConsent');
      assert.equal((await api.check())[0]?.message, notAllowed);
    });

  async function untilRule(isMeant: (result: InvariantResult) => boolean): Promise<void> {
    for (;;) {
      const [result] = await api.check();
      if (result?.name === 'looks' && isMeant(result)) return;
    }
  }
});
