// What is measured in debuggees of their own, which run with the flags that programs run with.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Result } from './bench';

export function debuggee(report: (result: Result) => void): void {
  const script = fileURLToPath(new URL('debuggee-javascript.mjs', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', script], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`The debuggee ended with ${status ?? 'a signal'}.`);
  for (const line of stdout.trim().split('\n')) report(JSON.parse(line) as Result);
}
