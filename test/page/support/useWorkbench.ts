/** One window for the tests of a describe block: opened before the first, closed after the last, kept as evidence of a failed one. */
import { evidenceFolder } from '../../host/evidence';
import { startHost, type TestHost, type WindowOptions } from '../../host/testHost';
import { type Workbench } from '../../host/workbench/workbench';

/** Call it inside `describe`; the function it gives gives the window to the tests. */
export function useWorkbench(options: WindowOptions): () => Workbench {
  let host: TestHost | undefined;
  let workbench: Workbench | undefined;

  const keepEvidence = async (title: string): Promise<void> => {
    const folder = evidenceFolder('page', title);
    await host?.keepEvidence(folder);
    console.log(`    Screenshot and logs: ${folder}`);
  };

  before('opens the window', async function () {
    this.timeout(120_000);
    host = await startHost();
    try {
      workbench = await host.openWorkbench(options);
    } catch (error) {
      await keepEvidence('opens the window');
      throw error;
    }
  });

  afterEach('keeps evidence', async function () {
    if (this.currentTest?.state === 'failed') await keepEvidence(this.currentTest.fullTitle());
  });

  after('closes the window', async () => {
    await host?.stop();
  });

  return () => {
    if (workbench === undefined) throw new Error('The window is open only while the tests of its describe block run.');
    return workbench;
  };
}
