/**
 * Which move would bring the program back to where it stood at a savepoint, or why none can. Pure; whether the debugger
 * then does it is for the move itself to see.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { RewindPlan, Standpoint } from '../../../server/protocol';
import type { RewindWay } from './way';

export interface MoveRequest {
  readonly way: RewindWay;
  /** The debugger's type, for sentences. */
  readonly debugger: string;
  readonly to: 'frame' | 'line';
  /** Where the program stood at the savepoint; undefined where that is not known. */
  readonly standpoint: Standpoint | undefined;
  /** Whether a call that may be another one than the savepoint's is taken for it. */
  readonly calls: 'proved' | 'assumed';
  /** Whether it stands on one, and if so, whether a handler meets it in that call or above, or it leaves the call. */
  readonly exception: 'none' | 'met' | 'leaves';
  /** The present stack, the paused frame first. */
  readonly stack: readonly Dap.StackFrame[];
}

export function planMove(request: MoveRequest): RewindPlan {
  const { way, to, standpoint, calls, exception, stack } = request;
  if (way === 'none') return refused(`the debugger '${request.debugger}' can neither go to a line nor restart a frame`);
  if (standpoint === undefined) return refused('it is not known where the program stood then');
  const { frame, call, column } = standpoint;
  const name = frame.function === '' ? 'the function' : `'${frame.function}'`;
  if (call === 'gone') return refused(`the call of ${name} that it stood in has returned`);
  if (call === 'doubtful' && calls === 'proved')
    return { ...refused(`it cannot be shown that this is the same call of ${name} as then`), unless: 'assumed' };
  const above = stack.length - 1 - frame.depth;
  const present = stack[above];
  if (present === undefined) return refused(`the call of ${name} that it stood in is not on the stack`);
  const place = { function: frame.function, ...(frame.source !== undefined && { source: frame.source }) };
  const goal = { ...place, ...(to === 'line' && { line: frame.line }) };
  const from = exception === 'met' ? ({ from: 'exception' } as const) : {};
  if (way === 'goto') {
    if (to === 'frame') return refused('this debugger goes to lines, and cannot tell where a function begins');
    if (above > 0)
      return refused(
        `it stood in ${name}, and this debugger moves within the paused function alone: step out to it first`,
      );
    return exception === 'leaves' ? notCaught(name) : { kind: 'goto', ...place, line: frame.line, ...from };
  }
  const isThere = above === 0 && present.line === frame.line && (column === undefined || present.column === column);
  if (to === 'line' && isThere) return { kind: 'stay', ...place, line: frame.line };
  if (present.canRestart === false)
    return refused(`the debugger cannot restart ${name}, as with asynchronous functions and generators`);
  return exception === 'leaves' ? notCaught(name) : { kind: 'restart', ...goal, dropsFrames: above, ...from };
}

/** Python refuses to jump while an exception is on its way, and V8 ends the program where a function is entered anew then. */
function notCaught(name: string): RewindPlan {
  return refused(`it stands on an exception that ${name} does not catch, which no debugger takes back`);
}

function refused(reason: string): Extract<RewindPlan, { kind: 'refused' }> {
  return { kind: 'refused', reason };
}
