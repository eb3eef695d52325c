/**
 * A rollback that moves the execution point as well: first the move, then, where the program stands now, the values. All
 * that is told of the place is what the debugger's last stop showed.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Location, PlanTarget, RewindPlan, RewindReport, RollbackReport, Standpoint } from '../../server/protocol';
import type { CapturedFrame } from '../../server/value';
import { gotoLine } from '../debuggee/rewind/gotoLine';
import type { Moved } from '../debuggee/rewind/moved';
import { planMove } from '../debuggee/rewind/planMove';
import { restartFrame } from '../debuggee/rewind/restartFrame';
import type { RewindPort, Standing } from '../debuggee/rewind/rewindPort';
import { runToLine } from '../debuggee/rewind/runToLine';
import type { RewindWay } from '../debuggee/rewind/way';
import { SavepointError } from '../savepointError';
import { functionName, type SeenCall, sourceOf } from './stack';

export interface RewindOptions {
  readonly to: 'frame' | 'line';
  readonly paths?: readonly string[];
  readonly calls: 'proved' | 'assumed';
  readonly onPartialFailure: 'undo' | 'keep';
  /** For running again to the line. */
  readonly milliseconds: number;
  readonly signal: AbortSignal;
}

export interface Values {
  readonly paths?: readonly string[];
  readonly calls: 'proved' | 'assumed';
}

/** What is needed of the session's operations. */
export interface RewindSteps {
  /** Tells the server that the program is about to be moved, and learns where it stood at the target. */
  begin(target: PlanTarget): Promise<{
    readonly standpoint: Standpoint | undefined;
    readonly stack: readonly Dap.StackFrame[];
    readonly frames: readonly CapturedFrame[];
    readonly threadId: number;
  }>;
  end(): Promise<void>;
  /** The calls that are on the stack for certain where the program stands now. */
  know(calls: readonly SeenCall[]): void;
  /** Writes a target's values where the program stands, and reports nothing. */
  write(target: PlanTarget, values: Values): Promise<void>;
  rollBack(target: PlanTarget, values: Values, onPartialFailure: 'undo' | 'keep'): Promise<RollbackReport>;
}

type Beginning = Awaited<ReturnType<RewindSteps['begin']>>;
interface Way {
  readonly way: RewindWay;
  readonly debugger: string;
}

export class Rewind {
  constructor(
    private readonly port: RewindPort,
    private readonly steps: RewindSteps,
    private readonly way: () => Way,
  ) {}

  async plan(target: PlanTarget, options: Pick<RewindOptions, 'to' | 'calls'>): Promise<RewindPlan> {
    try {
      return this.#plan(await this.steps.begin(target), options);
    } finally {
      await this.steps.end();
    }
  }

  async run(target: PlanTarget, options: RewindOptions): Promise<RollbackReport> {
    try {
      const beginning = await this.steps.begin(target);
      const plan = this.#plan(beginning, options);
      return await this.#report(target, options, await this.#move(target, plan, beginning, options));
    } finally {
      await this.steps.end();
    }
  }

  #plan({ standpoint, stack }: Beginning, { to, calls }: Pick<RewindOptions, 'to' | 'calls'>): RewindPlan {
    return planMove({ ...this.way(), to, standpoint, calls, stack });
  }

  async #move(
    target: PlanTarget,
    plan: RewindPlan,
    beginning: Beginning,
    options: RewindOptions,
  ): Promise<RewindReport> {
    const { standpoint, stack, frames, threadId } = beginning;
    if (plan.kind === 'refused') return plan;
    if (standpoint === undefined) throw new Error('A rewind was planned to an unknown place.');
    const { depth } = standpoint.frame;
    const frame = stack[stack.length - 1 - depth];
    if (frame === undefined) throw new Error('A rewind was planned of a frame that is not there.');
    if (plan.kind === 'stay') return { kind: 'reached', at: locationOf(frame) };
    const know = (standing: Standing): void =>
      this.steps.know(knownCalls(frames, standpoint.frame, standing.stack[0]?.line ?? frame.line));
    if (plan.kind === 'goto') {
      const moved = await gotoLine(this.port, threadId, frame, plan.line ?? standpoint.frame.line);
      if (moved.kind === 'reached') know(moved.standing);
      return reportOf(moved);
    }
    const restarted = await restartFrame(this.port, frame, depth);
    if (restarted.kind !== 'reached') return reportOf(restarted);
    const entry = restarted.standing;
    know(entry);
    if (plan.line === undefined) return reportOf(restarted);
    // What the lines between compute must begin from the savepoint's values, as near as they are to those of the call's beginning.
    await this.steps.write(target, valuesOf(options));
    const moved = await runToLine(this.port, entry, { ...options, depth, line: plan.line });
    if (moved.kind !== 'reached') {
      const stands = moved.kind === 'short' ? (moved.standing?.stack.length ?? 0) - 1 : depth;
      if (stands < depth) this.steps.know(callersOf(frames, stands));
      return reportOf(moved);
    }
    know(moved.standing);
    const ranAgain = { from: entry.stack[0]?.line ?? plan.line, to: plan.line };
    return { ...reportOf(moved), ...(ranAgain.from !== ranAgain.to && { ranAgain }) };
  }

  async #report(target: PlanTarget, options: RewindOptions, rewind: RewindReport): Promise<RollbackReport> {
    const values = valuesOf(options);
    if (rewind.kind === 'reached')
      return { ...(await this.steps.rollBack(target, values, options.onPartialFailure)), rewind };
    if (rewind.kind === 'short' && rewind.at === undefined) throw notStandingAnyMore(rewind.reason);
    if (options.onPartialFailure === 'keep')
      return { ...(await this.steps.rollBack(target, values, 'keep')), outcome: 'partial', rewind };
    if (rewind.kind === 'refused') throw cannotRewind(rewind.reason);
    const back = await this.steps.rollBack({ kind: 'rewind-origin' }, { calls: 'proved' }, 'keep');
    return { ...back, outcome: back.outcome === 'restored' ? 'undone' : 'partial', rewind };
  }
}

function reportOf(moved: Moved): RewindReport {
  if (moved.kind === 'refused') return moved;
  const at = moved.standing?.stack[0];
  if (moved.kind === 'short')
    return { kind: 'short', reason: moved.reason, ...(at !== undefined && { at: locationOf(at) }) };
  if (at === undefined) throw new Error('The debugger stopped without a stack.');
  return { kind: 'reached', at: locationOf(at) };
}

function locationOf(frame: Dap.StackFrame): Location {
  const { source = '' } = sourceOf(frame);
  return { source, line: frame.line, column: frame.column, function: functionName(frame.name) };
}

function valuesOf({ paths, calls }: RewindOptions): Values {
  return { calls, ...(paths !== undefined && { paths }) };
}

/** A move within a call leaves it the call that it was, and those below it. */
function knownCalls(frames: readonly CapturedFrame[], moved: CapturedFrame, line: number): readonly SeenCall[] {
  return [{ ...moved, line, isTop: true }, ...callersOf(frames, moved.depth)];
}

function callersOf(frames: readonly CapturedFrame[], depth: number): readonly SeenCall[] {
  return frames
    .filter((frame) => frame.scope === undefined && frame.depth < depth)
    .map((frame) => ({ ...frame, isTop: false }));
}

function cannotRewind(reason: string): SavepointError {
  return new SavepointError('cannot-rewind', `The program was not moved, and nothing was written: ${reason}.`);
}

function notStandingAnyMore(reason: string): SavepointError {
  return new SavepointError(
    'not-paused',
    `The program was set going to rewind it, and ${reason}: what its variables hold is unknown.`,
  );
}
