// `npm run demo`: sets up all that the demo needs, then plays it in a real VS Code. With `--headless` it ends there; without, it
// leaves a VS Code to try it in.
import { spawn } from 'node:child_process';
import { REPOSITORY, setUp } from './host/setUp.mjs';

try {
  await setUp(new Set(['build', 'host']), (line) => console.log(`set-up: ${line}`));
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const demo = spawn(process.execPath, ['--import', 'tsx', 'test/demo/demo.ts', ...process.argv.slice(2)], {
  cwd: REPOSITORY,
  stdio: ['ignore', 'inherit', 'inherit'],
});
// Ctrl-C reaches the demo too, which then cleans up; this process only waits for that.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => demo.kill('SIGTERM'));
demo.on('close', (code) => process.exit(code ?? 1));
