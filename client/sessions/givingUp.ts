/**
 * A caller's right to turn away from a rollback: at once for as long as it is being planned, and no longer once writing
 * has begun, since a half-written program helps nobody.
 */
import { SavepointError } from '../savepointError';

export interface GivingUpOptions {
  readonly signal?: AbortSignal;
  /** Called as writing begins. */
  readonly onWriting?: () => void;
}

export class GivingUp {
  #writing = false;

  constructor(private readonly options: GivingUpOptions) {}

  /** Throws if the caller has turned away, before anything was written. */
  check(): void {
    if (!this.#writing && this.options.signal?.aborted === true) throw given();
  }

  beginWriting(): void {
    this.check();
    this.#writing = true;
    this.options.onWriting?.();
  }

  /** The outcome of the work, or a rejection as soon as the caller turns away from what is not being written yet. */
  until<R>(work: Promise<R>): Promise<R> {
    const { signal } = this.options;
    if (signal === undefined) return work;
    return new Promise((resolve, reject) => {
      const turnAway = (): void => {
        if (!this.#writing) reject(given());
      };
      if (signal.aborted) turnAway();
      signal.addEventListener('abort', turnAway);
      void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', turnAway));
    });
  }
}

function given(): SavepointError {
  return new SavepointError('cancelled', 'The rollback was cancelled while it was being planned: nothing was written.');
}
