// Installs a folder's locked packages into a per-user cache, once, so that a second clone reuses them and the product's
// own packages stay few. An optional package
// that cannot be had here is left out.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const CACHE = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'savepoint-test-tools');

/**
 * @param {string} folder Holds `package.json`, `package-lock.json` and `.npmrc`.
 * @param {string} name Names it in the cache, beside a digest of the lock file.
 * @returns {string} The folder that holds its `node_modules`.
 */
export function provision(folder, name) {
  const digest = createHash('sha256')
    .update(readFileSync(join(folder, 'package-lock.json')))
    .digest('hex')
    .slice(0, 12);
  const place = join(CACHE, `${name}-${process.platform}-${process.arch}-${digest}`);
  if (existsSync(place)) return place;
  mkdirSync(CACHE, { recursive: true });
  const draft = mkdtempSync(join(CACHE, `${name}-`));
  for (const file of ['package.json', 'package-lock.json', '.npmrc']) cpSync(join(folder, file), join(draft, file));
  console.error(`Installing what ${name} needs, once, into ${CACHE} ...`);
  npm(['install', '--no-save'], draft);
  // Whoever comes second keeps the first one's.
  if (existsSync(place)) rmSync(draft, { recursive: true });
  else renameSync(draft, place);
  return place;
}

function npm(args, cwd) {
  const { status, stderr } = spawnSync('npm', args, { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ${args.join(' ')} failed.\n${stderr}`);
}
