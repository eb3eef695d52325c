/** Moves the execution point to the beginning of a frame; the frames above it are dropped, and nothing runs. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { type Moved, notStanding } from './moved';
import type { RewindPort } from './rewindPort';

const PATIENCE = 5_000;

/** @param depth how many frames are below it on the stack */
export async function restartFrame(port: RewindPort, frame: Dap.StackFrame, depth: number): Promise<Moved> {
  const arrival = await port.move('restartFrame', { frameId: frame.id }, PATIENCE);
  if (arrival.kind !== 'standing') return notStanding(arrival);
  const stands = arrival.stack[0];
  if (arrival.stack.length - 1 === depth && stands?.name === frame.name) return { kind: 'reached', standing: arrival };
  return {
    kind: 'short',
    reason: `the debugger did not stop at the beginning of ${frame.name}`,
    standing: arrival,
  };
}
