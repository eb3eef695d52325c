/** The one class of errors that Savepoint throws: a closed set of codes, and a sentence that names the thing. */
import type { ErrorCode } from './protocol';

export class SavepointError extends Error {
  override readonly name = 'SavepointError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
