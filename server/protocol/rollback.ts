/** Going back: the plan, the writes, their settling and its report; and moving the program. */
import type { ActivationId, CapturedFrame, Owner, TallyReason, Value } from '../value';
import type { Change, Location, SavepointRef, SessionId, WithCapture } from './words';
import type { DiffPage } from './sessions';
import { RequestType } from 'vscode-languageserver-protocol';

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
  /** Of a place that was to be written: what it held before, and what was read back. Absent: nothing was there. */
  readonly values?: { readonly before?: Value; readonly after?: Value };
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

interface RewindMove {
  /** The program stands on an exception that the function, or what it called, catches: it is stepped into the handler first. */
  readonly from?: 'exception';
}

interface RewindGoal {
  readonly function: string;
  readonly source?: string;
}

export type RewindPlan =
  /** It stands there. */
  | ({ readonly kind: 'stay'; readonly line: number } & RewindGoal)
  /** To a line of the paused function; nothing runs. */
  | ({ readonly kind: 'goto'; readonly line: number } & RewindGoal & RewindMove)
  /** To the function's beginning, and from there by running again to the line, if there is one. */
  | ({ readonly kind: 'restart'; readonly line?: number; readonly dropsFrames: number } & RewindGoal & RewindMove)
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

export interface BranchDiffParams {
  readonly session: SessionId;
  readonly branch: number;
  readonly offset: number;
  readonly limit: number;
}

/** What an abandoned state had changed. */
export const BranchDiff = new RequestType<BranchDiffParams, DiffPage, void>('savepoint/branchDiff');
