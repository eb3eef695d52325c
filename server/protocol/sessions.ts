/** Requests about a session: opened and closed, observed, marked, compared; and the view of it that the client mirrors. */
import type { Change, Health, Language, Location, Savepoint, SavepointRef, SessionId, WithCapture } from './words';
import type { Description, ObjectId } from '../value';
import { NotificationType, RequestType } from 'vscode-languageserver-protocol';

/** What the server is told as it starts. */
export interface ServerOptions {
  /** The folder of the journals; absent: there are none. */
  readonly journalFolder?: string;
  /** The folder that goes when all data is deleted; the journals are in it. */
  readonly dataFolder?: string;
}

export interface JournalOptions {
  /** Whether a request is answered when it is durable, or within 100 milliseconds before. */
  readonly durability: 'onAcknowledge' | 'relaxed';
  /** Patterns of names whose values are not written to disk. */
  readonly redact: readonly string[];
  /** Tells redacted values from each other; it is never written to disk. */
  readonly redactionKey: string;
}

export interface OpenSessionParams {
  readonly session: SessionId;
  readonly name: string;
  readonly language?: Language;
  readonly journal?: JournalOptions;
  /** The session was open in a server that has ended. The number is that of the last request that was answered. */
  readonly continues?: { readonly acknowledged: number };
}

export interface SessionOpened {
  /** `recovered`: all that was ever acknowledged is there. */
  readonly state: 'new' | 'recovered';
  /** Sentences about what was found in the journal. */
  readonly notes: readonly string[];
}

export const OpenSession = new RequestType<OpenSessionParams, SessionOpened, void>('savepoint/openSession');

/**
 * Goes with the parameters of each request that changes a session: 1 for the first, then each number once. A request
 * that was sent again under the same number, to a server that may have done it already, is done once.
 */
export interface Numbered {
  readonly sequence?: number;
}

export const CloseSession = new RequestType<{ session: SessionId }, null, void>('savepoint/closeSession');

export const Observe = new RequestType<WithCapture, null, void>('savepoint/observe');

/** Slots that an earlier answer asked for, by failing with `NeedsDescription`. */
export const Describe = new RequestType<{ session: SessionId; description: Description }, null, void>(
  'savepoint/describe',
);

/** What is told of a savepoint, beside what the debuggee holds. */
interface Taken extends WithCapture {
  readonly location?: Location;
  readonly health?: Health;
}

export const TakeSavepoint = new RequestType<Taken & { name?: string }, Savepoint, void>('savepoint/savepoint');

/** Marks the state without nesting it in the transaction; of such marks, the newest `keep` are kept. */
export const TakeAutoSavepoint = new RequestType<Taken & { keep: number }, null, void>('savepoint/autoSavepoint');

export const Release = new RequestType<{ session: SessionId; target: SavepointRef }, null, void>('savepoint/release');

export const Commit = new RequestType<{ session: SessionId }, null, void>('savepoint/commit');

export interface DiffParams {
  readonly session: SessionId;
  readonly from: SavepointRef;
  /** Default: now. */
  readonly to?: SavepointRef;
  readonly offset: number;
  readonly limit: number;
}

export interface DiffPage {
  readonly changes: readonly Change[];
  readonly total: number;
}

/** What somebody else changed since the innermost savepoint, while the program stood still. */
export const Drift = new RequestType<{ session: SessionId }, readonly Change[], void>('savepoint/drift');

export const Diff = new RequestType<DiffParams, DiffPage, void>('savepoint/diff');

/** The epochs that savepoints and rollbacks still need. */
export const Retained = new RequestType<{ session: SessionId }, readonly number[], void>('savepoint/retained');

/** The program goes on: what was found where it stood says nothing any more. */
export const Resumed = new RequestType<{ session: SessionId }, null, void>('savepoint/resumed');

/** immer's patches from the view of the revision before to that of this one; a new session's start from `{}`. */
export interface ViewPatch {
  readonly op: 'replace' | 'remove' | 'add';
  readonly path: readonly (string | number)[];
  readonly value?: unknown;
}

export const ViewChanged = new NotificationType<{ session: SessionId; patches: readonly ViewPatch[] }>(
  'savepoint/viewChanged',
);

export type ErrorCode =
  | 'no-session'
  | 'no-savepoint'
  | 'no-transaction'
  | 'no-rollback'
  | 'no-branch'
  | 'bad-name'
  | 'no-path'
  | 'stale-plan'
  | 'not-paused'
  | 'no-frame'
  | 'cannot-write'
  | 'cannot-rewind'
  | 'session-ended'
  | 'several-sessions'
  | 'untrusted'
  | 'debuggee-failed'
  | 'server-stopped'
  | 'cancelled'
  | 'cannot-delete'
  | 'no-archive'
  | 'bad-file';

/** What travels in a ResponseError's data. */
export type ErrorData =
  | { readonly kind: 'savepoint-error'; readonly code: ErrorCode }
  /** These objects must be described first; then ask again. */
  | { readonly kind: 'needs-description'; readonly objects: readonly ObjectId[] };
