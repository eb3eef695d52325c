/** The names that a frame sees are kept for the session, so what is kept has to be what the debugger said of that frame. */
import assert from 'node:assert/strict';
import type { DapPort, FrameToCapture } from '../../../client/debuggee/debuggee';
import { FrameNames } from '../../../client/debuggee/javascript/frameNames';

const SOURCE = 'let total = 1;\ndebugger;\n';
const INSIDE = ['total', '__filename'];
/** What js-debug lists for a frame of a program that has gone on. */
const OUTSIDE = ['Object', 'process'];

describe('the names that a JavaScript frame sees', () => {
  let listed: readonly string[];
  let source: string | undefined;
  let asked: number;

  beforeEach(() => {
    listed = INSIDE;
    source = SOURCE;
    asked = 0;
  });

  const port = {
    request: () => {
      asked++;
      return Promise.resolve({ targets: listed.map((label) => ({ label })) });
    },
  } as unknown as DapPort;

  const frame = (): FrameToCapture => ({
    frameId: 1,
    function: '<anonymous>',
    source: '/bank/main.js',
    readSource: () => Promise.resolve(source),
    line: 2,
    column: 1,
    depth: 0,
  });

  const namesOf = async (names: FrameNames, stands: boolean): Promise<readonly string[]> =>
    (await names.of(frame(), () => stands)).names.map(([name]) => name);

  it('are asked for once where the program stands', async () => {
    const names = new FrameNames(port);
    assert.deepEqual(await namesOf(names, true), ['total', '__filename', 'this']);
    assert.deepEqual(await namesOf(names, true), ['total', '__filename', 'this']);
    assert.equal(asked, 1);
  });

  it('are asked for again where the program had gone on when they came', async () => {
    const names = new FrameNames(port);
    listed = OUTSIDE;
    await namesOf(names, false);
    listed = INSIDE;
    assert.deepEqual(await namesOf(names, true), ['total', '__filename', 'this']);
  });

  it('come from the source too, once the debugger gives it', async () => {
    const names = new FrameNames(port);
    source = undefined;
    listed = OUTSIDE;
    assert.deepEqual(await namesOf(names, false), ['Object', 'process', 'this']);
    source = SOURCE;
    listed = ['__filename'];
    assert.deepEqual(await namesOf(names, true), ['__filename', 'total', 'this']);
  });
});
