/** A moment that the debuggee can be brought back to. */
import type { CapturedFrame } from '../value';

export interface Moment {
  readonly version: number;
  readonly epoch: number;
  readonly frames: readonly CapturedFrame[];
}
