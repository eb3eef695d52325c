/** The moments of a session that are kept, so that the debuggee can be brought back to them. */
import type { Savepoint } from '../protocol';
import type { CapturedFrame } from '../value';

/** A moment that the debuggee can be brought back to. */
export interface Moment {
  readonly version: number;
  readonly epoch: number;
  readonly frames: readonly CapturedFrame[];
  /** Where in its line the paused frame stood, 1-based, if that is known. */
  readonly column?: number;
}

/** A savepoint, the user's or an automatic one, and the moment that it brings back. */
export interface KeptMoment {
  readonly savepoint: Savepoint;
  readonly moment: Moment;
}
