/**
 * Runs a frame on from where it stands to a line, step by step, so that nobody's breakpoints have to be touched. Calls
 * that the lines make are run through; breakpoints on the way are passed over, exceptions are not.
 */
import { type Moved, notStanding } from './moved';
import type { RewindPort, Standing } from './rewindPort';

export interface Run {
  /** The line to reach, of the frame that has `depth` frames below it. */
  readonly line: number;
  readonly depth: number;
  /** For all steps together. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

/** @param from a stop in that frame */
export async function runToLine(port: RewindPort, from: Standing, run: Run): Promise<Moved> {
  const end = performance.now() + run.milliseconds;
  let standing = from;
  for (;;) {
    const { stack, threadId } = standing;
    const depth = stack.length - 1;
    if (depth === run.depth && stack[0]?.line === run.line) return { kind: 'reached', standing };
    const reason = whyNotOn(standing, run) ?? (performance.now() > end ? tooLong(run) : undefined);
    if (reason !== undefined) return { kind: 'short', reason, standing };
    const left = Math.max(1, end - performance.now());
    const arrival = await port.move(depth > run.depth ? 'stepOut' : 'next', { threadId }, left);
    if (arrival.kind === 'standing') standing = arrival;
    else return arrival.kind === 'running' ? pauseAt(port, threadId, run) : failedStep(arrival, standing);
  }
}

/** Reasons for a stop that do not keep a run from going on; adapters name further ones for what a person or a fault caused. */
const PASSED = new Set(['step', 'breakpoint', 'function breakpoint', 'frame_entry', 'goto', 'debugger statement']);

function whyNotOn({ reason, stack }: Standing, run: Run): string | undefined {
  if (run.signal.aborted) return 'it was cancelled';
  if (stack.length - 1 < run.depth) return `the function returned before it came to line ${run.line}`;
  if (reason === 'exception') return `an exception was thrown before line ${run.line}`;
  return PASSED.has(reason) ? undefined : `the program was stopped before line ${run.line} (${reason})`;
}

function tooLong({ line, milliseconds }: Run): string {
  return `line ${line} was not reached within ${milliseconds / 1_000} s`;
}

/** A line of the way takes longer than there is time: the program is asked to stand, so that it can be seen where. */
async function pauseAt(port: RewindPort, threadId: number, run: Run): Promise<Moved> {
  const arrival = await port.move('pause', { threadId }, 2_000);
  if (arrival.kind === 'standing') return { kind: 'short', reason: tooLong(run), standing: arrival };
  return { kind: 'short', reason: `${tooLong(run)}, and the program may still be running` };
}

function failedStep(arrival: Parameters<typeof notStanding>[0], standing: Standing): Moved {
  const failed = notStanding(arrival);
  // The step was turned down, but the frame had been restarted before it.
  return failed.kind === 'refused' ? { kind: 'short', reason: failed.reason, standing } : failed;
}
