// Runs one level in a process of its own, prints what happens in it, counts, and ends it when its time is over.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from './setUp.mjs';

/** Lets a level keep its screenshot and logs when its time is over. */
const LAST_SECONDS = 20;

/**
 * @param {string} level
 * @param {import('./levels.mjs').Level} limits
 * @param {string | undefined} grep
 * @returns {Promise<{ passed: number, failed: number, skipped: number }>}
 */
export async function watchLevel(level, { testSeconds, minutes }, grep) {
  const args = ['--import', 'tsx', 'test/host/runLevel.ts', level, String(testSeconds * 1000), ...(grep ? [grep] : [])];
  const child = spawn(process.execPath, args, {
    cwd: REPOSITORY,
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    // A group of its own: the terminal's Ctrl-C reaches it through this process alone, and it can be ended as a whole.
    detached: true,
  });
  const report = new LevelReport();
  child.on('message', (event) => report.tell(event));

  const timer = setTimeout(() => timeIsOver(child, report, minutes), minutes * 60_000);
  const interrupt = (signal) => {
    endGroup(child, 'SIGTERM');
    console.log(`\nInterrupted by ${signal}.`);
    process.exit(130);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.once(signal, interrupt);
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve('an error'));
    child.once('close', (exit, signal) => resolve(exit ?? signal));
  });
  for (const signal of signals) process.off(signal, interrupt);
  clearTimeout(timer);

  if (code !== 0 && report.failed === 0) report.fail(`The level ended with ${code}. It was running: ${report.current}`);
  if (!grep && report.passed + report.failed + report.skipped === 0) report.fail('The level ran no test.');
  report.summarize();
  return report;
}

class LevelReport {
  passed = 0;
  failed = 0;
  skipped = 0;
  /** The test, or hook, that began last. */
  current = 'none has begun';
  #start = performance.now();

  tell(event) {
    switch (event.kind) {
      case 'begin':
        this.current = event.title;
        return;
      case 'passed':
        this.passed += 1;
        console.log(`  ✓ ${event.title}${event.milliseconds >= 100 ? ` (${event.milliseconds} ms)` : ''}`);
        return;
      case 'skipped':
        this.skipped += 1;
        console.log(`  - ${event.title}`);
        return;
      case 'failed':
        this.fail(`${event.title}\n${event.error.replace(/^/gm, '    ')}`);
        return;
      case 'note':
        console.log(`    ${event.text}`);
        return;
    }
  }

  fail(text) {
    this.failed += 1;
    console.log(`  ✗ ${text}`);
  }

  summarize() {
    const seconds = ((performance.now() - this.#start) / 1000).toFixed(1);
    console.log(`  ${this.passed} passed, ${this.failed} failed, ${this.skipped} skipped in ${seconds} s`);
  }
}

function timeIsOver(child, report, minutes) {
  report.fail(`The level took longer than ${minutes} minutes. It was running: ${report.current}`);
  child.send('time-is-over', () => {});
  setTimeout(() => endGroup(child, 'SIGKILL'), LAST_SECONDS * 1000).unref();
}

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}
