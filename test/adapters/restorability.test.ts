/**
 * What can be restored, kind by kind, as seen in one rollback under each real debugger; the README has to say the same.
 * JavaScript's is test/editor/restorability, since js-debug is a part of VS Code.
 */
import { join } from 'node:path';
import { pythonProbeText } from '../../client/debuggee/python/probeBundle.mjs';
import { PythonDebuggee } from '../../client/debuggee/python/pythonDebuggee';
import { VariablesDebuggee } from '../../client/debuggee/variables/variablesDebuggee';
import { provisionDebuggers } from '../host/provision/index.mjs';
import { REPOSITORY } from '../host/testHost';
import { assertPublished } from '../restorability/column';
import { seenIn } from '../restorability/cppKinds';
import { seenUnder } from '../restorability/kinds';
import { PYTHON, pythonProgram } from '../restorability/pythonKinds';
import { CppProgram } from './cppProgram';
import { DebugpyProgram } from './debugpyProgram';
import { StoredSession } from './storedSession';

const README = join(REPOSITORY, 'README.md');

describe('what can be restored', () => {
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
        {
          savepoint: async () => ({ limits: (await stored.savepoint('before')).tally.reasons }),
          damage: () => {
            stops++;
            return program.resume();
          },
          rollBack: async () => (await stored.rollbackTo('before', { onPartialFailure: 'keep' })).verdicts,
          ask: async (expressions) => (await program.ask(`[${expressions.join(', ')}]`)) as unknown[],
        },
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
