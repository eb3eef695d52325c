// Everything that a command from a fresh clone needs before it can start, in parallel where it can be.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provisionDebuggers, provisionHost } from './provision/index.mjs';
import { runTool } from './provision/runTool.mjs';

export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

/**
 * @param {ReadonlySet<'build' | 'host' | 'debuggers'>} needs Besides the npm packages, which everything needs.
 * @param {(line: string) => void} log
 */
export async function setUp(needs, log) {
  const parts = [installAndBuild(needs.has('build'), log)];
  if (needs.has('host')) parts.push(provisionHost(log));
  if (needs.has('debuggers')) parts.push(provisionDebuggers(log));
  // Every part comes to its end before an error is told, so that nothing goes on behind it.
  const failed = (await Promise.allSettled(parts)).find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
}

async function installAndBuild(withBuild, log) {
  if (!packagesAreInstalled()) await timed(log, 'npm packages', () => runTool('npm', ['ci'], { cwd: REPOSITORY }));
  if (withBuild) await timed(log, 'build', () => runTool(process.execPath, ['esbuild.mjs'], { cwd: REPOSITORY }));
}

/** Whether `node_modules` holds what the lock file asks for; packages of other platforms are not installed. */
function packagesAreInstalled() {
  const installed = readLock('node_modules/.package-lock.json');
  const wanted = readLock('package-lock.json');
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
    const found = installed[path];
    return found === undefined ? optional === true : found.version === version;
  });
}

function readLock(name) {
  const file = join(REPOSITORY, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')).packages : {};
}

async function timed(log, what, work) {
  const start = performance.now();
  await work();
  log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
