/** What can only be looked at: sessions that are over and checkpoint files; and bringing their states into another run. */
import type { ActivationId, ObjectId, Owner, Value } from '../value';
import type { Change, Savepoint, SavepointRef, SessionId, WithCapture } from './words';
import type { DiffPage } from './sessions';
import type { Interruption, RollbackPlan, Settlement } from './rollback';
import { RequestType } from 'vscode-languageserver-protocol';

/** How long, and how many of, the sessions that are over are kept. */
export interface Retention {
  readonly days: number;
  readonly sessions: number;
}

/** A session that is over and whose journal is kept. */
export interface PastSession {
  /** Its journal's name, which tells it from the others. */
  readonly file: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly lastWrittenAt: number;
}

/** Removes what is not to be kept any longer, and tells what is, newest first. */
export const ListPast = new RequestType<Retention, readonly PastSession[], void>('savepoint/listPast');

/** Removes everything from the disk. Sessions go on, in memory alone, and say so. */
export const DeleteAllData = new RequestType<Record<string, never>, null, void>('savepoint/deleteAllData');

/** A session that can only be looked at: one of the past, by its journal's name, or a checkpoint file, by its path. */
export type ArchiveSource =
  { readonly kind: 'past'; readonly file: string } | { readonly kind: 'checkpoint'; readonly file: string };

export interface Archive {
  /** The debug session's. */
  readonly name: string;
  /** In the order in which they were taken. */
  readonly savepoints: readonly Savepoint[];
  /** Those were taken by themselves. */
  readonly autoSavepoints: readonly Savepoint[];
  /** Sentences about what could not be read. */
  readonly notes: readonly string[];
}

export const OpenArchive = new RequestType<{ source: ArchiveSource }, Archive, void>('savepoint/openArchive');

/** `to` absent: until the last state that the archive holds. */
export const ArchiveDiff = new RequestType<
  { source: ArchiveSource; from: number; to?: number; offset: number; limit: number },
  DiffPage,
  void
>('savepoint/archiveDiff');

/** One savepoint; or all that are there, and the present state. */
export type ExportWhat =
  { readonly kind: 'savepoint'; readonly savepoint: SavepointRef } | { readonly kind: 'session' };

export interface CheckpointWritten {
  readonly savepoints: number;
  readonly bytes: number;
  /** How many objects are in it without what they held, since nobody had looked at them. */
  readonly undescribed: number;
}

interface Exporting {
  readonly what: ExportWhat;
  /** An absolute path; a file that is there is replaced. */
  readonly file: string;
  /** Patterns of names whose values are left out. */
  readonly redact: readonly string[];
}

export interface ExportSessionParams extends Exporting {
  readonly session: SessionId;
  /** Objects that nobody has looked at are asked for, by failing with `NeedsDescription`, or left as they are. */
  readonly undescribed: 'ask' | 'leave';
}

export const ExportSession = new RequestType<ExportSessionParams, CheckpointWritten, void>('savepoint/exportSession');

export const ExportArchive = new RequestType<Exporting & { source: ArchiveSource }, CheckpointWritten, void>(
  'savepoint/exportArchive',
);

/** A content that is given to a place in another run: a value, an object that is there, or one that is made. */
export type PlantedContent = { readonly value: Value } | { readonly object: ObjectId } | { readonly made: number };

/** Plain data, made anew; its entries are by name, by index, or by key. What is in a set has its own number for a key. */
export interface MadeObject {
  readonly kind: 'object' | 'array' | 'map' | 'set' | 'date';
  readonly entries: readonly (readonly [key: PlantedContent, content: PlantedContent])[];
  readonly length?: number;
  /** Milliseconds since 1970. */
  readonly time?: number;
}

/** One write; null takes away what is there. */
export type PlantedWrite =
  | { readonly kind: 'variable'; readonly frame: ActivationId; readonly name: string; readonly content: PlantedContent }
  | {
      readonly kind: 'property' | 'private';
      readonly object: ObjectId;
      readonly name: string;
      readonly content: PlantedContent | null;
    }
  | { readonly kind: 'length' | 'time'; readonly object: ObjectId; readonly content: PlantedContent }
  | {
      readonly kind: 'entry' | 'element';
      readonly object: ObjectId;
      readonly key: PlantedContent;
      readonly content: PlantedContent | null;
    }
  | {
      readonly kind: 'entry order' | 'element order';
      readonly object: ObjectId;
      readonly keys: readonly PlantedContent[];
    };

/** What is to be written to bring a state of another run into this one. */
export interface Planting {
  readonly made: readonly MadeObject[];
  /** In the order in which they are to be made; a failure is told by the place in this list. */
  readonly writes: readonly PlantedWrite[];
}

/** What a state of another run would need here; nothing is written. */
export interface PlanArchivedParams extends WithCapture {
  readonly source: ArchiveSource;
  readonly savepoint: SavepointRef;
  /** Only these places and what they hold; everything if absent. */
  readonly paths?: readonly string[];
  /** The digest of the plan that was shown: fails with `stale-plan` if this one would do anything else. */
  readonly expected?: string;
  readonly redact: readonly string[];
}

export const PlanArchived = new RequestType<
  PlanArchivedParams,
  { readonly plan: RollbackPlan; readonly planting: Planting },
  void
>('savepoint/planArchived');

export interface SettleArchivedParams extends WithCapture {
  readonly plan: number;
  readonly failures: readonly { readonly write: number; readonly reason: string }[];
  readonly interrupted?: Interruption;
  readonly onPartialFailure: 'undo' | 'keep';
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly keepBranches: number;
}

export const SettleArchived = new RequestType<SettleArchivedParams, Settlement, void>('savepoint/settleArchived');

/** What differs between a savepoint of an archive, before, and the session as it was read last, after. */
export const CompareArchived = new RequestType<
  { session: SessionId; source: ArchiveSource; savepoint: SavepointRef },
  ArchiveComparison,
  void
>('savepoint/compareArchived');

export interface ArchiveComparison {
  readonly changes: readonly Change[];
  /** Calls of then that are not on the stack. */
  readonly missingCalls: readonly string[];
  /** Places whose contents an archive does not hold: functions, above all, and what was redacted. */
  readonly notCompared: readonly string[];
}

/** What a variable or a place in an object held. */
export interface ArchivedValue {
  readonly label: string;
  readonly value: Value;
  /** There is more in it. */
  readonly owner?: Owner;
}

export interface ArchivedValuesParams {
  readonly source: ArchiveSource;
  readonly savepoint: number;
  /** Default: the calls of the stack, which hold their variables. */
  readonly owner?: Owner;
  readonly offset: number;
  readonly limit: number;
}

export const ArchivedValues = new RequestType<
  ArchivedValuesParams,
  { readonly values: readonly ArchivedValue[]; readonly total: number },
  void
>('savepoint/archivedValues');
