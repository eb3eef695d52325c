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
  /** What was asked for again, and is not told yet. */
  #found: Capture | undefined;

  /** A probe that is brought in anew knows nothing of what an earlier one found, and finds it again. */
  forget(): void {
    this.#epoch = undefined;
  }

  /** Whatever a capture of that epoch has failed by, it may have been made. */
  note(epoch: number): void {
    this.#epoch = epoch;
  }

  /** Asks for what is missing, if anything is. Rejects where the probe cannot be asked: then it still is. */
  async recover(evaluate: (text: string) => Promise<unknown>, texts: Texts): Promise<void> {
    const epoch = this.#epoch;
    if (epoch === undefined) return;
    const told = await evaluate(texts.told(epoch)).catch((error: unknown) => {
      if (!isProbeGone(error)) throw error;
    });
    this.#epoch = undefined;
    if (told !== undefined) this.#found = both(this.#found, unpackReading(told as Packed<Capture>));
  }

  /** A capture that is told now, with what was found before it and is not told yet. */
  tellWith(capture: Capture): Capture {
    const whole = both(this.#found, capture);
    this.#found = undefined;
    return whole;
  }
}

/** As if they were one reading. */
function both(earlier: Capture | undefined, later: Capture): Capture {
  if (earlier === undefined) return later;
  return {
    ...later,
    objects: [...earlier.objects, ...later.objects],
    changes: [...earlier.changes, ...later.changes],
  };
}
