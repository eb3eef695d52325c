/** The exported API's types for what is kept beyond a debug session. */
import type * as vscode from 'vscode';
import type {
  Archive,
  ArchiveComparison,
  ArchivedValue,
  ArchiveSource,
  CheckpointWritten,
  DiffPage,
  PastSession,
  RollbackPlan,
  RollbackReport,
  SavepointRef,
} from '../../server/protocol';
import type { Owner } from '../../server/value';

export type { Archive, ArchiveComparison, ArchivedValue, ArchiveSource, CheckpointWritten, Owner, PastSession };

export interface Page {
  /** Default: 0. */
  readonly offset?: number;
  /** Default: all. */
  readonly limit?: number;
}

export interface ExportOptions {
  /** Of which session, one that runs or one that can only be looked at. Default: the active one. */
  readonly of?: vscode.DebugSession | ArchiveSource;
  /** Default: the whole session. */
  readonly savepoint?: SavepointRef;
}

export interface SessionOption {
  /** Default: the active debug session, or the only one that is paused. */
  readonly session?: vscode.DebugSession;
}

export interface RestoreOptions extends SessionOption {
  /** Only these places and what they hold. Default: everything. */
  readonly paths?: readonly string[];
  /** The plan that was looked at: refused with `stale-plan`, and nothing written, if it would not be carried out exactly. */
  readonly plan?: Pick<RollbackPlan, 'digest'>;
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
   * Writes a savepoint, or all of a session's and its present state, to a file, without what secrets hold. Only its owner
   * can read it; a file that is there is replaced. Fails with `bad-file` where it cannot be written.
   */
  export(file: vscode.Uri, options?: ExportOptions): Promise<CheckpointWritten>;
  /** What differs between a savepoint of an archive (before) and a paused session (after). */
  compare(at: ArchivedSavepoint, options?: SessionOption): Promise<ArchiveComparison>;
  /** What `restore` would write and what it cannot; writes nothing. */
  plan(at: ArchivedSavepoint, options?: RestoreOptions): Promise<RollbackPlan>;
  /**
   * Brings what was held at a savepoint of an archive into a paused session of the same program: plain data, matched by
   * function and path. The state before is kept: `undoRollback` brings it back.
   */
  restore(at: ArchivedSavepoint, options?: RestoreOptions): Promise<RollbackReport>;
  /**
   * Deletes all that Savepoint has on disk, of this workspace and of all others. Sessions that run go on in memory, and are
   * not durable any more. Fails with `cannot-delete`.
   */
  deleteAll(): Promise<void>;
  /** What `past` gives may have changed. */
  readonly onDidChange: vscode.Event<void>;
}
