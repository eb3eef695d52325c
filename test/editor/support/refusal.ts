/** What an operation is refused with. */
import assert from 'node:assert/strict';

export interface Refusal {
  readonly code: string;
  readonly message: string;
}

/** The operation must fail with a `SavepointError`; the extension's class is another one than the tests' own bundle has. */
export async function refusalOf(operation: Promise<unknown>): Promise<Refusal> {
  try {
    await operation;
  } catch (error) {
    const { name, code, message } = error as Error & { code?: unknown };
    assert.equal(name, 'SavepointError', `${name}: ${message}`);
    return { code: String(code), message };
  }
  return assert.fail('It was not refused.');
}
