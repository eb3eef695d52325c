/** What a program held is restored into another run of it, kind by kind, over V8's debugger and over debugpy. */
import assert from 'node:assert/strict';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import { bundleProbe } from '../../client/debuggee/javascript/probeBundle.mjs';
import { PythonDebuggee } from '../../client/debuggee/python/pythonDebuggee';
import { pythonProbeText } from '../../client/debuggee/python/probeBundle.mjs';
import type { RollbackReport } from '../../server/protocol';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { DebugpyProgram } from './debugpyProgram';
import { InspectedProgram } from './inspectedProgram';
import { PlantedSession } from './plantedSession';

interface Case {
  /** What one run held, and what the next one holds: expressions of the program's language. */
  readonly then: string;
  readonly now: string;
  /** Why it cannot be restored; absent: it is. */
  readonly refused?: string;
}

const JAVASCRIPT: Readonly<Record<string, Case>> = {
  numbers: { then: '[1.5, NaN, -0, Infinity, 10n, undefined, null, true]', now: '[0, 1, 2, 3, 4, 5, 6, 7]' },
  variable: { then: '"text \\u2028 \\" ä😀"', now: '0' },
  nothing: { then: 'undefined', now: '{ a: 1 }' },
  nested: { then: '{ a: { b: [1, { c: 2 }] }, "d e": "f" }', now: '{ a: { b: [1] }, other: 5 }' },
  made: {
    then: '{ rows: [{ id: 1, tags: new Set(["x"]) }], at: new Date(5), by: new Map([["k", [1]]]) }',
    now: 'undefined',
  },
  shorter: { then: '[1, 2]', now: '[1, 2, 3, 4]' },
  holes: { then: '[1, , 3]', now: '[]' },
  map: {
    then: 'new Map([["b", 1], ["a", { x: 1 }], ["c", 3]])',
    now: 'new Map([["a", { x: 2 }], ["b", 1], ["d", 4]])',
  },
  set: { then: 'new Set([3, 1, 2])', now: 'new Set([1, 2, 9])' },
  circle: { then: 'looped("x")', now: 'null' },
  aliases: { then: '((one) => ({ one, same: one }))({ n: 1 })', now: '{ one: { n: 0 }, same: { n: 0 } }' },
  apart: { then: '{ one: { n: 1 }, same: { n: 1 } }', now: '((one) => ({ one, same: one }))({ n: 0 })' },
  instance: { then: 'new Account(70)', now: 'new Account(20)' },
  date: { then: 'new Date(1000)', now: 'new Date(2000)' },
  bytes: { then: 'new Uint8Array([1, 2, 3])', now: 'new Uint8Array([1, 9, 3])' },
  setter: { then: '{ x: 1 }', now: 'Object.create({ set x(value) { throw new Error("called"); } })' },
  missing: {
    then: 'new Account(70)',
    now: 'null',
    refused: 'an Account cannot be made from a file: only plain data can',
  },
  symbol: { then: 'Symbol("s")', now: '1', refused: 'a symbol cannot be made from a file' },
  password: { then: '"hunter2"', now: '"x"', refused: 'its value was redacted' },
  frozen: {
    then: '{ a: 1 }',
    now: 'Object.freeze({ a: 2 })',
    refused: 'it is not writable and not configurable, so it cannot change',
  },
  functions: { then: '() => 1', now: '() => 2' },
};

const javaScript = (cases: readonly (readonly [string, string])[]): string => `
  const { inspect } = require('node:util');
  class Account { #pin = 7; constructor(balance) { this.balance = balance; this.#pin += balance; } get pin() { return this.#pin; } }
  function looped(label) { const one = { label }; one.self = one; return [one, one]; }
  function run() {
    ${cases.map(([name, expression]) => `let ${name} = ${expression};`).join('\n')}
    const show = () => Object.entries({ ${cases.map(([name]) => name).join(', ')} }).map(([name, value]) => [name,
      typeof value === 'function' ? 'function' : inspect(value, { depth: 9 }) + (value instanceof Account ? value.pin : '')]);
    debugger;
    return show;
  }
  run();`;

const PYTHON: Readonly<Record<string, Case>> = {
  numbers: { then: '[1, 1.5, float("nan"), -0.0, 2**70, None, True, b"ab"]', now: '[0, 0, 0, 0, 0, 0, 0, 0]' },
  variable: { then: '"text \\" ä😀"', now: '0' },
  nothing: { then: 'None', now: '{"a": 1}' },
  nested: { then: '{"a": {"b": [1, {"c": 2}]}, 3: "f"}', now: '{"a": {"b": [1]}, "other": 5}' },
  made: { then: '{"rows": [{"id": 1, "tags": {"x"}}]}', now: 'None' },
  shorter: { then: '[1, 2]', now: '[1, 2, 3, 4]' },
  longer: { then: '[1, 2, 3, 4]', now: '[9]' },
  order: { then: '{"b": 1, "a": 2, "c": 3}', now: '{"a": 2, "b": 1, "d": 4}' },
  elements: { then: '{3, 1, 2}', now: '{1, 2, 9}' },
  instance: { then: 'Account(70)', now: 'Account(20)' },
  slotted: { then: 'Point(1, 2)', now: 'Point(3, 4)' },
  missing: { then: 'Account(70)', now: 'None', refused: 'an Account cannot be made from a file: only plain data can' },
  password: { then: '"hunter2"', now: '"x"', refused: 'its value was redacted' },
};

const python = (cases: readonly (readonly [string, string])[]): string => `
class Account:
    def __init__(self, balance):
        self.balance = balance
class Point:
    __slots__ = ("x", "y")
    def __init__(self, x, y):
        self.x, self.y = x, y
def shown(value):
    if isinstance(value, Account):
        return "Account %r" % vars(value)
    return "Point %r %r" % (value.x, value.y) if isinstance(value, Point) else repr(value)
def run():
${cases.map(([name, expression]) => `    ${name} = ${expression}`).join('\n')}
    breakpoint()
    return None
run()
`;

/** A run of a program of cases, stopped where all of them are set. */
interface Run {
  readonly session: PlantedSession;
  /** By name, as the program shows them. */
  shown(): Promise<ReadonlyMap<string, string>>;
  end(): Promise<void>;
}

describe('what another run held', () => {
  const runs: Run[] = [];
  afterEach(async () => {
    await Promise.all(runs.splice(0).map((run) => run.end()));
  });

  const LANGUAGES = {
    'a JavaScript program': [JAVASCRIPT, startJavaScript],
    'a Python program': [PYTHON, startPython],
  } as const;
  for (const [language, [cases, start]] of Object.entries(LANGUAGES)) {
    const begin = async (run: 'then' | 'now'): Promise<Run> => {
      const started = await start(Object.entries(cases).map(([name, of]) => [name, of[run]] as const));
      runs.push(started);
      return started;
    };

    it(`is restored into ${language}, or refused with the reason`, async () => {
      const then = await begin('then');
      const checkpoint = await then.session.exported();
      const now = await begin('now');
      const before = await now.shown();
      const plan = await now.session.plan(checkpoint);
      assert.deepEqual(await now.shown(), before, 'a plan writes nothing');
      const report = await now.session.restore(checkpoint);
      const [wanted, after] = [await then.shown(), await now.shown()];
      for (const [name, { refused }] of Object.entries(cases)) {
        assert.equal(after.get(name), (refused === undefined ? wanted : before).get(name), name);
        const reasons = plan.obstacles
          .filter(({ path }) => path.split(/[.[]/u)[0] === name)
          .map(({ reason }) => reason);
        assert.deepEqual(reasons, refused === undefined ? [] : [refused], name);
      }
      assert.equal(report.outcome, 'partial');
      assert.deepEqual(wrong(report), []);
    });
  }
});

/** What was planned to be written and is not restored. */
function wrong({ verdicts }: RollbackReport): RollbackReport['verdicts'] {
  return verdicts.filter(({ verdict }) => !['restored', 'unchanged', 'refused'].includes(verdict));
}

async function startJavaScript(cases: readonly (readonly [string, string])[]): Promise<Run> {
  const program = await InspectedProgram.start(javaScript(cases));
  const debuggee = new JavaScriptDebuggee(program, (await bundleProbe()).text);
  return {
    session: new PlantedSession(debuggee, () => program.frames(1)),
    shown: async () =>
      new Map(JSON.parse((await program.ask('JSON.stringify(show())')) as string) as [string, string][]),
    end: async () => program.stop(),
  };
}

async function startPython(cases: readonly (readonly [string, string])[]): Promise<Run> {
  const { python: adapter } = await provisionDebuggers(console.log);
  const program = await DebugpyProgram.start(python(cases), { adapter });
  const debuggee = new PythonDebuggee(program, await pythonProbeText());
  return {
    session: new PlantedSession(debuggee, () => program.framesToCapture(1)),
    shown: async () => {
      const names = cases.map(([name]) => `["${name}", shown(${name})]`).join(', ');
      return new Map((await program.ask(`[${names}]`)) as [string, string][]);
    },
    end: () => program.end(),
  };
}
