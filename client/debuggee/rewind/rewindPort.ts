/** The debug session as far as rewinding needs it: requests, and what becomes of the program that they set going. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapRequests } from '../dap';
import type { DapPort } from '../debuggee';

/** Requests after which the program runs, if only for a moment. */
export type MovingCommand = 'goto' | 'restartFrame' | 'next' | 'stepIn' | 'stepOut' | 'continue' | 'pause';

export type Arrival =
  /** It stands again. */
  | Standing
  /** The adapter turned the request down, so the program has not moved. */
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'ended' }
  /** It was not seen to stand again in time. */
  | { readonly kind: 'running' };

export interface Standing {
  readonly kind: 'standing';
  /** The adapter's reason for the stop: `step`, `breakpoint`, `frame_entry`, `goto`, … */
  readonly reason: string;
  readonly threadId: number;
  /** The paused frame first. */
  readonly stack: readonly Dap.StackFrame[];
}

export interface RewindPort extends DapPort {
  /** Sends a request that sets the program going, and waits for what comes of it, `milliseconds` at most. */
  move<C extends MovingCommand>(command: C, args: DapRequests[C]['arguments'], milliseconds: number): Promise<Arrival>;
}
