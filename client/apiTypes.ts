/**
 * The exported API's types: what `activate()` returns to automated tests and other extensions, and what the commands
 * and views are built on.
 */
import type * as vscode from 'vscode';
import type {
  Branch,
  Change,
  ChangeAuthor,
  DiffPage,
  InvariantResult,
  LearnedRule,
  PathVerdict,
  PlanTarget,
  RollbackHealth,
  RewindPlan,
  RewindReport,
  RollbackPlan,
  RulePolicy,
  RollbackReport,
  Savepoint,
  SavepointRef,
  Verdict,
} from '../server/protocol';
import type { Value } from '../server/value';
import type { ArchivesApi } from './archives/archiveTypes';

export type { Change, DiffPage, InvariantResult, PathVerdict, RollbackPlan, RollbackReport, Savepoint, SavepointRef };
export type { Branch, ChangeAuthor, PlanTarget, RollbackHealth };
export type { RewindPlan, RewindReport };
export type { LearnedRule, RulePolicy, Value, Verdict };

export interface SessionOption {
  /** Default: the active debug session, or the only one that is paused. */
  readonly session?: vscode.DebugSession;
}

export interface RollbackOptions extends SessionOption {
  /** Only these places and what they hold: `account.balance`, `orders[3]`, `main::total`. Default: everything. */
  readonly paths?: readonly string[];
  /** Calls that cannot be shown to be those of the savepoint: are their variables written? Default: `proved`. */
  readonly calls?: 'proved' | 'assumed';
  /** The plan that was looked at: refused with `stale-plan`, and nothing written, if it would not be carried out exactly. */
  readonly plan?: Pick<RollbackPlan, 'digest'>;
  /**
   * Where the program is to stand afterwards: where it does (`none`, the default), at the beginning of the function that
   * the savepoint was taken in (`frame`), or at the savepoint's line (`line`). Without `goto` in the debugger the function
   * is entered anew, and the lines up to the savepoint's run again, with whatever they do outside memory.
   */
  readonly rewind?: 'none' | 'frame' | 'line';
  /**
   * Turns away from the rollback while it is being planned: rejects with `cancelled`, and nothing was written. Once writing
   * has begun it only gives up running again to the savepoint's line; the report says where the program stands.
   */
  readonly signal?: AbortSignal;
  /** Called as writing, or moving the execution point, begins. */
  readonly onWriting?: () => void;
}

export type StepBackOptions = Pick<RollbackOptions, 'session' | 'calls' | 'signal'>;

export interface DiffOptions extends SessionOption {
  /** Default: 0. */
  readonly offset?: number;
  /** Default: all. */
  readonly limit?: number;
}

export interface SessionState {
  readonly session: vscode.DebugSession;
  readonly status: 'running' | 'paused';
  readonly version: number;
  /** Outermost first: the first one opened the transaction, each further one is nested in the one before it. */
  readonly savepoints: readonly Savepoint[];
  /**
   * Automatic savepoints, oldest first: kept states beside the transaction, nested in nothing. Their ids are negative and
   * serve wherever a savepoint's id does.
   */
  readonly autoSavepoints: readonly Savepoint[];
  /** The automatic savepoint that Step Back goes to. */
  readonly stepBack?: number;
  /** How the execution point can be moved back in this session. */
  readonly rewind: 'goto' | 'restart-frame' | 'none';
  /** Places that differ from the innermost savepoint. */
  readonly changes: number;
  /** What Undo Rollback would undo. */
  readonly undo?: { readonly name: string };
  /** What Redo Rollback would redo. */
  readonly redo?: { readonly name: string };
  /** What rollbacks have abandoned and can be restored, newest first. */
  readonly branches: readonly Branch[];
  /** Places that somebody else changed since the innermost savepoint, while the program stood still. */
  readonly drift: number;
  /** Of the last check. */
  readonly invariants: readonly InvariantResult[];
  /** Why savepoints would not survive the end of Savepoint's server, if that is so. */
  readonly notDurable?: string;
}

export interface HuntOptions extends SessionOption {
  /** The most stops of the program: each is a step where it is stepped through. Default: 100,000. */
  readonly stops?: number;
  /** Default: a minute. */
  readonly milliseconds?: number;
  /** `fastest`, the default: conditional breakpoints where they serve. */
  readonly way?: 'fastest' | 'steps';
  readonly signal?: AbortSignal;
  readonly onProgress?: (stops: number) => void;
}

export type HuntReport = {
  /** How the rules were looked at: by conditional breakpoints on all lines, or after each step. */
  readonly way: 'breakpoints' | 'steps';
  readonly stops: number;
  readonly milliseconds: number;
} & (
  | {
      readonly outcome: 'broken';
      /** The names of the violated rules, and the sentence about the first. */
      readonly rules: readonly string[];
      readonly message: string;
      /** Where the program stands. */
      readonly at?: SourceLine;
      /** The line after which the first of them no longer holds; absent where it was violated before anything ran. */
      readonly after?: SourceLine;
      /** What that rule reads: before the line, and now. Null where it is more than a plain value. */
      readonly changes: readonly {
        readonly expression: string;
        readonly before: string | null;
        readonly now: string | null;
      }[];
    }
  /** The program ended, and no rule was seen violated at any line. */
  | { readonly outcome: 'ended' }
  | {
      readonly outcome: 'given-up';
      readonly why: 'cancelled' | 'stops' | 'time' | 'breakpoints-changed' | 'stopped';
      readonly at?: SourceLine;
    }
  | { readonly outcome: 'failed'; readonly reason: string }
);

export interface SourceLine {
  readonly source: string;
  /** 1-based. */
  readonly line: number;
}

export interface DeadlineOptions extends SessionOption {
  readonly policy?: Exclude<RulePolicy, 'report'>;
}

/**
 * `in-time`: the program stood still, or had ended (`ended`), before the deadline; `passed`: it was paused by it;
 * `does-not-pause`: it waits for something outside, and pauses as soon as it runs again.
 */
export type DeadlineOutcome = 'in-time' | 'ended' | 'passed' | 'does-not-pause';

/** What the policy of a violated rule, or of a deadline that passed, led to without anybody's doing. */
export interface TriggerReport {
  readonly session: vscode.DebugSession;
  readonly trigger: 'invariant' | 'deadline';
  /** The name of the violated rule. */
  readonly rule?: string;
  readonly policy: RulePolicy;
  /** The sentence about what happened. */
  readonly message: string;
  /**
   * `told`: the user was told; `no-good-savepoint`: there was nothing to go back to; `circuit-open`: it had fired too often
   * in a row at the same place; `failed`: the rollback could not be made, or brought nothing back, for the `reason`.
   */
  readonly outcome: 'told' | 'rolled-back' | 'no-good-savepoint' | 'circuit-open' | 'failed';
  /** The name of the savepoint that was gone back to. */
  readonly savepoint?: string;
  readonly report?: RollbackReport;
  readonly reason?: string;
}

export interface SavepointApi {
  readonly version: 1;
  /** Marks the present state; opens a transaction where none is open. Default name: `savepoint 1`, `savepoint 2`, … */
  savepoint(name?: string, options?: SessionOption): Promise<Savepoint>;
  /** Removes a savepoint and all inside it, keeping their changes; releasing the outermost commits. */
  release(target: SavepointRef, options?: SessionOption): Promise<void>;
  /** Brings the debuggee back to a savepoint, which stays; those inside it go. */
  rollbackTo(target: SavepointRef, options?: RollbackOptions): Promise<RollbackReport>;
  commit(options?: SessionOption): Promise<void>;
  /** Brings the debuggee back to where the transaction began, and ends it. */
  rollback(options?: RollbackOptions): Promise<RollbackReport>;
  /** Brings back what the last rollback took away, savepoints included; called again, what the one before took. */
  undoRollback(options?: RollbackOptions): Promise<RollbackReport>;
  /** Goes forward again to what the last undo left. A new rollback ends what could be redone. */
  redoRollback(options?: RollbackOptions): Promise<RollbackReport>;
  /** Brings the debuggee to a state that a rollback has abandoned, of those in `SessionState.branches`. */
  restoreBranch(branch: number, options?: RollbackOptions): Promise<RollbackReport>;
  /** What an abandoned state had changed since the savepoint that it branches off. */
  branchDiff(branch: number, options?: DiffOptions): Promise<DiffPage>;
  /** Rewinds to the previous automatic savepoint, values and line. Fails with `no-savepoint` where there is none. */
  stepBack(options?: StepBackOptions): Promise<RollbackReport>;
  /** How stepping back would go, and what it would write and what it cannot; moves and writes nothing. */
  planStepBack(options?: StepBackOptions): Promise<RollbackPlan>;
  /** What a rollback would write and what it cannot; writes nothing. */
  plan(target: SavepointRef | PlanTarget, options?: RollbackOptions): Promise<RollbackPlan>;
  /**
   * Looks at the debuggee and tells what somebody else has changed since the innermost savepoint while it stood still: an
   * edit in the Variables view or the Debug Console, or another tool's.
   */
  drift(options?: SessionOption): Promise<readonly Change[]>;
  /** The net change between two savepoints, or from one until now. */
  diff(from: SavepointRef, to?: SavepointRef, options?: DiffOptions): Promise<readonly Change[]>;
  /** A part of that change, as `offset` and `limit` say, and how many places there are in all. */
  diffPage(from: SavepointRef, to?: SavepointRef, options?: DiffOptions): Promise<DiffPage>;
  /** Checks the workspace's invariants where the debuggee stands. */
  check(options?: SessionOption): Promise<readonly InvariantResult[]>;
  /** Says that what the program holds at a savepoint is as it should be; one at which all invariants held is known to be. */
  markGood(target: SavepointRef, options?: SessionOption): Promise<void>;
  /** Likely invariants: what held at every good savepoint of this window's sessions in the same language. */
  learn(options?: SessionOption): Promise<readonly LearnedRule[]>;
  /** Adds learned rules to the rules file of the workspace folder, each for the function that it was learned in. */
  enforce(rules: readonly LearnedRule[], options?: SessionOption): Promise<void>;
  /**
   * Sets the paused program going. It is paused where it stands when the milliseconds have passed; what that leads to,
   * beside pausing, is the policy's: `pause` (the default), `rollback` or `rewind`, as of a violated rule.
   */
  continueWithDeadline(milliseconds: number, options?: DeadlineOptions): Promise<DeadlineOutcome>;
  /**
   * Runs the paused program on until a rule that holds now no longer does, and stops at the first line where that is seen.
   * Policies do not act on what it finds. It marks the state before it by an automatic savepoint.
   */
  runUntilBroken(options?: HuntOptions): Promise<HuntReport>;
  state(options?: SessionOption): Promise<SessionState>;
  /** Every debug session that has ever stopped and has not ended. */
  sessions(): readonly SessionState[];
  /** What is kept beyond a debug session. */
  readonly archives: ArchivesApi;
  readonly onDidChangeState: vscode.Event<SessionState>;
  /** The policy of a violated rule, other than `report`, or of a deadline that passed, has led to something. */
  readonly onDidTrigger: vscode.Event<TriggerReport>;
  /** The session whose state this was has ended; its savepoints are gone. */
  readonly onDidEndSession: vscode.Event<vscode.DebugSession>;
}
