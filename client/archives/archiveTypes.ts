/** The exported API's types for what is kept beyond a debug session. */
import type * as vscode from 'vscode';
import type { Archive, ArchivedValue, ArchiveSource, DiffPage, PastSession } from '../../server/protocol';
import type { Owner } from '../../server/value';

export type { Archive, ArchivedValue, ArchiveSource, Owner, PastSession };

export interface Page {
  /** Default: 0. */
  readonly offset?: number;
  /** Default: all. */
  readonly limit?: number;
}

/** A savepoint of a session that can only be looked at. */
export interface ArchivedSavepoint {
  readonly source: ArchiveSource;
  readonly savepoint: number;
}

/** Sessions that can only be looked at: they hold what was told of the program, and no program. */
export interface ArchivesApi {
  /** The debug sessions that are over and in which savepoints were taken, newest first; older ones are pruned. */
  past(): Promise<readonly PastSession[]>;
  /** Reads it. Fails with `no-archive` or `bad-file`. */
  open(source: ArchiveSource): Promise<Archive>;
  /** The net change between two savepoints of an archive, or from one until its end. */
  diff(from: ArchivedSavepoint, to?: number, page?: Page): Promise<DiffPage>;
  /** What was held at a savepoint: the calls of the stack, or what is in one of them or in an object. */
  values(
    at: ArchivedSavepoint,
    owner?: Owner,
    page?: Page,
  ): Promise<{ readonly values: readonly ArchivedValue[]; readonly total: number }>;
  /**
   * Deletes all that Savepoint has on disk, of this workspace and of all others. Sessions that run go on in memory, and are
   * not durable any more. Fails with `cannot-delete`.
   */
  deleteAll(): Promise<void>;
  /** What `past` gives may have changed. */
  readonly onDidChange: vscode.Event<void>;
}
