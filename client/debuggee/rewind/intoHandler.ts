/**
 * Takes a program that stands on an exception into the handler that meets it: from there its execution point can be moved. It
 * runs what callees clean up on the way.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { type Moved, notStanding } from './moved';
import type { RewindPort } from './rewindPort';

const PATIENCE = 5_000;

/** @param depth how many frames are below the frame on the stack: the handler is to be in it, or above it */
export async function intoHandler(
  port: RewindPort,
  threadId: number,
  { name }: Dap.StackFrame,
  depth: number,
): Promise<Moved> {
  const arrival = await port.move('next', { threadId }, PATIENCE);
  if (arrival.kind !== 'standing') return notStanding(arrival);
  const { reason, stack } = arrival;
  if (reason !== 'exception' && stack[stack.length - 1 - depth]?.name === name)
    return { kind: 'reached', standing: arrival };
  return { kind: 'short', reason: `the exception was not caught in ${name}`, standing: arrival };
}
