/** The paused stack: which of its frames are captured, and which calls stepping shows to be the same as before. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { CapturedFrame } from '../../server/value';
import type { FrameToCapture } from '../debuggee/debuggee';

/**
 * The real frames of the stack, the paused one first: without what the adapter shows of the asynchronous past, or as debugpy
 * does, of the exceptions that the one it stopped on came from.
 */
export function realFrames(stackFrames: readonly Dap.StackFrame[]): readonly Dap.StackFrame[] {
  const end = stackFrames.findIndex(
    ({ presentationHint, name }) => presentationHint === 'label' || name.startsWith('[Chained Exc: '),
  );
  return end < 0 ? stackFrames : stackFrames.slice(0, end);
}

/** The paused frame and its callers in the user's own code, at most `limit` in all. */
export function framesToCapture(
  stack: readonly Dap.StackFrame[],
  limit: number,
  readSource: (source: Dap.Source | undefined) => Promise<string | undefined>,
): FrameToCapture[] {
  return stack
    .map((frame, index) => ({ frame, depth: stack.length - 1 - index }))
    .filter(({ frame }, index) => index === 0 || isUserCode(frame))
    .slice(0, Math.max(1, limit))
    .map(({ frame, depth }) => frameToCapture(frame, depth, readSource));
}

export function frameToCapture(
  frame: Dap.StackFrame,
  depth: number,
  readSource: (source: Dap.Source | undefined) => Promise<string | undefined>,
): FrameToCapture {
  return {
    frameId: frame.id,
    function: functionName(frame.name),
    ...sourceOf(frame),
    readSource: () => readSource(frame.source),
    line: frame.line,
    column: frame.column,
    depth,
  };
}

/** The file of a frame. Where VS Code's window is on another machine, it puts its uris in the place of paths. */
export function sourceOf({ source }: Dap.StackFrame): { readonly source?: string } {
  if (source?.path === undefined) return {};
  const remote = /^vscode-remote:\/\/[^/]+(?<path>\/.*)$/u.exec(source.path)?.groups?.['path'];
  return { source: remote === undefined ? source.path : decodeURIComponent(remote) };
}

/** Adapters dim what is not the user's: their runtime's internals, and what is skipped by setting. */
export function isUserCode({ presentationHint, source }: Dap.StackFrame): boolean {
  if (presentationHint === 'subtle' || source === undefined) return false;
  if (source.presentationHint === 'deemphasize' || isElsewhere(source)) return false;
  return !/[\\/]node_modules[\\/]|<node_internals>/.test(source.path ?? '');
}

/**
 * A relative path is from where a library was built, such as the C library's `csu/libc-start.c`, and nobody has the file. The
 * variables of such frames lie optimized away and lead to rubbish without end. `<string>` is no path.
 */
function isElsewhere({ path, sourceReference = 0 }: Dap.Source): boolean {
  return path !== undefined && sourceReference === 0 && !/^(?:[\\/<]|[a-z][a-z\d+.-]*:)/i.test(path);
}

/** js-debug's names can carry a receiver and "async": `async Bank.transfer` is the function `Bank.transfer`. */
export function functionName(name: string): string {
  return name.replace(/^async /, '');
}

/** A call that was captured, and where it stood when the program was last seen standing. */
export interface SeenCall extends Pick<CapturedFrame, 'activation' | 'function' | 'source' | 'line' | 'depth'> {
  readonly isTop: boolean;
}

/** How the program came to stand where it does. */
export interface Arrival {
  /** The adapter's reason for the stop: `step`, `breakpoint`, … */
  readonly reason: string;
  /** The request that set the program going before it stopped here. */
  readonly after: string | undefined;
}

/** What is known of the debuggee beside its stack. */
export interface SteppedProgram {
  /** As `Debuggee.stepsEndAtEntries`. */
  readonly stepsEndAtEntries: boolean;
  readonly mayHaveJustBegun: (frame: Dap.StackFrame) => Promise<boolean>;
}

/**
 * The calls of which a step shows that they go on, of those that were seen at the stop before.
 *
 * A step over, into or out of the paused frame ends in that frame, in a callee or in a caller: every call below the
 * place where it ends is the same as before. The paused frame itself may have returned and have been called again by
 * code that is stepped through unseen; but that would end at the function's beginning, and not further down than the
 * step began. An exception that ends a step does so in these calls as well, where steps end at entries. After anything
 * else, nothing is shown.
 */
export async function continuingCalls(
  seen: readonly SeenCall[],
  stop: Arrival,
  stack: readonly Dap.StackFrame[],
  { stepsEndAtEntries, mayHaveJustBegun }: SteppedProgram,
): Promise<readonly SeenCall[]> {
  if (!isStepEnd(stop, stepsEndAtEntries)) return [];
  const going: SeenCall[] = [];
  for (const call of seen) {
    const frame = stack[stack.length - 1 - call.depth];
    if (frame === undefined || functionName(frame.name) !== call.function || sourceOf(frame).source !== call.source)
      continue;
    const isTop = call.depth === stack.length - 1;
    if (call.isTop && isTop && frame.line <= call.line && (await mayHaveJustBegun(frame))) continue;
    going.push({ ...call, line: frame.line, isTop });
  }
  return going;
}

function isStepEnd({ reason, after = '' }: Arrival, stepsEndAtEntries: boolean): boolean {
  if (reason === 'step') return STEPS.has(after);
  // A step out passes over entries until the call is over.
  return reason === 'exception' && stepsEndAtEntries && (after === 'next' || after === 'stepIn');
}

const STEPS = new Set(['next', 'stepIn', 'stepOut']);
