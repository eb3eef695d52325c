// The one error of the store. Whatever throws it has changed nothing.

/** What can go wrong, as a closed set that callers may switch on. */
export type StoreErrorCode =
  | 'bad-path'
  | 'bad-name'
  | 'unknown-cell'
  | 'unknown-savepoint'
  | 'unknown-version'
  | 'unknown-transaction'
  | 'pruned-version'
  | 'no-transaction'
  | 'has-history'
  | 'outside-subtree'
  | 'conflict'
  | 'ended'
  | 'locked'
  | 'asynchronous'
  | 'no-recipes'
  | 'no-value'
  | 'full';

/** A refusal: `code` says which kind, `message` names the thing, and `paths` lists the places a conflict is about. */
export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: StoreErrorCode,
    message: string,
    readonly paths: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
