/** Running a frame on to a line, against stops told by hand. */
import assert from 'node:assert/strict';
import type { Moved } from '../../../client/debuggee/rewind/moved';
import type { Arrival, RewindPort, Standing } from '../../../client/debuggee/rewind/rewindPort';
import { runToLine } from '../../../client/debuggee/rewind/runToLine';

/** A stop with the line of each frame, the paused one first. */
function at(lines: readonly number[], reason = 'step'): Standing {
  const stack = lines.map((line, index) => ({ id: index, name: `f${lines.length - index}`, line, column: 1 }));
  return { kind: 'standing', reason, threadId: 1, stack };
}

/** Runs to line 15 of a function called from one frame; gives what came of it and the requests that were made. */
async function run(
  arrivals: readonly Arrival[],
  news: { from?: Standing; signal?: AbortSignal; milliseconds?: number } = {},
): Promise<{ moved: Moved; requests: readonly string[] }> {
  const requests: string[] = [];
  const left = [...arrivals];
  const port: RewindPort = {
    request: () => Promise.reject(new Error('Nothing but moves is asked for.')),
    move: (command) => {
      requests.push(command);
      const next = left.shift();
      return next === undefined ? Promise.reject(new Error('It was to be there by now.')) : Promise.resolve(next);
    },
  };
  const { from = at([11, 3]), signal = new AbortController().signal, milliseconds = 10_000 } = news;
  const moved = await runToLine(port, from, { line: 15, depth: 1, milliseconds, signal });
  assert.deepEqual(left, [], 'It went on after each of them.');
  return { moved, requests };
}

function short({ moved }: { moved: Moved }): readonly [reason: string, line: number | undefined] {
  assert.equal(moved.kind, 'short');
  return [moved.reason, moved.standing?.stack[0]?.line];
}

describe('running to a line', () => {
  it('takes no step where it stands there', async () => {
    const { moved, requests } = await run([], { from: at([15, 3], 'frame_entry') });
    assert.equal(moved.kind, 'reached');
    assert.deepEqual(requests, []);
  });

  it('steps over lines, passes breakpoints, and steps out of calls that a breakpoint stopped', async () => {
    const { moved, requests } = await run([
      at([12, 3], 'breakpoint'),
      at([15, 12, 3], 'breakpoint'),
      at([12, 3]),
      at([13, 3], 'debugger statement'),
      at([15, 3]),
    ]);
    assert.equal(moved.kind, 'reached');
    assert.deepEqual(requests, ['next', 'next', 'stepOut', 'next', 'next']);
  });

  it('takes a breakpoint in the line itself for an arrival', async () => {
    assert.equal((await run([at([15, 3], 'breakpoint')])).moved.kind, 'reached');
  });

  it('stops short where the function returns', async () => {
    assert.deepEqual(short(await run([at([12, 3]), at([3])])), ['the function returned before it came to line 15', 3]);
  });

  it('does not take the same line of another frame for the one that it runs to', async () => {
    assert.deepEqual(short(await run([at([15])])), ['the function returned before it came to line 15', 15]);
  });

  it('stops short at an exception, and where somebody paused the program', async () => {
    assert.deepEqual(short(await run([at([12, 3], 'exception')])), ['an exception was thrown before line 15', 12]);
    assert.deepEqual(short(await run([at([12, 3], 'pause')])), ['the program was stopped before line 15 (pause)', 12]);
  });

  it('stops short when it is cancelled, after the step that is under way', async () => {
    const abort = new AbortController();
    abort.abort();
    assert.deepEqual(short(await run([], { signal: abort.signal })), ['it was cancelled', 11]);
  });

  it('stops short when the time is over', async () => {
    assert.deepEqual(short(await run([], { milliseconds: -1 })), ['line 15 was not reached within -0.001 s', 11]);
  });

  it('pauses a line that takes too long, to see where it stands', async () => {
    const { moved, requests } = await run([{ kind: 'running' }, at([2, 12, 3], 'pause')]);
    assert.deepEqual(short({ moved }), ['line 15 was not reached within 10 s', 2]);
    assert.deepEqual(requests, ['next', 'pause']);
    const never = await run([{ kind: 'running' }, { kind: 'running' }]);
    assert.deepEqual(short(never), [
      'line 15 was not reached within 10 s, and the program may still be running',
      undefined,
    ]);
  });

  it('says that the program ended', async () => {
    assert.deepEqual(short(await run([at([12, 3]), { kind: 'ended' }])), ['the program ended', undefined]);
  });

  it('does not take a step that is turned down for a move that never was', async () => {
    const turnedDown = await run([at([12, 3]), { kind: 'refused', message: 'Not now.' }]);
    assert.deepEqual(short(turnedDown), ['Not now', 12]);
  });
});
