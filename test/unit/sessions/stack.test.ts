import assert from 'node:assert/strict';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import {
  continuingCalls,
  frameToCapture,
  framesToCapture,
  realFrames,
  type SeenCall,
} from '../../../client/sessions/stack';

/** A stack from the bottom up: `main:20` is the function main, paused or calling at line 20 of /bank.js. */
function stackOf(...bottomUp: readonly string[]): Dap.StackFrame[] {
  return bottomUp
    .map((text, index) => {
      const [name = '', line = '0'] = text.split(':');
      return { id: index + 1, name, line: Number(line), column: 1, source: { path: '/bank.js' } };
    })
    .reverse();
}

function seenIn(...bottomUp: readonly string[]): SeenCall[] {
  const stack = stackOf(...bottomUp);
  return framesToCapture(stack, 10, () => Promise.resolve(undefined)).map((frame, index) => ({
    activation: 100 + frame.depth,
    function: frame.function,
    line: frame.line,
    depth: frame.depth,
    isTop: index === 0,
    ...(frame.source !== undefined && { source: frame.source }),
  }));
}

interface Case {
  readonly what: string;
  readonly seen: readonly string[];
  readonly after: string;
  readonly reason?: string;
  readonly now: readonly string[];
  readonly shown: readonly string[];
  /** Whether a call that has just begun could stand there. */
  readonly begun?: boolean;
  readonly entries?: 'end-steps';
}

const CASES: readonly Case[] = [
  {
    what: 'a step over to a later line',
    seen: ['main:20', 'transfer:5'],
    after: 'next',
    now: ['main:20', 'transfer:6'],
    shown: ['transfer', 'main'],
  },
  {
    what: 'a step that ends further up',
    seen: ['main:20', 'transfer:9'],
    after: 'next',
    now: ['main:20', 'transfer:5'],
    begun: true,
    shown: ['main'],
  },
  {
    what: 'a step back up in a loop',
    seen: ['main:20', 'transfer:9'],
    after: 'next',
    now: ['main:20', 'transfer:5'],
    shown: ['transfer', 'main'],
  },
  {
    what: 'a step into a callee',
    seen: ['main:20', 'transfer:5'],
    after: 'stepIn',
    now: ['main:20', 'transfer:5', 'debit:30'],
    shown: ['transfer', 'main'],
  },
  {
    what: 'a step out to the caller',
    seen: ['main:20', 'transfer:5', 'debit:31'],
    after: 'stepOut',
    now: ['main:20', 'transfer:5'],
    shown: ['transfer', 'main'],
  },
  {
    what: 'a return into another callee at the same depth',
    seen: ['main:20', 'debit:31'],
    after: 'stepIn',
    now: ['main:20', 'credit:40'],
    shown: ['main'],
  },
  {
    what: 'going on to a breakpoint',
    seen: ['main:20', 'transfer:5'],
    after: 'continue',
    reason: 'breakpoint',
    now: ['main:20', 'transfer:7'],
    shown: [],
  },
  {
    what: 'a step that a breakpoint ended',
    seen: ['main:20', 'transfer:5'],
    after: 'next',
    reason: 'breakpoint',
    now: ['main:20', 'transfer:7'],
    shown: [],
  },
  {
    what: 'a step that an exception ended, where steps end at entries',
    seen: ['main:20', 'transfer:5'],
    after: 'next',
    reason: 'exception',
    entries: 'end-steps',
    now: ['main:20', 'transfer:5', 'debit:30'],
    shown: ['transfer', 'main'],
  },
  {
    what: 'a step that an exception ended, where they may pass over them',
    seen: ['main:20', 'transfer:5'],
    after: 'next',
    reason: 'exception',
    now: ['main:20', 'transfer:7'],
    shown: [],
  },
  {
    what: 'a step out that an exception ended',
    seen: ['main:20', 'transfer:5'],
    after: 'stepOut',
    reason: 'exception',
    entries: 'end-steps',
    now: ['main:20', 'transfer:7'],
    shown: [],
  },
  { what: 'a stop that nobody asked for', seen: ['main:20'], after: '', reason: 'pause', now: ['main:21'], shown: [] },
];

describe('continuingCalls', () => {
  for (const { what, seen, after, reason, now, shown, begun, entries } of CASES)
    it(`shows after ${what}: ${shown.join(', ') || 'nothing'}`, async () => {
      const stop = { reason: reason ?? 'step', after: after === '' ? undefined : after };
      const calls = await continuingCalls(seenIn(...seen), stop, stackOf(...now), {
        stepsEndAtEntries: entries === 'end-steps',
        mayHaveJustBegun: () => Promise.resolve(begun ?? false),
      });
      assert.deepEqual(
        calls.map((call) => call.function),
        shown,
      );
    });

  it('follows a call through several steps, into a callee and back', async () => {
    const follow = (seen: readonly SeenCall[], after: string, ...now: readonly string[]) =>
      continuingCalls(seen, { reason: 'step', after }, stackOf(...now), {
        stepsEndAtEntries: false,
        mayHaveJustBegun: () => Promise.resolve(false),
      });
    const inside = await follow(seenIn('main:20', 'transfer:5'), 'stepIn', 'main:20', 'transfer:5', 'debit:30');
    const back = await follow(inside, 'stepOut', 'main:20', 'transfer:5');
    assert.deepEqual(
      back.map(({ activation, isTop }) => [activation, isTop]),
      [
        [101, true],
        [100, false],
      ],
    );
  });
});

describe('framesToCapture', () => {
  const stack: Dap.StackFrame[] = [
    { id: 1, name: 'callback', line: 1, column: 1, source: { path: '/node_modules/lib/index.js' } },
    { id: 2, name: 'each', line: 1, column: 1, source: { path: '<node_internals>/internal/x' } },
    { id: 3, name: 'dimmed', line: 1, column: 1, source: { path: '/a.js', presentationHint: 'deemphasize' } },
    { id: 4, name: 'async Bank.transfer', line: 1, column: 1, source: { path: '/bank.js' } },
    { id: 5, name: 'main', line: 1, column: 1, source: { path: '/bank.js' } },
  ];

  it("takes the paused frame whatever it is, and callers in the user's own code up to the limit", () => {
    const frames = framesToCapture(stack, 2, () => Promise.resolve(undefined));
    assert.deepEqual(
      frames.map(({ frameId, function: name, depth }) => [frameId, name, depth]),
      [
        [1, 'callback', 4],
        [4, 'Bank.transfer', 1],
      ],
    );
  });

  const CALLERS: readonly [source: Dap.Source, taken: boolean][] = [
    [{ path: '/home/ada/bank.cpp' }, true],
    [{ path: 'C:\\bank\\bank.cpp' }, true],
    [{ path: 'vscode-remote://localhost:8080/home/bank.cpp' }, true],
    [{ path: '<string>' }, true],
    [{ path: 'generated.js', sourceReference: 7 }, true],
    [{ path: 'csu/libc-start.c' }, false],
    [{ path: '../sysdeps/nptl/libc_start_call_main.h', sourceReference: 0 }, false],
  ];
  for (const [source, taken] of CALLERS)
    it(`${taken ? 'takes' : 'passes over'} a caller in ${source.path ?? ''}`, () => {
      const callers: Dap.StackFrame[] = [
        { id: 1, name: 'paused', line: 1, column: 1, source: { path: '/bank.cpp' } },
        { id: 2, name: 'caller', line: 1, column: 1, source },
      ];
      const frames = framesToCapture(callers, 5, () => Promise.resolve(undefined));
      assert.deepEqual(
        frames.map(({ frameId }) => frameId),
        taken ? [1, 2] : [1],
      );
    });
});

describe('frameToCapture', () => {
  const SOURCES: readonly [given: string, source: string][] = [
    ['/bank.js', '/bank.js'],
    ['vscode-remote://localhost:8080/home/a%20b/bank.js', '/home/a b/bank.js'],
    ['file:///bank.js', 'file:///bank.js'],
  ];
  for (const [given, source] of SOURCES)
    it(`names the file of ${given} ${source}`, () => {
      const frame = { id: 1, name: 'main', line: 1, column: 1, source: { path: given } };
      assert.equal(frameToCapture(frame, 0, () => Promise.resolve(undefined)).source, source);
    });
});

describe('realFrames', () => {
  it('leaves out what an exception came from', () => {
    const stackFrames: Dap.StackFrame[] = [
      { id: 1, name: 'turn', line: 26, column: 1 },
      { id: 2, name: '[Chained Exc: 30 is no amount] turn', line: 29, column: 1 },
    ];
    assert.deepEqual(realFrames(stackFrames), stackFrames.slice(0, 1));
  });

  it('leaves out the asynchronous past', () => {
    const stackFrames: Dap.StackFrame[] = [
      { id: 1, name: 'now', line: 1, column: 1 },
      { id: 2, name: 'await', line: 0, column: 0, presentationHint: 'label' },
      { id: 3, name: 'before', line: 1, column: 1 },
    ];
    assert.deepEqual(
      realFrames(stackFrames).map(({ id }) => id),
      [1],
    );
  });
});
