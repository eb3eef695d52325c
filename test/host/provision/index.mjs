// Sets up what the tests and the demo run in: VS Code, a browser, debug adapters. It runs before the project's own npm
// packages are there, so it is JavaScript that needs Node alone.
import { findChromium } from './chromium.mjs';
import { installDebianPackages } from './debian.mjs';
import { CXX, LLDB, PYTHON, hasCompiler, hasDebugpy, hasLldb, lldbEnvironment } from './debuggers.mjs';
import { provisionVSCode } from './vscode.mjs';

/** @typedef {import('./index.d.mts').TestHostPlaces} TestHostPlaces */

/**
 * Gives VS Code and Chromium, and sets up what is missing of them.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<TestHostPlaces>}
 */
export async function provisionHost(log) {
  const [vscode, chromium] = await allOrFirstError([provisionVSCode(log), provisionChromium(log)]);
  return { ...vscode, chromium };
}

/**
 * Gives the debug adapters and the C++ compiler that come from Debian, and installs what is missing of them.
 *
 * @param {(line: string) => void} log
 */
export async function provisionDebuggers(log) {
  const missing = [
    ...((await hasDebugpy()) ? [] : ['python3-debugpy']),
    ...(hasLldb() ? [] : ['lldb-14']),
    ...(hasCompiler() ? [] : ['g++']),
  ];
  if (missing.length > 0) {
    await installDebianPackages(missing, `The tests of Python and C++ debugging need ${missing.join(' and ')}`, log);
  }
  return { python: PYTHON, lldb: LLDB, lldbEnvironment: lldbEnvironment(), compiler: CXX };
}

async function provisionChromium(log) {
  const found = findChromium();
  if (found !== undefined) return found;
  await installDebianPackages(
    ['chromium', 'fonts-dejavu-core'],
    'The page tests and the demo need Chromium (or CHROME_PATH naming one)',
    log,
  );
  const installed = findChromium();
  if (installed === undefined) throw new Error('Debian\'s chromium was installed, and no "chromium" is on the path.');
  return installed;
}

/** Lets every part come to its end, so that no half-done work goes on behind an error, then reports the first error. */
async function allOrFirstError(parts) {
  const results = await Promise.allSettled(parts);
  const failed = results.find(({ status }) => status === 'rejected');
  if (failed) throw failed.reason;
  return results.map(({ value }) => value);
}
