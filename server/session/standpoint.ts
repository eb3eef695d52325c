/** Where the program stood at a moment, and whether that call is on the present stack. */
import type { Standpoint } from '../protocol';
import type { Moment } from './moment';
import type { Session } from './session';

/** Null where nothing is known of it. */
export function standpointOf({ heap }: Session, { frames, column }: Moment): Standpoint | null {
  const [frame] = frames;
  if (frame === undefined) return null;
  const call = heap.isOnStack(frame.activation)
    ? 'same'
    : heap.doubtfulFrame(frame.activation) === undefined
      ? 'gone'
      : 'doubtful';
  return { frame, call, ...(column !== undefined && { column }) };
}
