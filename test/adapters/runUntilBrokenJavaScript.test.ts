/** Running on until a rule breaks, in the small buggy JavaScript programs under V8's own debugger, without js-debug. */
import assert from 'node:assert/strict';
import type { RewindPort, Standing } from '../../client/debuggee/rewind/rewindPort';
import { JavaScriptWatcher } from '../../client/debuggee/watch/javaScriptWatcher';
import { type Found, runUntilBroken, type Violation, watchLines } from '../../client/debuggee/watch/runUntilBroken';
import { buggyPrograms } from '../host/buggyPrograms';
import { fixture } from '../host/fixture';
import { InspectedProgram } from './inspectedProgram';

const NEVER = new AbortController().signal;
const ROUNDS = 300;

describe("running until a rule breaks, over V8's debugger", () => {
  let program: InspectedProgram;
  afterEach(() => program.stop());

  async function check(rule: string): Promise<readonly Violation[]> {
    try {
      return (await program.ask(rule)) === false ? [{ rule: '1', name: rule, message: `${rule} is violated` }] : [];
    } catch {
      return [];
    }
  }

  async function find(source: string, rule: string): Promise<Found> {
    program = await InspectedProgram.start(source);
    const watcher = new JavaScriptWatcher(program);
    const frame = program.frames()[0]?.frameId ?? 0;
    assert.equal((await watcher.install(frame, [{ rule: '1', expression: rule }])).length, 1);
    const breakpoints = {
      set: async (of: { path?: string }, lines: readonly { line: number; condition: string }[]): Promise<void> => {
        await program.request('setBreakpoints', { source: of, breakpoints: [...lines] });
      },
      disturbed: NEVER,
    };
    const watching = { watcher, breakpoints };
    const watched = { source: { path: program.file }, path: program.file };
    assert.equal(await watchLines(watching, standing(program), [watched]), true);
    const run = { check: () => check(rule), milliseconds: 30_000, stops: 1_000, signal: NEVER };
    return runUntilBroken(portOf(program), standing(program), run, watching);
  }

  for (const { name, text, rule, breaks } of buggyPrograms('.js', fixture('buggy')))
    it(`finds the line in ${name}`, async () => {
      const source = text
        .replace('Number(process.env.ROUNDS ?? 20)', `${ROUNDS}`)
        .replace(/^(.*\/\/ start)$/mu, 'debugger; $1');
      const found = await find(source, rule);
      assert.ok(found.kind === 'broken', JSON.stringify(found));
      assert.deepEqual([found.after?.line, found.stops], [breaks, 1]);
      assert.notDeepEqual(
        found.before.map(({ value }) => value),
        found.now.map(({ value }) => value),
      );
    });

  it('finds the line that it stands before', async () => {
    const found = await find(
      'function pay(balance) {\n  debugger; balance -= 2;\n  return balance;\n}\npay(1);',
      'balance > 0',
    );
    assert.ok(found.kind === 'broken', JSON.stringify(found));
    const balance = (value: string): object => ({ expression: 'balance', value });
    assert.deepEqual([found.after?.line, found.before, found.now], [2, [balance('1')], [balance('-1')]]);
  });
});

function standing(program: InspectedProgram): Standing {
  const stack = program.frames().map(({ frameId: id, function: name, line, column }) => {
    return { id, name, line, column, source: { path: program.file } };
  });
  return { kind: 'standing', reason: 'breakpoint', threadId: 1, stack };
}

function portOf(program: InspectedProgram): RewindPort {
  return {
    request: (command, args) => program.request(command, args),
    move: async (command) => {
      const stands = await program.goOn(command === 'continue' ? 'resume' : 'stepInto');
      return stands ? standing(program) : { kind: 'ended' };
    },
  };
}
