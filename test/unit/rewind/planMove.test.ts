/** Which move a rewind takes, and the sentence where there is none. */
import assert from 'node:assert/strict';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { type MoveRequest, planMove } from '../../../client/debuggee/rewind/planMove';
import { rewindWay } from '../../../client/debuggee/rewind/way';
import type { Standpoint } from '../../../server/protocol';

const MAIN: Dap.StackFrame = { id: 1, name: 'main', line: 20, column: 3 };
const TRANSFER: Dap.StackFrame = { id: 2, name: 'transfer', line: 15, column: 5 };
const DEBIT: Dap.StackFrame = { id: 3, name: 'debit', line: 4, column: 5 };

const THEN: Standpoint = {
  frame: { activation: 7, function: 'transfer', source: '/bank.js', line: 12, depth: 1 },
  column: 5,
  call: 'same',
};
const GOAL = { function: 'transfer', source: '/bank.js', line: 12 };

function planned(news: Partial<MoveRequest>): unknown {
  const way = 'restart-frame';
  const stack = [TRANSFER, MAIN];
  const plan = planMove({
    way,
    debugger: 'lldb',
    to: 'line',
    standpoint: THEN,
    calls: 'proved',
    exception: 'none',
    stack,
    ...news,
  });
  return plan.kind === 'refused' ? plan.reason : plan;
}

describe('planning a move', () => {
  const cases: readonly (readonly [what: string, news: Partial<MoveRequest>, plan: unknown])[] = [
    ['restarts the paused frame', {}, { kind: 'restart', ...GOAL, dropsFrames: 0 }],
    ['drops the frames above', { stack: [DEBIT, TRANSFER, MAIN] }, { kind: 'restart', ...GOAL, dropsFrames: 1 }],
    [
      'restarts to the beginning alone',
      { to: 'frame' },
      { kind: 'restart', function: 'transfer', source: '/bank.js', dropsFrames: 0 },
    ],
    ['stays where it stands there', { stack: [{ ...TRANSFER, line: 12 }, MAIN] }, { kind: 'stay', ...GOAL }],
    [
      'does not take the middle of a line for its beginning',
      { stack: [{ ...TRANSFER, line: 12, column: 18 }, MAIN] },
      { kind: 'restart', ...GOAL, dropsFrames: 0 },
    ],
    [
      'does not stay where a callee stands in the same line',
      { stack: [{ ...DEBIT, line: 12 }, TRANSFER, MAIN] },
      { kind: 'restart', ...GOAL, dropsFrames: 1 },
    ],
    ['goes to a line', { way: 'goto' }, { kind: 'goto', ...GOAL }],
    [
      'goes to the line that it stands in: where in the line, such a debugger does not tell',
      { way: 'goto', stack: [{ ...TRANSFER, line: 12 }, MAIN] },
      { kind: 'goto', ...GOAL },
    ],
    [
      'takes a doubtful call for the same where the user says so',
      { standpoint: { ...THEN, call: 'doubtful' }, calls: 'assumed' },
      { kind: 'restart', ...GOAL, dropsFrames: 0 },
    ],
    ['refuses without any way', { way: 'none' }, "the debugger 'lldb' can neither go to a line nor restart a frame"],
    ['refuses an unknown place', { standpoint: undefined }, 'it is not known where the program stood then'],
    [
      'refuses a call that has returned',
      { standpoint: { ...THEN, call: 'gone' }, calls: 'assumed' },
      "the call of 'transfer' that it stood in has returned",
    ],
    [
      'refuses a doubtful call',
      { standpoint: { ...THEN, call: 'doubtful' } },
      "it cannot be shown that this is the same call of 'transfer' as then",
    ],
    [
      'refuses to leave the paused function by going to a line',
      { way: 'goto', stack: [DEBIT, TRANSFER, MAIN] },
      "it stood in 'transfer', and this debugger moves within the paused function alone: step out to it first",
    ],
    [
      'refuses to go to the beginning of a function by going to a line',
      { way: 'goto', to: 'frame' },
      'this debugger goes to lines, and cannot tell where a function begins',
    ],
    [
      'refuses a frame that cannot be restarted',
      { stack: [{ ...TRANSFER, canRestart: false }, MAIN] },
      "the debugger cannot restart 'transfer', as with asynchronous functions and generators",
    ],
    [
      'leaves an exception by its handler',
      { exception: 'met' },
      { kind: 'restart', ...GOAL, dropsFrames: 0, from: 'exception' },
    ],
    [
      'leaves an exception by its handler before it goes to a line',
      { way: 'goto', exception: 'met' },
      { kind: 'goto', ...GOAL, from: 'exception' },
    ],
    ...(['goto', 'restart-frame'] as const).map(
      (way) =>
        [
          `refuses an exception that leaves the function (${way})`,
          { way, exception: 'leaves' },
          "it stands on an exception that 'transfer' does not catch, which no debugger takes back",
        ] as const,
    ),
  ];
  for (const [what, news, plan] of cases) it(what, () => assert.deepEqual(planned(news), plan));
});

describe('the way that a debugger has', () => {
  it('is to go to a line, where it can, since nothing runs again then', () => {
    assert.equal(rewindWay({ supportsGotoTargetsRequest: true, supportsRestartFrame: true }), 'goto');
    assert.equal(rewindWay({ supportsRestartFrame: true }), 'restart-frame');
    assert.equal(rewindWay({}), 'none');
  });
});
