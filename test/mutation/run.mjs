// `npm run test:mutation`: mutates server/store and says which mutants no test noticed. On demand: it takes long; one part
// of it is had by `-- --mutate server/store/log.ts`.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { provision } from '../bench/provision.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const tools = provision(HERE, 'mutation');
const { status } = spawnSync(
  process.execPath,
  [
    join(tools, 'node_modules', '@stryker-mutator', 'core', 'bin', 'stryker.js'),
    'run',
    join(HERE, 'stryker.config.json'),
    ...process.argv.slice(2),
  ],
  { cwd: join(HERE, '..', '..'), stdio: 'inherit', env: { STORE_ITERATIONS: '400', ...process.env } },
);
process.exitCode = status ?? 1;
