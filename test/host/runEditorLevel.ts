/**
 * Runs the level whose tests run inside VS Code's extension host: bundles them, opens windows, takes the events. The tests
 * in `restricted` run in a window of a workspace that is not trusted.
 */
import { rm } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { build } from 'esbuild';
import { probeBundle } from '../../client/debuggee/javascript/probeBundle.mjs';
import { pythonProbeBundle } from '../../client/debuggee/python/probeBundle.mjs';
import { evidenceFolder } from './evidence';
import { fixture } from './fixture';
import { type LevelRun } from './levelRun';
import { withOriginalPlaces } from './originalPlaces';
import { REPOSITORY, startHost } from './testHost';

interface EditorRun extends LevelRun {
  readonly workspace: string;
  readonly trust: 'trusted' | 'restricted';
}

/** Gives the number of failures. */
export async function runEditorLevel({ files, ...run }: LevelRun): Promise<number> {
  const isRestricted = (file: string): boolean => basename(dirname(file)) === 'restricted';
  const trusted = await runWindow({
    ...run,
    files: files.filter((file) => !isRestricted(file)),
    workspace: fixture('bank'),
    trust: 'trusted',
  });
  const restricted = await runWindow({
    ...run,
    files: files.filter(isRestricted),
    workspace: fixture('trap'),
    trust: 'restricted',
  });
  return trusted + restricted;
}

async function runWindow({ files, tell, timeout, grep, workspace, trust }: EditorRun): Promise<number> {
  const bundled = join(REPOSITORY, 'dist', 'test', `editor-${trust}`);
  await bundle(files, bundled);
  const host = await startHost();
  const keeping: Promise<unknown>[] = [];
  let failures = 0;
  const keep = async (title: string): Promise<void> => {
    const kept = evidenceFolder('editor', title);
    await host.keepEvidence(kept);
    tell({ kind: 'note', text: `Screenshot and logs: ${relative(REPOSITORY, kept)}` });
  };
  try {
    const code = await host.runExtensionTests({
      workspace,
      trust,
      // Nobody looks at it, and drawing it takes processor time.
      viewport: { width: 640, height: 480 },
      settings: { 'debug.openDebug': 'neverOpen' },
      extensions: [fixture('extensions/plain-debugger'), fixture('extensions/debugpy'), fixture('extensions/lldb')],
      testsPath: join(bundled, 'index.js'),
      environment: {
        SAVEPOINT_TEST_TIMEOUT: String(timeout),
        ...(grep !== undefined && { SAVEPOINT_TEST_GREP: grep }),
      },
      tell: (event) => {
        if (event.kind !== 'failed') {
          tell(event);
          return;
        }
        tell({ ...event, error: withOriginalPlaces(event.error, REPOSITORY) });
        failures += 1;
        keeping.push(keep(event.title));
      },
      beforeClosing: async (error) => {
        if (error !== undefined) keeping.push(keep('broken-run'));
        await Promise.all(keeping);
      },
    });
    if (code !== 0 && failures === 0) throw new Error(`The tests inside VS Code ended with exit code ${code}.`);
    return failures;
  } finally {
    await host.stop();
  }
}

async function bundle(files: readonly string[], outdir: string): Promise<void> {
  await rm(outdir, { recursive: true, force: true });
  await build({
    entryPoints: [join(REPOSITORY, 'test', 'editor', 'index.ts'), ...files],
    outbase: join(REPOSITORY, 'test', 'editor'),
    outdir,
    bundle: true,
    platform: 'node',
    target: 'node22',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    sourcemap: 'linked',
    keepNames: true,
    plugins: [probeBundle, pythonProbeBundle],
    logLevel: 'warning',
  });
}
