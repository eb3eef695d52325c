/** A connection as the handlers use it, and the one place where errors become ResponseErrors. */
import type { Connection } from 'vscode-languageserver';
import { ResponseError } from 'vscode-languageserver-protocol';
import type * as protocol from './protocol';
import { SavepointError } from './savepointError';
import { NeedsDescription } from './session/stateView';
import { StoreError } from './store';

export type Wire = Pick<Connection, 'onRequest' | 'onNotification' | 'sendNotification'>;

/** What the work gives, or what it fails with, as an answer. */
export function answerOf<R>(work: () => R): R | ResponseError {
  try {
    return work();
  } catch (error) {
    return responseError(error);
  }
}

export function responseError(error: unknown): ResponseError {
  const data = errorData(error);
  const message = error instanceof Error ? error.message : String(error);
  return new ResponseError(ERROR, message, data) as ResponseError<unknown> as ResponseError;
}

/** In the range that JSON-RPC leaves to applications. */
const ERROR = 1;

function errorData(error: unknown): protocol.ErrorData | undefined {
  if (error instanceof NeedsDescription) return { kind: 'needs-description', objects: error.objects };
  if (error instanceof SavepointError) return { kind: 'savepoint-error', code: error.code };
  if (error instanceof StoreError) return { kind: 'savepoint-error', code: 'no-savepoint' };
  return undefined;
}
