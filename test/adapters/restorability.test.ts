/**
 * What can be restored, kind by kind, as seen in one rollback under each real debugger; the README has to say the same.
 * V8's own debugger, which js-debug speaks to, has to show what js-debug does: that is seen in VS Code.
 */
import { join } from 'node:path';
import { JavaScriptDebuggee } from '../../client/debuggee/javascript/javaScriptDebuggee';
import { bundleProbe } from '../../client/debuggee/javascript/probeBundle.mjs';
import { pythonProbeText } from '../../client/debuggee/python/probeBundle.mjs';
import { PythonDebuggee } from '../../client/debuggee/python/pythonDebuggee';
import { VariablesDebuggee } from '../../client/debuggee/variables/variablesDebuggee';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { REPOSITORY } from '../host/testHost';
import { assertPublished } from '../restorability/column';
import { seenIn } from '../restorability/cppKinds';
import { JAVASCRIPT, javascriptProgram } from '../restorability/javascriptKinds';
import { type Driver, seenUnder } from '../restorability/kinds';
import { PYTHON, pythonProgram } from '../restorability/pythonKinds';
import { CppProgram } from './cppProgram';
import { DebugpyProgram } from './debugpyProgram';
import { InspectedProgram } from './inspectedProgram';
import { StoredSession } from './storedSession';

const README = join(REPOSITORY, 'README.md');

describe('what can be restored', () => {
  it('under V8 is what the README says of js-debug', async () => {
    const program = await InspectedProgram.start(javascriptProgram());
    try {
      let stops = 1;
      const stored = new StoredSession(
        new JavaScriptDebuggee(program, (await bundleProbe()).text),
        () => Promise.resolve(program.frames()),
        () => stops,
      );
      const seen = await seenUnder(
        driverOf(stored, {
          damage: () => {
            stops++;
            return program.resume();
          },
          ask: async (expressions) =>
            JSON.parse(String(await program.ask(`JSON.stringify([${expressions.join(', ')}])`))) as unknown[],
        }),
        JAVASCRIPT,
        (one, other) => `Object.is(${one}, ${other})`,
      );
      await assertPublished(README, 'JavaScript (js-debug)', seen);
    } finally {
      await program.stop();
    }
  });

  it('under debugpy is what the README says', async () => {
    const { python } = await provisionDebuggers(console.log);
    const program = await DebugpyProgram.start(pythonProgram(), { adapter: python });
    try {
      let stops = 1;
      const stored = new StoredSession(
        new PythonDebuggee(program, await pythonProbeText()),
        () => Promise.resolve(program.framesToCapture()),
        () => stops,
      );
      const seen = await seenUnder(
        driverOf(stored, {
          damage: () => {
            stops++;
            return program.resume();
          },
          ask: async (expressions) => (await program.ask(`[${expressions.join(', ')}]`)) as unknown[],
        }),
        PYTHON,
        (one, other) => `${one} is ${other}`,
      );
      await assertPublished(README, 'Python (debugpy)', seen);
    } finally {
      await program.end();
    }
  });

  it('under lldb is what the README says', async () => {
    const program = await CppProgram.start('shapes', ['BEFORE', 'AFTER']);
    try {
      const stored = new StoredSession(
        new VariablesDebuggee('lldb', program.adapter, () => program.adapter.capabilities),
        () => program.adapter.frames(program.source),
        () => program.adapter.stops,
      );
      await stored.savepoint('before');
      await program.adapter.go('continue');
      const { verdicts } = await stored.rollbackTo('before', { onPartialFailure: 'keep' });
      await assertPublished(README, 'C++ (lldb 14)', seenIn(verdicts));
    } finally {
      await program.stop();
    }
  });
});

function driverOf(stored: StoredSession, rest: Pick<Driver, 'damage' | 'ask'>): Driver {
  return {
    savepoint: async () => ({ limits: (await stored.savepoint('before')).tally.reasons }),
    rollBack: async () =>
      (await stored.rollbackTo('before', { onPartialFailure: 'keep', sameCalls: 'assumed' })).verdicts,
    ...rest,
  };
}
