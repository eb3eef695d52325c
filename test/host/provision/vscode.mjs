// A real VS Code with the Node that it needs, from npm packages alone, once per user: the first to need it builds it in a
// folder beside its place and renames it when it is complete; everybody after that finds it.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { withLock } from './lock.mjs';
import { CODE_SERVER, NODE, VSCODE } from './pins.mjs';
import { runTool } from './runTool.mjs';

/** What VS Code's server declares and the tests never touch: its agents, dev containers, Windows. Half of its size. */
const LEFT_OUT = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'kerberos',
  'ssh2',
];

/**
 * Gives the place of VS Code's server and of its Node, and builds them if this user has none at these versions.
 *
 * @param {(line: string) => void} log
 * @returns {Promise<{ node: string, server: string, version: string }>} `server` is the folder that holds `out/server-main.js`.
 */
export async function provisionVSCode(log) {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw new Error(`The test host runs on Linux, x64 or arm64; this is ${process.platform}, ${process.arch}.`);
  }
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'savepoint-test-host');
  const place = join(cache, key());
  if (!existsSync(place)) {
    await mkdir(cache, { recursive: true });
    const lock = createHash('sha256').update(place).digest('hex').slice(0, 32);
    await withLock(
      lock,
      async () => existsSync(place) || (await build(place, log)),
      () => log('waiting for another process that is setting up the same VS Code'),
    );
  }
  return { node: join(place, 'node/bin/node'), server: join(place, 'vscode'), version: VSCODE };
}

/** Names the versions and the recipe, so that a change of either is a new place and never a half-changed one. */
function key() {
  const recipe = createHash('sha256');
  for (const file of ['vscode.mjs', 'spdlog.mjs']) recipe.update(readFileSync(new URL(file, import.meta.url)));
  return `code-server-${CODE_SERVER}-node-${NODE}-${process.arch}-${recipe.digest('hex').slice(0, 8)}`;
}

async function build(place, log) {
  await removeUnfinished(place);
  const parts = await mkdtemp(`${place}.building-`);
  const removeParts = () => rm(parts, { recursive: true, force: true });
  try {
    await Promise.all([
      timed(log, `Node ${NODE}`, () => buildNode(parts)),
      timed(log, `VS Code ${VSCODE}`, () => buildServer(parts)),
    ]);
    await rename(parts, place);
  } catch (error) {
    await removeParts();
    throw error;
  }
}

/** What a killed process left behind; the lock says that nobody else is building. */
async function removeUnfinished(place) {
  const names = (await readdir(dirname(place))).filter((name) => name.startsWith(`${basename(place)}.building-`));
  for (const name of names) await rm(join(dirname(place), name), { recursive: true });
}

async function buildNode(parts) {
  const folder = join(parts, 'node');
  await unpack(`node-linux-${process.arch}@${NODE}`, folder, 'package/bin');
}

async function buildServer(parts) {
  const folder = join(parts, 'code-server');
  const server = join(parts, 'vscode');
  await unpack(`code-server@${CODE_SERVER}`, folder, 'package/lib/vscode');
  await rename(join(folder, 'lib/vscode'), server);
  await rm(folder, { recursive: true });
  await editJson(join(server, 'package.json'), ({ dependencies }) =>
    LEFT_OUT.forEach((name) => delete dependencies[name]),
  );
  // Nothing is compiled: what VS Code loads from these packages is either prebuilt in them or replaced below.
  await Promise.all([server, join(server, 'extensions')].map(installPackages));
  await replaceLogger(join(server, 'node_modules/@vscode/spdlog'));
}

async function replaceLogger(folder) {
  await copyFile(new URL('spdlog.mjs', import.meta.url), join(folder, 'index.mjs'));
  await editJson(join(folder, 'package.json'), (manifest) => (manifest.main = 'index.mjs'));
}

async function unpack(name, folder, inside) {
  await mkdir(folder);
  const packed = (await runTool('npm', ['pack', name, '--silent'], { cwd: folder })).trim().split('\n').at(-1);
  await runTool('tar', ['-xzf', packed, '--strip-components=1', '--no-same-owner', inside], { cwd: folder });
  await rm(join(folder, packed));
}

async function editJson(file, edit) {
  const content = JSON.parse(await readFile(file, 'utf8'));
  edit(content);
  await writeFile(file, JSON.stringify(content, undefined, 2));
}

function installPackages(cwd) {
  return runTool('npm', ['install', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd });
}

async function timed(log, what, work) {
  const start = performance.now();
  await work();
  log(`${what}: ${((performance.now() - start) / 1000).toFixed(1)} s`);
}
