// Runs a program to its end, without standard input, and keeps what it printed for the error message.
import { spawn } from 'node:child_process';

/**
 * Resolves with what the program printed on standard output; rejects with the end of all it printed when it fails.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<string>}
 */
export function runTool(program, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    const printed = [];
    const standard = [];
    child.stdout.on('data', (chunk) => {
      standard.push(chunk);
      printed.push(chunk);
    });
    child.stderr.on('data', (chunk) => printed.push(chunk));
    child.on('error', (cause) => reject(new Error(`${program} could not be started: ${cause.message}`, { cause })));
    child.on('close', (code, signal) => {
      if (code === 0) return resolve(Buffer.concat(standard).toString());
      const tail = Buffer.concat(printed).toString().trimEnd().split('\n').slice(-30).join('\n');
      reject(new Error(`"${program} ${args.join(' ')}" ended with ${signal ?? code}:\n${tail}`));
    });
  });
}
