/** The demo's story, played in an open window. */
import { join } from 'node:path';
import { REPOSITORY } from '../host/testHost';
import { type Workbench } from '../host/workbench/workbench';

/** In `transfer`: nothing is damaged yet. */
const BEFORE_THE_DEBIT = 64;

export async function playDemo(workbench: Workbench): Promise<void> {
  await workbench.toggleBreakpoint('transfer.js', BEFORE_THE_DEBIT);
  await workbench.pressKeys('F5');
  const { file, line } = await workbench.debugging.waitUntilPaused();
  console.log(`Paused in ${file}, line ${line}.`);
  await workbench.openDebugSidebar();

  const picture = join(REPOSITORY, 'dist', 'demo.png');
  await workbench.screenshot(picture);
  console.log(`Screenshot: ${picture}`);
}
