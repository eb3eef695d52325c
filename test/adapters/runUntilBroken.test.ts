/** Running on until a rule breaks, in small buggy Python programs under debugpy: which line it finds, and how fast. */
import assert from 'node:assert/strict';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { RewindPort, Standing } from '../../client/debuggee/rewind/rewindPort';
import { PythonWatcher } from '../../client/debuggee/watch/pythonWatcher';
import {
  type Found,
  runUntilBroken,
  type TemporaryBreakpoints,
  type Violation,
  type WatchedSource,
  watchLines,
} from '../../client/debuggee/watch/runUntilBroken';
import { buggyPrograms } from '../host/buggyPrograms';
import { fixture } from '../host/fixture';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { DebugpyProgram } from './debugpyProgram';

const NEVER = new AbortController().signal;
const BUDGET = { milliseconds: 60_000, stops: 100_000, signal: NEVER };
/** For an early stop: the line that breaks it may be the one that its function ends with. */
const PROGRAMS = buggyPrograms('.py', fixture('buggy'));

/** What takes more time than it tells in a normal run. */
const whenLong = process.env['SAVEPOINT_LONG'] === undefined ? it.skip : it;

describe('running until a rule breaks, over debugpy', () => {
  let python: string;
  let program: DebugpyProgram;

  before(async () => {
    ({ python } = await provisionDebuggers(console.log));
  });
  afterEach(() => program.end());

  async function start({ text }: { readonly text: string }, rounds: number): Promise<Standing> {
    const source = text.replace(/^(.*# start)$/mu, 'breakpoint()\n$1');
    program = await DebugpyProgram.start(source, { adapter: python, environment: { ROUNDS: `${rounds}` } });
    const { reason, threadId } = program.stop;
    return { kind: 'standing', reason, threadId, stack: program.frames };
  }

  async function check(rule: string, { stack: [top] }: Standing): Promise<readonly Violation[]> {
    if (top?.source?.path !== program.file) return [];
    try {
      const holds = await program.ask(rule, top.id);
      return holds === false ? [{ rule: '1', name: rule, message: `${rule} is violated` }] : [];
    } catch {
      return [];
    }
  }

  async function find(rule: string, from: Standing, way: 'breakpoints' | 'steps', stops = 100_000): Promise<Found> {
    const run = { ...BUDGET, stops, check: (standing: Standing) => check(rule, standing) };
    if (way === 'steps') return runUntilBroken(portOf(program), from, run);
    const watcher = new PythonWatcher(program);
    const frame = program.frames[0]?.id ?? 0;
    await watcher.install(frame, [{ rule: '1', expression: rule }]);
    const watching = { watcher, breakpoints: breakpointsOf(program) };
    assert.equal(await watchLines(watching, from, [sourceOf(program)]), true);
    return runUntilBroken(portOf(program), from, run, watching);
  }

  for (const buggy of PROGRAMS)
    it(`finds the line in ${buggy.name}`, async () => {
      const found = await find(buggy.rule, await start(buggy, 200), 'breakpoints');
      assert.ok(found.kind === 'broken', JSON.stringify(found));
      assert.deepEqual([found.after?.line, found.stops], [buggy.breaks, 1]);
      assert.notDeepEqual(
        found.before.map(({ value }) => value),
        found.now.map(({ value }) => value),
      );
    });

  it('finds the line that it stands before', async () => {
    const from = await start({ text: 'balance = 1\nbalance -= 2  # start\nprint(balance)\n' }, 1);
    const found = await find('balance > 0', from, 'breakpoints');
    assert.ok(found.kind === 'broken', JSON.stringify(found));
    assert.deepEqual([found.after?.line, found.before, found.now], [3, [balanceOf('1')], [balanceOf('-1')]]);
  });

  it('finds the same line by steps', async () => {
    for (const buggy of PROGRAMS.filter(({ name }) => ['loop', 'recursion'].includes(name))) {
      const found = await find(buggy.rule, await start(buggy, 12), 'steps');
      assert.ok(found.kind === 'broken', JSON.stringify(found));
      assert.deepEqual([found.after?.line, found.stops > 10], [buggy.breaks, true]);
      if (buggy !== PROGRAMS.at(-1)) await program.end();
    }
  });

  it('tells how far it is, and gives up when its steps are used up', async () => {
    const [buggy] = PROGRAMS.filter(({ name }) => name === 'loop');
    assert.ok(buggy !== undefined);
    const from = await start(buggy, 100);
    const told: number[] = [];
    const given = await runUntilBroken(portOf(program), from, {
      ...BUDGET,
      stops: 5,
      check: (standing: Standing) => check(buggy.rule, standing),
      onProgress: (stops) => told.push(stops),
    });
    assert.deepEqual(given.kind === 'given-up' && given.why, 'stops');
    assert.deepEqual(told, [1, 2, 3, 4, 5]);
  });

  whenLong('is at least 50 times faster than steps where it serves', async () => {
    const [loop] = PROGRAMS.filter(({ name }) => name === 'loop');
    assert.ok(loop !== undefined);
    const rounds = 3_000;
    const began = performance.now();
    const found = await find(loop.rule, await start(loop, rounds), 'breakpoints');
    assert.ok(found.kind === 'broken');
    const fast = performance.now() - began;
    await program.end();

    const steps = 200;
    const from = await start(loop, rounds);
    const steppingBegan = performance.now();
    const given = await find(loop.rule, from, 'steps', steps);
    assert.ok(given.kind === 'given-up' && given.why === 'stops');
    const perStep = (performance.now() - steppingBegan) / steps;
    // Three lines of a round are stepped through.
    const slow = perStep * 3 * rounds;
    console.log(
      `      ${rounds} rounds: ${fast.toFixed(0)} ms; by steps of ${perStep.toFixed(1)} ms: ${slow.toFixed(0)} ms`,
    );
    assert.ok(slow / fast >= 50, `only ${(slow / fast).toFixed(0)} times faster`);
  });

  it('is given up when it is cancelled, and leaves the program standing', async () => {
    const from = await start(
      { text: 'balance = 1\n\ndef run():\n    while True:\n        pass\n\nrun()  # start\n' },
      1,
    );
    const abort = new AbortController();
    const watcher = new PythonWatcher(program);
    const frame = program.frames[0]?.id ?? 0;
    await watcher.install(frame, [{ rule: '1', expression: 'balance > 0' }]);
    const watching = { watcher, breakpoints: breakpointsOf(program) };
    await watchLines(watching, from, [sourceOf(program)]);
    const run = { ...BUDGET, signal: abort.signal, check: (standing: Standing) => check('balance > 0', standing) };
    const running = runUntilBroken(portOf(program), from, run, watching);
    abort.abort();
    const found = await running;
    assert.ok(found.kind === 'given-up' && found.why === 'cancelled' && found.standing !== undefined);
  });
});

function balanceOf(value: string): object {
  return { expression: 'balance', value };
}

function sourceOf({ file: path }: DebugpyProgram): WatchedSource {
  return { source: { path }, path };
}

function breakpointsOf(program: DebugpyProgram): TemporaryBreakpoints {
  return {
    set: async (source, breakpoints) => {
      await program.request('setBreakpoints', { source, breakpoints: [...breakpoints] });
    },
    disturbed: NEVER,
  };
}

function portOf(program: DebugpyProgram): RewindPort {
  return {
    request: (command, args) => program.request(command, args),
    move: async (command, args) => {
      await program.request(command, args);
      const event = await program.event('stopped', 'terminated');
      if (event.event === 'terminated') return { kind: 'ended' };
      const { threadId = 0, reason } = event.body as Dap.StoppedEvent['body'];
      const { stackFrames } = await program.request('stackTrace', { threadId });
      program.frames = stackFrames;
      return { kind: 'standing', reason, threadId, stack: stackFrames };
    },
  };
}
