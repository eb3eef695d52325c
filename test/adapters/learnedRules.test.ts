/** What is learned from good runs of the small buggy programs: in how many it is the very rule that the bug breaks. */
import assert from 'node:assert/strict';
import { PythonDebuggee } from '../../client/debuggee/python/pythonDebuggee';
import { pythonProbeText } from '../../client/debuggee/python/probeBundle.mjs';
import { Learning } from '../../server/learning';
import { Session } from '../../server/session/session';
import { buggyPrograms } from '../host/buggyPrograms';
import { fixture } from '../host/fixture';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { DebugpyProgram } from './debugpyProgram';

const BUDGET = { described: 5_000, objects: 200_000, milliseconds: 20_000 };
const STEPS = 15;
const HITS = 15;

/** How the learned rule is written, where it is not written as the program's own. */
const WRITTEN: Readonly<Record<string, string>> = {
  alias: 'all(one <= other for one, other in zip(scores, scores[1:]))',
};

/** A minute for all programs. */
const whenLong = process.env['SAVEPOINT_LONG'] === undefined ? it.skip : it;

describe('rules learned from good runs', () => {
  let python: string;

  before(async () => {
    ({ python } = await provisionDebuggers(console.log));
  });

  async function learn(text: string): Promise<readonly string[]> {
    const source = text.replace(/^(.*# start)$/mu, 'breakpoint()\n$1');
    const program = await DebugpyProgram.start(source, {
      adapter: python,
      args: ['good'],
      environment: { ROUNDS: '12' },
    });
    try {
      const session = new Session('s', 'program', 'python');
      const learning = new Learning();
      const debuggee = new PythonDebuggee(program, await pythonProbeText());
      const line = source.split('\n').findIndex((text) => text.endsWith('breaks it')) + 2;
      const breakpoints = [{ line }];
      await program.request('setBreakpoints', { source: { path: program.file }, breakpoints });
      for (let stop = 0; stop < STEPS + HITS; stop++) {
        if (!(await program.goOn(stop < STEPS ? 'stepIn' : 'continue'))) break;
        const frames = program.framesToCapture();
        if (frames.length === 0) continue;
        const capture = await debuggee.capture({ frames, budget: BUDGET, retain: session.retained() });
        learning.add(session, session.savepoint(capture, undefined, undefined).id);
      }
      return learning.rules(session).flatMap(({ expression, needs }) => (needs === 0 ? [expression] : []));
    } finally {
      await program.end();
    }
  }

  whenLong('are, in at least 9 of 12 programs, the rule that the bug breaks', async function () {
    this.timeout(300_000);
    const missing: string[] = [];
    const programs = buggyPrograms('.py', fixture('buggy'));
    for (const { name, text, rule } of programs) {
      const learned = await learn(text);
      // A run may also show the stricter form of a rule: `low < high` where `low <= high` is what is meant.
      const forms = [WRITTEN[name] ?? rule, rule.replace('<=', '<'), rule.replace('>= 0', '> 0')];
      if (!forms.some((form) => learned.includes(form)))
        missing.push(`${name}: ${rule} is not among ${learned.join('; ')}`);
    }
    console.log(`      ${programs.length - missing.length} of ${programs.length}\n${missing.join('\n')}`);
    assert.ok(missing.length <= programs.length - 9, missing.join('\n'));
  });
});
