/** Turns a mocha run into test events. It prints nothing: the runner does. */
import { stripVTControlCharacters } from 'node:util';
import type Mocha from 'mocha';
import type { TellTestEvent } from './testEvent';

export function reporterTo(tell: TellTestEvent): Mocha.ReporterConstructor {
  return function (runner: Mocha.Runner) {
    report(tell, runner);
  } as unknown as Mocha.ReporterConstructor;
}

function report(tell: TellTestEvent, runner: Mocha.Runner): void {
  runner.on('test', (test) => {
    tell({ kind: 'begin', title: test.fullTitle() });
  });
  runner.on('hook', (hook) => {
    tell({ kind: 'begin', title: hook.fullTitle() });
  });
  runner.on('pass', (test) => {
    tell({ kind: 'passed', title: test.fullTitle(), milliseconds: test.duration ?? 0 });
  });
  runner.on('fail', (test, error: unknown) => {
    tell({ kind: 'failed', title: test.fullTitle(), error: stripVTControlCharacters(describeError(error)) });
  });
  runner.on('pending', (test) => {
    tell({ kind: 'skipped', title: test.fullTitle() });
  });
}

/** The stack, which begins with the message, and the stacks of the causes. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const own = error.stack?.includes(error.message) ? error.stack : `${error.message}\n${error.stack ?? ''}`;
  return error.cause === undefined ? own : `${own}\nCaused by: ${describeError(error.cause)}`;
}
