/** What is learned from good runs of the small buggy programs: in how many it is the very rule that the bug breaks. */
import assert from 'node:assert/strict';
import type { Debuggee, FrameToCapture } from '../../client/debuggee/debuggee';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import { bundleProbe } from '../../client/debuggee/javascript/probeBundle.mjs';
import { PythonDebuggee } from '../../client/debuggee/python/pythonDebuggee';
import { pythonProbeText } from '../../client/debuggee/python/probeBundle.mjs';
import { Learning } from '../../server/learning';
import { Session } from '../../server/session/session';
import { buggyPrograms } from '../host/buggyPrograms';
import { fixture } from '../host/fixture';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { DebugpyProgram } from './debugpyProgram';
import { InspectedProgram } from './inspectedProgram';

const BUDGET = { described: 5_000, objects: 200_000, milliseconds: 20_000 };
const STEPS = 15;
const HITS = 15;
const ROUNDS = 12;

/** A program that stands before its good run. */
interface GoodRun {
  readonly debuggee: Debuggee;
  frames(): FrameToCapture[];
  /** Goes on to the next line, or to the next time after the line that the bug would be in; false where it has ended. */
  goOn(how: 'step' | 'hit'): Promise<boolean>;
  end(): Promise<unknown>;
}

interface Language {
  readonly name: 'JavaScript' | 'Python';
  readonly extension: '.js' | '.py';
  readonly start: (text: string) => Promise<GoodRun>;
  /** How the learned rule is written, where it is not written as the program's own. */
  readonly written: Readonly<Record<string, string>>;
}

const LANGUAGES: readonly Language[] = [
  {
    name: 'JavaScript',
    extension: '.js',
    start: startJavaScript,
    written: { alias: 'scores.every((item, index, all) => index === 0 || all[index - 1] <= item)' },
  },
  {
    name: 'Python',
    extension: '.py',
    start: startPython,
    written: { alias: 'all(one <= other for one, other in zip(scores, scores[1:]))' },
  },
];

/** A minute for all programs. */
const whenLong = process.env['SAVEPOINT_LONG'] === undefined ? it.skip : it;

describe('rules learned from good runs', () => {
  for (const { name, extension, start, written } of LANGUAGES)
    whenLong(`are, in at least 9 of 12 ${name} programs, the rule that the bug breaks`, async function () {
      this.timeout(600_000);
      const missing: string[] = [];
      const programs = buggyPrograms(extension, fixture('buggy'));
      for (const { name: program, text, rule } of programs) {
        const learned = await learn(await start(text), name);
        // A run may also show the stricter form of a rule: `low < high` where `low <= high` is what is meant.
        const forms = [written[program] ?? rule, rule.replace('<=', '<'), rule.replace('>= 0', '> 0')];
        if (!forms.some((form) => learned.includes(form)))
          missing.push(`${program}: ${rule} is not among ${learned.join('; ')}`);
      }
      console.log(`      ${programs.length - missing.length} of ${programs.length}\n${missing.join('\n')}`);
      assert.ok(missing.length <= programs.length - 9, missing.join('\n'));
    });
});

async function learn(run: GoodRun, language: Language['name']): Promise<readonly string[]> {
  try {
    const session = new Session('s', 'program', language === 'Python' ? 'python' : 'javascript');
    const learning = new Learning();
    for (let stop = 0; stop < STEPS + HITS; stop++) {
      if (!(await run.goOn(stop < STEPS ? 'step' : 'hit'))) break;
      const frames = run.frames();
      if (frames.length === 0) continue;
      const capture = await run.debuggee.capture({ frames, budget: BUDGET, retain: session.retained() });
      learning.add(session, session.savepoint(capture, undefined, undefined).id);
    }
    return learning.rules(session).flatMap(({ expression, needs }) => (needs === 0 ? [expression] : []));
  } finally {
    await run.end();
  }
}

async function startPython(text: string): Promise<GoodRun> {
  const { python } = await provisionDebuggers(console.log);
  const source = text.replace(/^(.*# start)$/mu, 'breakpoint()\n$1');
  const environment = { ROUNDS: `${ROUNDS}` };
  const program = await DebugpyProgram.start(source, { adapter: python, args: ['good'], environment });
  const breakpoints = [{ line: lineAfterBug(source) }];
  await program.request('setBreakpoints', { source: { path: program.file }, breakpoints });
  return {
    debuggee: new PythonDebuggee(program, await pythonProbeText()),
    frames: () => program.framesToCapture(),
    goOn: (how) => program.goOn(how === 'step' ? 'stepIn' : 'continue'),
    end: () => program.end(),
  };
}

async function startJavaScript(text: string): Promise<GoodRun> {
  const source = text
    .replace('Number(process.env.ROUNDS ?? 20)', `${ROUNDS}`)
    .replace("process.argv.includes('good')", 'true')
    .replace(/^(.*\/\/ start)$/mu, 'debugger; $1');
  const program = await InspectedProgram.start(source);
  const breakpoints = [{ line: lineAfterBug(source) }];
  await program.request('setBreakpoints', { source: { path: program.file }, breakpoints });
  return {
    debuggee: new JavaScriptDebuggee(program, (await bundleProbe()).text),
    frames: () => program.frames(),
    goOn: (how) => program.goOn(how === 'step' ? 'stepInto' : 'resume'),
    end: () => program.stop(),
  };
}

/** 1-based. */
function lineAfterBug(source: string): number {
  return source.split('\n').findIndex((line) => line.endsWith('breaks it')) + 2;
}
