/** Moves the execution point within the paused frame; nothing runs. Whether the language allows the jump, it says itself. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import { type Moved, notStanding } from './moved';
import type { RewindPort } from './rewindPort';

/** A jump runs nothing, so an adapter that does not report the stop in this many milliseconds is not to be waited for. */
const PATIENCE = 5_000;

export async function gotoLine(
  port: RewindPort,
  threadId: number,
  frame: Dap.StackFrame,
  line: number,
): Promise<Moved> {
  if (frame.source === undefined) return { kind: 'refused', reason: 'the source of the paused function is not known' };
  const { targets } = await port.request('gotoTargets', { source: frame.source, line });
  const target = targets.find((candidate) => candidate.line === line);
  if (target === undefined) return { kind: 'refused', reason: `the debugger knows no place to go to in line ${line}` };
  const arrival = await port.move('goto', { threadId, targetId: target.id }, PATIENCE);
  if (arrival.kind !== 'standing') return notStanding(arrival);
  const stands = arrival.stack[0];
  if (stands?.line === line && stands.name === frame.name) return { kind: 'reached', standing: arrival };
  return { kind: 'short', reason: `the debugger went to line ${stands?.line ?? 'unknown'} instead`, standing: arrival };
}
