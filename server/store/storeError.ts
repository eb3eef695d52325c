export class StoreError extends Error {
  override readonly name = 'StoreError';

  constructor(
    readonly code: 'no-savepoint' | 'no-transaction' | 'no-version',
    message: string,
  ) {
    super(message);
  }
}
