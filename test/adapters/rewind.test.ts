/** Moving the execution point over real debug adapters, without VS Code: debugpy goes to lines, lldb has no way at all. */
import assert from 'node:assert/strict';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { gotoLine } from '../../client/debuggee/rewind/gotoLine';
import type { Moved } from '../../client/debuggee/rewind/moved';
import { planMove } from '../../client/debuggee/rewind/planMove';
import type { RewindPort } from '../../client/debuggee/rewind/rewindPort';
import { rewindWay } from '../../client/debuggee/rewind/way';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { CppProgram } from './cppProgram';
import { DebugpyProgram } from './debugpyProgram';

const PROGRAM = `
def work(n):
    total = n
    total += 1
    for turn in range(2):
        total += turn
    breakpoint()
    return total

work(5)
`;

describe('rewinding over debugpy', () => {
  let program: DebugpyProgram;

  before(async () => {
    const { python } = await provisionDebuggers(console.log);
    program = await DebugpyProgram.start(PROGRAM, { adapter: python });
  });
  after(() => program.end());

  const goto = (line: number): Promise<Moved> => {
    const [frame] = program.frames;
    assert.ok(frame !== undefined);
    return gotoLine(portOf(program), program.stop.threadId, frame, line);
  };

  it('goes back to a line of the paused function, and runs nothing', async () => {
    const before = await program.ask('total');
    const moved = await goto(4);
    assert.ok(moved.kind === 'reached', JSON.stringify(moved));
    assert.equal(moved.standing.reason, 'goto');
    assert.equal(moved.standing.stack[0]?.line, 4);
    program.frames = moved.standing.stack;
    assert.equal(await program.ask('total'), before);
  });

  it("is refused in Python's own words where the jump is not allowed, and stays", async () => {
    const moved = await goto(6);
    assert.deepEqual(moved, { kind: 'refused', reason: "can't jump into the body of a for loop" });
    const outside = await goto(10);
    assert.deepEqual(outside, { kind: 'refused', reason: 'line 10 comes after the current code block' });
    assert.equal(await program.ask('total'), 7);
  });
});

describe('rewinding over lldb', () => {
  it('is refused with the reason: it has neither way', async () => {
    const program = await CppProgram.start('shapes', ['BEFORE']);
    try {
      const way = rewindWay(program.adapter.capabilities);
      const nothing = { standpoint: undefined, calls: 'proved', exception: 'none', stack: [] } as const;
      const plan = planMove({ way, debugger: 'lldb', to: 'line', ...nothing });
      const reason = "the debugger 'lldb' can neither go to a line nor restart a frame";
      assert.deepEqual(plan, { kind: 'refused', reason });
    } finally {
      await program.stop();
    }
  });
});

function portOf(program: DebugpyProgram): RewindPort {
  return {
    request: (command, args) => program.request(command, args),
    move: async (command, args) => {
      try {
        await program.request(command, args);
      } catch (error) {
        return { kind: 'refused', message: error instanceof Error ? error.message : String(error) };
      }
      const { threadId = 0, reason } = (await program.event('stopped')).body as Dap.StoppedEvent['body'];
      const { stackFrames } = await program.request('stackTrace', { threadId });
      return { kind: 'standing', reason, threadId, stack: stackFrames };
    },
  };
}
