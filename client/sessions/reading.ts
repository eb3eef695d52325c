/** What was read of a debuggee at one stop, and what is needed to write there. */
import type { Location } from '../../server/protocol';
import type { Capture } from '../../server/value';
import type { FrameToCapture, RestoreRequest } from '../debuggee/debuggee';
import type { Stop } from './stops';

export interface Reading {
  readonly stop: Stop;
  readonly capture: Capture;
  /** The adapter's frames, in the order of the captured ones. */
  readonly frames: readonly FrameToCapture[];
}

/** Where the program stands; undefined where its source is not known. */
export function locationOf({ capture, frames }: Reading): Location | undefined {
  const [frame] = capture.frames;
  if (frame?.source === undefined) return undefined;
  const column = frames[0]?.column;
  return { source: frame.source, line: frame.line, ...(column !== undefined && { column }), function: frame.function };
}

/** The frames that bindings are written through. */
export function framesToWrite({ capture, frames }: Reading): RestoreRequest['frames'] {
  return capture.frames.flatMap(({ activation }, index) => {
    const frameId = frames[index]?.frameId;
    return frameId === undefined ? [] : [{ frameId, activation }];
  });
}
