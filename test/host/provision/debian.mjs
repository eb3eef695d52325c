// Debian packages that the tests need and npm does not have: looked for first, installed where this user may, and named
// in one sentence where not.
import { existsSync } from 'node:fs';
import { withLock } from './lock.mjs';
import { runTool } from './runTool.mjs';

/**
 * @param {readonly string[]} packages
 * @param {string} why What lacks them: the start of the sentence that a person reads.
 * @param {(line: string) => void} log
 */
export async function installDebianPackages(packages, why, log) {
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...packages];
  const lacking = `${why}; install with: sudo ${command.join(' ')}`;
  const asRoot = existsSync('/usr/bin/apt-get') ? await rootPrefix() : undefined;
  if (asRoot === undefined) throw new Error(lacking);

  log(`installing ${packages.join(', ')} with apt-get`);
  const start = performance.now();
  try {
    // apt refuses to run twice at once.
    await withLock(
      'apt',
      () => aptInstall(asRoot, packages),
      () => {},
    );
  } catch (cause) {
    throw new Error(`${lacking}\n${cause.message}`, { cause });
  }
  log(`${packages.join(', ')}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}

async function aptInstall(asRoot, packages) {
  const [program, ...before] = [...asRoot, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const apt = (...args) => runTool(program, [...before, '-o', 'DPkg::Lock::Timeout=300', '-qq', ...args]);
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', ...packages);
}

async function rootPrefix() {
  if (process.getuid() === 0) return [];
  return runTool('sudo', ['-n', 'true']).then(
    () => ['sudo', '-n'],
    () => undefined,
  );
}
