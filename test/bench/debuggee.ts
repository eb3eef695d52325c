// What is measured in debuggees of their own, which run with the flags that programs run with.

import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Result } from './bench';
import type { DebuggeeRun, Took } from './debuggee-javascript';
import { median, ofRounds } from './measure';

const OBJECTS = 100_000;
const RUNS = 7;

export function debuggee(report: (result: Result) => void): void {
  const runs = Array.from({ length: RUNS }, (_, run) => runOnce(run % 2 === 0 ? 'clone first' : 'savepoint first'));
  const compare = (title: string, ours: keyof Times, theirs: keyof Times, timesAsLong: number): void => {
    const rounds = (time: keyof Took) => runs.map((run) => ({ ours: run[ours][time], theirs: run[theirs][time] }));
    const described = { peer: 'structuredClone', size: OBJECTS, unit: 'ms' } as const;
    report({ name: `JavaScript: ${title}`, ...described, ...ofRounds(rounds('elapsed'), { timesAsLong }) });
    const name = `JavaScript: ${title}: processor time of all threads`;
    report({ name, ...described, ...ofRounds(rounds('processor'), { timesAsLong }) });
  };
  compare('first savepoint, the probe brought in', 'first', 'firstClone', 1);
  compare('next savepoint, 10 changes', 'next', 'clone', 0.8);
  compare('rollback of 10 changes', 'rollback', 'clone', 0.8);
  compare('rollback of 10 changes where something was evaluated since', 'rollbackUnread', 'clone', 0.8);
  report({
    name: 'kept per further savepoint, 10 changes',
    peer: 'none',
    size: OBJECTS,
    ours: median(runs.map(({ bytes }) => bytes)),
    unit: 'bytes',
    goal: '<= 20000',
  });
}

type Times = Omit<DebuggeeRun, 'bytes'>;

function runOnce(order: 'clone first' | 'savepoint first'): DebuggeeRun {
  const script = fileURLToPath(new URL('debuggee-javascript.mjs', import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, ['--expose-gc', script, order], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (status !== 0) throw new Error(`The debuggee ended with ${status ?? 'a signal'}.`);
  return JSON.parse(stdout) as DebuggeeRun;
}
