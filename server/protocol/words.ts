/** What the wire speaks of: sessions, their savepoints and what has changed. */
import type { Capture, TallyReason, Value } from '../value';

export type SessionId = string;

/** A name (the newest savepoint that has it) or an id. */
export type SavepointRef = string | number;

export interface Location {
  readonly source: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based; absent where the debugger does not tell. */
  readonly column?: number;
  readonly function: string;
}

/** A named mark in a transaction. */
export interface Savepoint {
  readonly id: number;
  readonly name: string;
  /** The savepoint it is nested in. */
  readonly parent?: number;
  readonly version: number;
  readonly location?: Location;
  /** How many places were captured, and how many of them could be written back. */
  readonly captured: number;
  readonly restorable: number;
  readonly truncated: boolean;
  /** What the invariants were when it was taken; absent where there were none that applied. */
  readonly health?: Health;
  /** What is not restorable or was not captured, and why. */
  readonly limits: readonly TallyReason[];
}

/** `good`: every rule that applied was checked and held; `unchecked`: none was violated, and some could not be checked. */
export type Health = 'good' | 'violated' | 'unchecked';

/** What the client mirrors of a session. */
export interface SessionView {
  readonly session: SessionId;
  readonly name: string;
  readonly version: number;
  /** Outermost first: the first one opened the transaction, each further one is nested in the one before it. */
  readonly savepoints: readonly Savepoint[];
  /** Oldest first; not of the transaction, and nested in nothing. Their ids are negative, and no name refers to them. */
  readonly autoSavepoints: readonly Savepoint[];
  /** The automatic savepoint that Step Back goes to. */
  readonly stepBack?: number;
  /** Places that differ from the innermost savepoint. */
  readonly changes: number;
  /** What Undo Rollback would undo, if there is a rollback to undo. */
  readonly undo?: { readonly name: string };
  /** What Redo Rollback would redo. */
  readonly redo?: { readonly name: string };
  /** What rollbacks have abandoned, newest first. */
  readonly branches: readonly Branch[];
  /** Places that somebody else changed since the innermost savepoint, while the program stood still. */
  readonly drift: number;
  readonly invariants: readonly InvariantResult[];
  /** Why a savepoint would not survive the end of the server, if that is so: a sentence or what the system said. */
  readonly notDurable?: string;
}

/** A state that a rollback, or undoing one, has left and that can be restored. */
export interface Branch {
  readonly id: number;
  /** The innermost of its savepoints that is still open. */
  readonly under?: number;
  /** `places`: only some places were rolled back, and no savepoint went. */
  readonly kind: 'everything' | 'places';
  /** The savepoint that was gone back to when it was left. */
  readonly leftFor: string;
  /** The names of its savepoints that are open no longer, outermost first. */
  readonly savepoints: readonly string[];
  /** How many places it had changed since where it branches off. */
  readonly changes: number;
  /** Milliseconds since 1970. */
  readonly leftAt: number;
}

/** Who changed a place: the program as it ran, Savepoint, or somebody else while the program stood still (drift). */
export type ChangeAuthor = 'program' | 'savepoint' | 'outside';

export interface Change {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Who made its last change, if it is known not to be the program. */
  readonly by?: Exclude<ChangeAuthor, 'program'>;
  readonly before?: Value;
  readonly after?: Value;
}

/** What a violated rule leads to; see the rules file's schema. */
export type RulePolicy = 'report' | 'pause' | 'rollback' | 'rewind';

/** The same for as long as the rule's file, its name and what it checks stay as they are. */
export type RuleId = string;

export interface InvariantResult {
  readonly rule: RuleId;
  readonly name: string;
  readonly policy: RulePolicy;
  /** `not-applicable`: its names are not in scope here; `not-checked`: it could not be checked, which is not "held". */
  readonly status: 'held' | 'violated' | 'not-applicable' | 'not-checked';
  /** A sentence. */
  readonly message: string;
}

/** The language of a debuggee, as far as expressions and paths are read and written here. */
export type Language = 'javascript' | 'python' | 'other';

/** Every operation that depends on what the debuggee holds brings the capture along; the answer is then about now. */
export interface WithCapture {
  readonly session: SessionId;
  readonly capture: Capture;
}
