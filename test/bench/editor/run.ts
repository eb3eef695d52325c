/**
 * `npm run bench -- editor`: what a person waits for, in a real VS Code with its real debugger. Prints a line of JSON for each
 * result.
 */
import { join } from 'node:path';
import { build } from 'esbuild';
import { fixture } from '../../host/fixture';
import { REPOSITORY, startHost } from '../../host/testHost';

async function run(): Promise<void> {
  const outdir = join(REPOSITORY, 'dist', 'test', 'bench');
  await build({
    entryPoints: [join(__dirname, 'measurements.ts')],
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode'],
    logLevel: 'warning',
  });
  const host = await startHost();
  try {
    const code = await host.runExtensionTests({
      workspace: fixture('bank'),
      testsPath: join(outdir, 'measurements.js'),
      // Without it a savepoint of a large heap on a busy machine would stop in the middle, which is no fair comparison.
      settings: { 'savepoint.capture.milliseconds': 60_000, 'savepoint.checkAtEveryStop': false },
      tell: (event) => {
        if (event.kind === 'note') console.log(event.text);
      },
    });
    if (code !== 0) throw new Error(`The measurements in VS Code ended with exit code ${code}.`);
  } finally {
    await host.stop();
  }
}

void run().then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
