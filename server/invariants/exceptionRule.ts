/** Checks a rule about exceptions: whether the program stopped on one that it is about. */
import picomatch from 'picomatch';
import type { StopException } from '../protocol';
import type { Outcome } from './judge';
import type { ExceptionRule } from './rule';

const LONGEST = 200;

export function checkExceptionRule({ exceptions }: ExceptionRule, stop: StopException | undefined): Outcome {
  if (stop === undefined) return { status: 'held', detail: 'the program did not stop on an exception' };
  const { type, message } = stop;
  if (!exceptions.some((glob) => picomatch.isMatch(type, glob)))
    return { status: 'held', detail: `${type} is not ${exceptions.join(' or ')}` };
  return { status: 'violated', detail: describe(type, message) };
}

/** `TypeError: x is not a function`, on one line and without its full stop. */
function describe(type: string, message: string): string {
  const line = message.trim().replace(/\s+/gu, ' ').replace(/\.$/u, '');
  const whole = line === '' || line.startsWith(type) ? line || type : `${type}: ${line}`;
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 1)}…`;
}
