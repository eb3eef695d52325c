/** Drift is what the program cannot have done, and never what it did in the middle of a reading. */
import assert from 'node:assert/strict';
import { bundleProbe } from '../../client/debuggee/javascript/probeBundle.mjs';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import type { DapPort } from '../../client/debuggee/debuggee';
import { InspectedProgram } from './inspectedProgram';
import { OperatedSession } from './operatedSession';

const PROGRAM = `
function f() {
  const account = { balance: 100 };
  debugger;
  account.balance = -30;
  debugger;
}
f();`;

describe('drift in a JavaScript program', () => {
  it('is not what the program changed where it went on before a reading got to it', async () => {
    const program = await InspectedProgram.start(PROGRAM);
    try {
      let onEvaluate = (): Promise<void> => Promise.resolve();
      const port: DapPort = {
        request: async (command, args) => {
          if (command === 'evaluate') await onEvaluate();
          return program.request(command, args);
        },
      };
      const debuggee = new JavaScriptDebuggee(port, (await bundleProbe()).text);
      const session = new OperatedSession(port, debuggee, () => program.frames());
      await session.operations.savepoint('before');

      // V8 takes a frame's number for the frame of that number where the program stands by then.
      let goingOn: Promise<void> | undefined;
      onEvaluate = () => (goingOn ??= program.resume().then(() => session.goesOn()));
      await assert.rejects(session.operations.lookAround('observe'), { code: 'not-paused' });
      assert.ok(goingOn, 'the program went on in the middle of the reading');
      assert.deepEqual(await session.operations.drift(), []);

      await program.ask('account.balance = 7');
      assert.deepEqual(
        (await session.operations.drift()).map(({ path, before, after }) => [path, before, after]),
        [['account.balance', -30, 7]],
      );
    } finally {
      await program.stop();
    }
  });
});
