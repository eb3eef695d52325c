/** Opens VS Code on the demo's program and plays the demo in it: node --import tsx test/demo/demo.ts [--headless] */
import { join } from 'node:path';
import { fixture } from '../host/fixture';
import { REPOSITORY, startHost } from '../host/testHost';
import { playDemo } from './play';
import { brokenPromises, playTable } from './playTable';

async function demo(): Promise<void> {
  const host = await startHost({ log: console.log });
  const workspace = fixture('bank');
  const workbench = await host.openWorkbench({ workspace });
  try {
    const play = await playDemo(workbench, console.log);
    console.log(`\n${playTable(play)}\n`);
    const broken = brokenPromises(play);
    if (broken.length > 0) throw new Error(broken.join('\n'));
  } catch (error) {
    const folder = join(REPOSITORY, 'dist', 'test-results', 'demo');
    await host.keepEvidence(folder);
    console.error(`Screenshot and logs: ${folder}`);
    await host.stop();
    throw error;
  }
  if (process.argv.includes('--headless')) return host.stop();

  await host.close(workbench.window);
  console.log(
    `\nTo try it yourself, open this in a browser (Ctrl-C ends it):\n\n  ${await host.serve({ workspace })}\n`,
  );
  console.log(HOW_TO_TRY);
}

const HOW_TO_TRY = `Open transfer.js, set a breakpoint in line 64 (F9) and start debugging (F5). Then create a savepoint (Ctrl+K Ctrl+V), step over
the damage (F10), see in Run and Debug, under Savepoints, what it changed, and roll back (Ctrl+K Ctrl+Z).`;

process.on('SIGTERM', () => process.exit(143));

demo().catch((error: unknown) => {
  console.error(error);
  process.exit(1);
});
