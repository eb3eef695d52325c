// `npm run bench`: bundles the benchmark with the store as shipped, and runs it under one Node that all peers work with.
// `npm run bench -- debuggee`: the probes instead, in plain Node and CPython, and then as `editor`.
// `npm run bench -- editor`: what a person waits for, in a real VS Code.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { probeBundle } from '../../client/debuggee/javascript/probeBundle.mjs';
import { REPOSITORY, setUp } from '../host/setUp.mjs';
import { provision } from './provision.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
if (process.argv[2] === 'editor') process.exit(await inEditor());
const tools = provision(join(HERE, 'peers'), 'bench');
const { build } = createRequire(join(tools, 'package.json'))('esbuild');
const out = join(HERE, '..', '..', 'dist', 'bench');
await build({
  entryPoints: [join(HERE, 'bench.ts'), join(HERE, 'debuggee-javascript.ts')],
  outdir: out,
  outExtension: { '.js': '.mjs' },
  plugins: [probeBundle],
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  // As the extension itself is bundled.
  mainFields: ['module', 'main'],
  logLevel: 'error',
});
const provisioned = join(tools, 'node_modules', 'node', 'bin', 'node');
const node = existsSync(provisioned) ? provisioned : process.execPath;
// Compiling on the measuring thread keeps other processes from deciding when code gets fast.
const flags = ['--expose-gc', '--no-concurrent-recompilation', '--max-old-space-size=8192'];

/** Runs the benchmark under one Node and returns its exit status. */
function run(under, ...options) {
  return (
    spawnSync(under, [...flags, join(out, 'bench.mjs'), tools, ...process.argv.slice(2), ...options], {
      stdio: 'inherit',
    }).status ?? 1
  );
}

/** True where a Node can open a database of a compiled package. */
function runsBetterSqlite(under) {
  const script = "new (require('better-sqlite3'))(':memory:')";
  return spawnSync(under, ['-e', script], { cwd: tools, stdio: 'ignore' }).status === 0;
}

// better-sqlite3 is compiled for the Node that installs it, which is not always the one that has `node:sqlite`: it and the
// store are then compared under its own.
const apart = !runsBetterSqlite(node) && runsBetterSqlite(process.execPath);
process.exitCode = apart
  ? Math.max(run(node, '--except=better-sqlite3'), run(process.execPath, '--only=better-sqlite3'))
  : run(node);

if (process.argv.includes('debuggee')) {
  const python = spawnSync('python3', ['-B', join(HERE, 'debuggee-python.py')], { stdio: 'inherit' });
  if (python.error) console.log(`skipped: the Python probe: ${python.error.message}`);
  process.exitCode ||= python.status ?? 0;
}
if (process.argv.includes('debuggee')) process.exitCode ||= await inEditor();

async function inEditor() {
  await setUp(new Set(['build', 'host']), (line) => console.error(`set-up: ${line}`));
  const run = ['--import', 'tsx', join(HERE, 'editor', 'run.ts')];
  return spawnSync(process.execPath, run, { stdio: 'inherit', cwd: REPOSITORY }).status ?? 1;
}
