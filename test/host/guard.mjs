// Starts VS Code's server and makes sure that nothing of it outlives the tests: when standard input ends, because the
// host asks for it or because the host's process is gone in whatever way, every process that carries the mark in its
// environment (server, extension hosts, debug adapters, debuggees) is killed and the host's folder is removed.
//
//   node guard.mjs MARK FOLDER PROGRAM ARGUMENT...
import { spawn } from 'node:child_process';
import { readFileSync, readdirSync, rmSync } from 'node:fs';

const [mark, folder, program, ...args] = process.argv.slice(2);
const entry = `SAVEPOINT_TEST_HOST=${mark}`;
const environment = { ...process.env, SAVEPOINT_TEST_HOST: mark };

const server = spawn(program, args, { env: environment, stdio: ['ignore', 'inherit', 'inherit'] });
const ended = new Promise((resolve) => server.on('close', resolve));
server.on('error', (error) => console.error(error.message));

process.stdin.resume().on('end', end).on('error', end);
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

async function end() {
  // A process may fork while it is being looked for; its child is found in the next round.
  for (let killed = true; killed;) killed = killMarked();
  await ended;
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exit(0);
}

function killMarked() {
  const marked = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && isMarked(name));
  for (const id of marked) {
    try {
      process.kill(Number(id), 'SIGKILL');
    } catch {
      // It ended by itself in the meantime.
    }
  }
  return marked.length > 0;
}

function isMarked(id) {
  try {
    return readFileSync(`/proc/${id}/environ`, 'latin1').split('\0').includes(entry);
  } catch {
    return false;
  }
}
