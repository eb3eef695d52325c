/** What is known of writing to a debuggee: how it ended, whatever it has done by then. */
import type { Interruption, RollbackPlan } from '../../server/protocol';
import { SavepointError } from '../savepointError';
import type { Reader } from './reader';
import type { Reading } from './reading';
import { rollbackMilliseconds } from './settings';
import { within } from './within';

/** `F`: how a writer tells what failed. */
export interface Failures<F> {
  readonly failures: readonly F[];
}

export interface Written<F> extends Failures<F> {
  readonly interrupted?: Interruption;
}

export const NOTHING_FAILED = { failures: [] };

/** A writer that does not come to its end is no reason not to look at what it has done. */
export async function endOf<F>(write: () => Promise<Failures<F>>): Promise<Written<F>> {
  const limit = rollbackMilliseconds();
  try {
    const answer = await within(limit, write());
    if (answer.kind === 'answer') return answer.answer;
    const reason = `the debugger had not finished writing after ${Math.round(limit / 1_000)} seconds`;
    return { failures: [], interrupted: { kind: 'late', reason } };
  } catch (error) {
    return endedWith(error);
  }
}

export function endedWith(error: unknown): Written<never> {
  return { failures: [], interrupted: { kind: 'failed', reason: `writing ended with an error: ${messageOf(error)}` } };
}

/** The reading that says what the writes came to. */
export async function readBack(plan: RollbackPlan, reader: Pick<Reader, 'read'>): Promise<Reading> {
  try {
    return await reader.read();
  } catch (cause) {
    throw notReadBack(plan, cause);
  }
}

export function notReadBack({ target }: RollbackPlan, cause: unknown): SavepointError {
  return new SavepointError(
    'debuggee-failed',
    `The rollback to '${target}' was written but could not be read back, so what it did is unknown: ${messageOf(cause)}`,
    { cause },
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
