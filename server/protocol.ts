/**
 * The wire between the extension's client and its server: the only place where messages are declared.
 *
 * One constant for each message; both sides import it. What the debuggee holds is described in `./value`.
 */
import { NotificationType, RequestType } from 'vscode-languageserver-protocol';
import type { ActivationId, Capture, CapturedFrame, Description, ObjectId, Owner, TallyReason, Value } from './value';

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

/**
 * What a rollback is to: a savepoint, the state before the transaction, the state before the last rollback, the state
 * before that was undone, or an abandoned one.
 */
export type PlanTarget =
  | { readonly kind: 'savepoint'; readonly savepoint: SavepointRef }
  | { readonly kind: 'transaction' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'redo' }
  | { readonly kind: 'branch'; readonly branch: number }
  /** The state before the rewind that is under way. */
  | { readonly kind: 'rewind-origin' };

export interface PlannedWrite {
  readonly path: string;
  /** What the write does to the place. */
  readonly kind: Change['kind'];
  /** What is there now, and what would be written; absent: nothing is there. */
  readonly now?: Value;
  readonly target?: Value;
  /** `outside`: what is there now, somebody else wrote while the program stood still; it would be overwritten. */
  readonly by?: 'outside';
}

export interface Obstacle {
  readonly path: string;
  readonly verdict: 'refused' | 'gone';
  readonly reason: string;
}

/** A call that may or may not be the one that the savepoint saw. */
export interface DoubtfulCall {
  readonly activation: ActivationId;
  readonly path: string;
  /** How many of its bindings differ. */
  readonly bindings: number;
}

export interface RollbackPlan {
  readonly id: number;
  /** The same for plans that write the same: what was shown under it is what is written under it, or nothing. */
  readonly digest: string;
  readonly target: string;
  readonly writes: readonly PlannedWrite[];
  /** What differs and cannot be written back. */
  readonly obstacles: readonly Obstacle[];
  /** Calls whose bindings are written only if the user says that they are the same calls. */
  readonly doubtful: readonly DoubtfulCall[];
  /** What no plan can restore, because it was never in reach. */
  readonly limits: readonly TallyReason[];
  /** How the execution point would be moved, if that is wanted too. */
  readonly rewind?: RewindPlan;
}

/** A plan as the debuggee's writer needs it: owners and slots, as of an epoch. */
export interface WriteOrder {
  readonly epoch: number;
  readonly writes: readonly {
    readonly owner: Owner;
    readonly slots?: readonly string[];
    readonly into?: ActivationId;
  }[];
}

export type Verdict = 'restored' | 'unchanged' | 'refused' | 'lied' | 'unknown' | 'gone';

export interface PathVerdict {
  readonly path: string;
  readonly verdict: Verdict;
  readonly reason?: string;
}

export interface RollbackReport {
  /** `partial`: not all came back; `undone`: a write failed and what was written was put back. */
  readonly outcome: 'restored' | 'partial' | 'undone';
  /** Tells this rollback from others in the log. */
  readonly trace: string;
  readonly verdicts: readonly PathVerdict[];
  /** Places, if any, that nobody planned to write and that read otherwise since: aliases of what was written, above all. */
  readonly also?: readonly Change[];
  /** What the invariants said afterwards, if they are checked. */
  readonly health?: RollbackHealth;
  /** What became of the execution point, if it was to be moved too. */
  readonly rewind?: RewindReport;
}

export type RollbackHealth =
  | {
      readonly kind: 'checked';
      /** The names of the invariants that were violated before and hold now. */
      readonly holdAgain: readonly string[];
      /** The names of those that are violated. */
      readonly violated: readonly string[];
      /** How many could not be checked. */
      readonly notChecked: number;
    }
  | { readonly kind: 'failed'; readonly reason: string };

interface RewindGoal {
  readonly function: string;
  readonly source?: string;
}

export type RewindPlan =
  /** It stands there. */
  | ({ readonly kind: 'stay'; readonly line: number } & RewindGoal)
  /** To a line of the paused function; nothing runs. */
  | ({ readonly kind: 'goto'; readonly line: number } & RewindGoal)
  /** To the function's beginning, and from there by running again to the line, if there is one. */
  | ({ readonly kind: 'restart'; readonly line?: number; readonly dropsFrames: number } & RewindGoal)
  /** `unless`: it would go if the user said that doubtful calls are the same. */
  | { readonly kind: 'refused'; readonly reason: string; readonly unless?: 'assumed' };

export type RewindReport =
  | {
      readonly kind: 'reached';
      readonly at: Location;
      /** The lines of the function that ran again, or some of them did: where it began to run, and where it stands. */
      readonly ranAgain?: { readonly from: number; readonly to: number };
    }
  /** The program was set going and did not arrive. `at`: where it stands now; absent where it does not stand. */
  | { readonly kind: 'short'; readonly reason: string; readonly at?: Location }
  /** It has not moved. */
  | { readonly kind: 'refused'; readonly reason: string };

export type Settlement =
  | { readonly kind: 'report'; readonly report: RollbackReport }
  /** Some write failed: write this, then settle the same plan again. */
  | { readonly kind: 'put-back'; readonly order: WriteOrder };

export interface WriteFailure {
  readonly owner: Owner;
  readonly slot?: string;
  readonly reason: string;
}

export interface RuleToEvaluate {
  readonly rule: number;
  readonly expression: string;
  /** Whether it only looks at variables, as far as its text tells. */
  readonly effects: 'none' | 'possible';
  /** How it may change the program, as a phrase that completes "it …"; absent where it only looks. */
  readonly sideEffect?: string;
}

export type Evaluation =
  | { readonly value: 'true' | 'false' }
  | { readonly value: 'other'; readonly type: string; readonly text: string }
  | { readonly value: 'not-in-scope'; readonly name: string }
  | { readonly value: 'error'; readonly message: string };

/** What a violated rule leads to; see the rules file's schema. */
export type RulePolicy = 'report' | 'pause' | 'rollback' | 'rewind';

export interface InvariantResult {
  /** The same for as long as the rule's name and what it checks stay as they are. */
  readonly rule: number;
  readonly name: string;
  readonly policy: RulePolicy;
  /** `not-applicable`: its names are not in scope here; `not-checked`: it could not be checked, which is not "held". */
  readonly status: 'held' | 'violated' | 'not-applicable' | 'not-checked';
  /** A sentence. */
  readonly message: string;
}

/** The language of a debuggee, as far as expressions and paths are read and written here. */
export type Language = 'javascript' | 'python' | 'other';

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

/** Every operation that depends on what the debuggee holds brings the capture along; the answer is then about now. */
interface WithCapture {
  readonly session: SessionId;
  readonly capture: Capture;
}

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

export interface PlanParams extends WithCapture {
  readonly target: PlanTarget;
  /** Only these places and what they hold; everything if absent. */
  readonly paths?: readonly string[];
  /** Whether the user said that doubtful calls are the same. */
  readonly sameCalls: 'proved' | 'assumed';
  /** The digest of the plan that was shown: fails with `stale-plan` if this one would do anything else. */
  readonly expected?: string;
}
export const Plan = new RequestType<PlanParams, { plan: RollbackPlan; order: WriteOrder }, void>('savepoint/plan');

/** `late`: it had not answered when its time was up, and may still write; `failed`: it ended with an error. */
export interface Interruption {
  readonly kind: 'late' | 'failed';
  /** A phrase. */
  readonly reason: string;
}

export interface SettleParams extends WithCapture {
  readonly plan: number;
  readonly failures: readonly WriteFailure[];
  /** What became of the writer, if it did not come to its end. */
  readonly interrupted?: Interruption;
  readonly onPartialFailure: 'undo' | 'keep';
  /** Milliseconds since 1970. */
  readonly at: number;
  /** How many states that rollbacks have left are kept. */
  readonly keepBranches: number;
}
export const Settle = new RequestType<SettleParams, Settlement, void>('savepoint/settle');

/** Where the program stood at a moment, and what is known of that call now. */
export interface Standpoint {
  readonly frame: CapturedFrame;
  readonly column?: number;
  readonly call: 'same' | 'doubtful' | 'gone';
}

/** The program is about to be moved: until `EndRewind`, the state before counts as that before the rollback. */
export const BeginRewind = new RequestType<WithCapture & { target: PlanTarget }, Standpoint | null, void>(
  'savepoint/beginRewind',
);
export const EndRewind = new RequestType<{ session: SessionId; outcome: 'arrived' | 'elsewhere' }, null, void>(
  'savepoint/endRewind',
);

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
export interface BranchDiffParams {
  readonly session: SessionId;
  readonly branch: number;
  readonly offset: number;
  readonly limit: number;
}
/** What an abandoned state had changed. */
export const BranchDiff = new RequestType<BranchDiffParams, DiffPage, void>('savepoint/branchDiff');

/** What somebody else changed since the innermost savepoint, while the program stood still. */
export const Drift = new RequestType<{ session: SessionId }, readonly Change[], void>('savepoint/drift');

export const Diff = new RequestType<DiffParams, DiffPage, void>('savepoint/diff');

/** The epochs that savepoints and rollbacks still need. */
export const Retained = new RequestType<{ session: SessionId }, readonly number[], void>('savepoint/retained');

export interface RulesToEvaluateParams {
  readonly session: SessionId;
  readonly location?: Location;
  /** `changed`: a rule is left out where nothing that it reads has changed since it was checked. */
  readonly which: 'all' | 'changed';
}
export interface RuleToWatch extends RuleToEvaluate {
  /** The path of the only file, and the only lines (1-based, both included), that it is for. */
  readonly file?: string;
  readonly lines?: { readonly first: number; readonly last: number };
}
/** The rules that the program could look at by itself, wherever it stands, and how many others there are. */
export const RulesToWatch = new RequestType<
  { session: SessionId },
  { readonly rules: readonly RuleToWatch[]; readonly others: number },
  void
>('savepoint/rulesToWatch');
export const RulesToEvaluate = new RequestType<RulesToEvaluateParams, readonly RuleToEvaluate[], void>(
  'savepoint/rulesToEvaluate',
);
/** Of what was observed last, as the request for the rules to evaluate is. */
export interface JudgeParams {
  readonly session: SessionId;
  readonly location?: Location;
  readonly which: 'all' | 'changed';
  readonly evaluations: readonly { readonly rule: number; readonly evaluation: Evaluation }[];
  /** If the program stopped on one. */
  readonly exception?: StopException;
}
/** What the program stopped on. */
export interface StopException {
  /** The name of its type, `TypeError`; or whatever the debugger calls it. */
  readonly type: string;
  readonly message: string;
}
export const Judge = new RequestType<JudgeParams, readonly InvariantResult[], void>('savepoint/judge');

/** A rule that held in every sample of good states; a guess until somebody makes it a rule. */
export interface LearnedRule {
  /** In the program's language. */
  readonly expression: string;
  readonly function: string;
  readonly source?: string;
  /** In how many samples it held, which are all that it could be seen in. */
  readonly held: number;
  /** How many more samples it needs to be likely, at a confidence of .99; 0 where it is. */
  readonly needs: number;
}
/** Says that what the program holds at a savepoint is as it should be: rules are learned from it. */
export const MarkGood = new RequestType<{ session: SessionId; target: SavepointRef }, null, void>('savepoint/markGood');
export const Learn = new RequestType<{ session: SessionId }, readonly LearnedRule[], void>('savepoint/learn');
export interface AddRulesParams {
  readonly session: SessionId;
  /** The rules file as it stands; null where there is none. */
  readonly text: string | null;
  readonly rules: readonly NewRule[];
}
export interface NewRule {
  readonly name: string;
  readonly expression: string;
  readonly files?: readonly string[];
  readonly functions?: readonly string[];
}
/** The rules file's text with further rules, and the rest of it kept. */
export const AddRules = new RequestType<AddRulesParams, string, void>('savepoint/addRules');

/** The program goes on: what was found where it stood says nothing any more. */
export const Resumed = new RequestType<{ session: SessionId }, null, void>('savepoint/resumed');

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

/** The text of a rules file or of a source file; null where there is none any more. */
export const RulesChanged = new NotificationType<{ uri: string; text: string | null }>('savepoint/rulesChanged');

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
