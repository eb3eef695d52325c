/**
 * A capture whose answer has not come. The probe tells what differs from its reading before, whether that has reached anybody or
 * not: what was found is asked for once more before the next capture, and told with it.
 */
import type { Capture } from '../../../server/value';
import { type Packed, unpackReading } from '../packedReading';
import { isProbeGone } from './reply';
import type { Texts } from './texts';

export class Unanswered {
  #epoch: number | undefined;

  /** A probe that is brought in anew knows nothing of what an earlier one found, and finds it again. */
  forget(): void {
    this.#epoch = undefined;
  }

  /** Whatever a capture of that epoch has failed by, it may have been made. */
  note(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Undefined where nothing is missing. Rejects where the probe cannot be asked: then it still is. */
  async recover(evaluate: (text: string) => Promise<unknown>, texts: Texts): Promise<Capture | undefined> {
    const epoch = this.#epoch;
    if (epoch === undefined) return undefined;
    const told = await evaluate(texts.told(epoch)).catch((error: unknown) => {
      if (!isProbeGone(error)) throw error;
    });
    this.#epoch = undefined;
    return told === undefined ? undefined : unpackReading(told as Packed<Capture>);
  }
}

/** Both, as if they were one reading. */
export function told(earlier: Capture | undefined, now: Capture): Capture {
  if (earlier === undefined) return now;
  return {
    ...now,
    objects: [...earlier.objects, ...now.objects],
    changes: [...earlier.changes, ...now.changes],
  };
}
