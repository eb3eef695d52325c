/**
 * Rollbacks that move the execution point as well: first the move, then, where the program stands now, the values. All that is
 * told of the place is what the debugger's last stop showed.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type { PlanTarget, RewindPlan, RewindReport, Standpoint } from '../../server/protocol';
import type { CapturedFrame } from '../../server/value';
import type { DapPort, Debuggee } from '../debuggee/debuggee';
import { gotoLine } from '../debuggee/rewind/gotoLine';
import { intoHandler } from '../debuggee/rewind/intoHandler';
import { type MoveRequest, planMove } from '../debuggee/rewind/planMove';
import { restartFrame } from '../debuggee/rewind/restartFrame';
import type { RewindPort, Standing } from '../debuggee/rewind/rewindPort';
import { runToLine } from '../debuggee/rewind/runToLine';
import { rewindWay } from '../debuggee/rewind/way';
import type { StoreClient } from '../storeClient';
import type { Reader } from './reader';
import { framesToWrite, type Reading } from './reading';
import { rewindPort } from './rewindPort';
import { cannotRewind, notStandingAnyMore, placeOf, reportOfMove } from './rewindReports';
import type { Applied, PlanOptions, RollbackSteps } from './rollbackSteps';
import { onPartialFailure, rewindMilliseconds } from './settings';
import type { SeenCall } from './stack';
import type { StandingPlaces } from './stops';

export interface RewindOptions extends PlanOptions {
  readonly rewind: 'frame' | 'line';
}

export function wantsRewind(options: PlanOptions): options is RewindOptions {
  return options.rewind === 'frame' || options.rewind === 'line';
}

/** What is known when a rewind begins. */
interface Beginning {
  readonly standpoint: Standpoint | undefined;
  readonly threadId: number;
  /** The paused frame first. */
  readonly stack: readonly Dap.StackFrame[];
  readonly frames: readonly CapturedFrame[];
  readonly exception: MoveRequest['exception'];
}

export class Rewinds {
  readonly #port: RewindPort;

  constructor(
    private readonly session: vscode.DebugSession,
    port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    stops: StandingPlaces,
    private readonly reader: Reader,
    private readonly rollbacks: RollbackSteps,
    private readonly capabilities: () => Dap.Capabilities,
  ) {
    this.#port = rewindPort(session, port, stops, (stop) => this.reader.madeByRewind(stop));
  }

  plan(target: PlanTarget, options: RewindOptions): Promise<RewindPlan> {
    return this.#within(target, (beginning) =>
      Promise.resolve({ result: this.#plan(beginning, options), outcome: 'elsewhere' }),
    );
  }

  run(target: PlanTarget, options: RewindOptions): Promise<Applied> {
    return this.#within(target, async (beginning) => {
      const rewind = await this.#move(target, this.#plan(beginning, options), beginning, options);
      const result = await this.#values(target, options, rewind);
      return { result, outcome: rewind.kind === 'reached' ? 'arrived' : 'elsewhere' };
    });
  }

  /** For as long as this lasts, the server takes the state before it for that before the rollback. */
  async #within<R>(
    target: PlanTarget,
    work: (beginning: Beginning) => Promise<{ result: R; outcome: 'arrived' | 'elsewhere' }>,
  ): Promise<R> {
    const reading = await this.reader.read();
    const { stop, capture } = reading;
    const standpoint = await this.reader.delivered(this.store.beginRewind(this.session.id, capture, target));
    const stack = (await stop.stack) ?? [];
    let ended: 'arrived' | 'elsewhere' = 'elsewhere';
    try {
      const exception = await this.#exceptionAt(reading, standpoint);
      const { threadId } = stop;
      const { result, outcome } = await work({ standpoint, threadId, stack, frames: capture.frames, exception });
      ended = outcome;
      return result;
    } finally {
      await this.store.endRewind(this.session.id, ended);
    }
  }

  async #exceptionAt({ stop, frames }: Reading, standpoint: Standpoint | undefined): Promise<MoveRequest['exception']> {
    if (stop.reason !== 'exception' || standpoint === undefined || this.debuggee.catches === undefined) return 'none';
    const { depth } = standpoint.frame;
    for (const frame of frames) if (frame.depth >= depth && (await this.debuggee.catches(frame))) return 'met';
    return 'leaves';
  }

  #plan({ standpoint, stack, exception }: Beginning, { rewind, calls = 'proved' }: RewindOptions): RewindPlan {
    const way = rewindWay(this.capabilities());
    return planMove({ way, debugger: this.session.type, to: rewind, standpoint, calls, exception, stack });
  }

  async #move(
    target: PlanTarget,
    plan: RewindPlan,
    { standpoint, threadId, stack: present, frames }: Beginning,
    options: RewindOptions,
  ): Promise<RewindReport> {
    if (plan.kind === 'refused') return { kind: 'refused', reason: plan.reason };
    if (standpoint === undefined) throw new Error('A rewind was planned to a place that is not known.');
    const call = standpoint.frame;
    const { depth } = call;
    let frame = frameAt(present, depth);
    const know = (standing: Standing): void => this.reader.know(callsAt(standing, call, frames));
    if (plan.kind !== 'stay' && plan.from === 'exception') {
      const met = await intoHandler(this.#port, threadId, frame, depth);
      if (met.kind !== 'reached') return reportOfMove(met);
      know(met.standing);
      frame = frameAt(met.standing.stack, depth);
    }
    switch (plan.kind) {
      case 'stay':
        return { kind: 'reached', at: placeOf(frame) };
      case 'goto': {
        const moved = await gotoLine(this.#port, threadId, frame, plan.line);
        if (moved.kind === 'reached') know(moved.standing);
        return reportOfMove(moved);
      }
      case 'restart': {
        const entered = await restartFrame(this.#port, frame, depth);
        if (entered.kind !== 'reached') return reportOfMove(entered);
        know(entered.standing);
        if (plan.line === undefined) return reportOfMove(entered);
        await this.#prepareToRunAgain(target, options);
        const { line } = plan;
        const { signal = NEVER } = options;
        const run = { line, depth, milliseconds: rewindMilliseconds(), signal };
        const moved = await runToLine(this.#port, entered.standing, run);
        if (moved.kind !== 'refused' && moved.standing !== undefined) know(moved.standing);
        return reportOfMove(moved, entered.standing);
      }
    }
  }

  /** What the lines compute again must begin from values of then, as near as they are to those of the call's beginning. */
  async #prepareToRunAgain(target: PlanTarget, options: PlanOptions): Promise<void> {
    const { order, reading } = await this.rollbacks.plan(target, options);
    if (order.writes.length > 0) await this.debuggee.restore({ ...order, frames: framesToWrite(reading) });
  }

  async #values(target: PlanTarget, options: RewindOptions, rewind: RewindReport): Promise<Applied> {
    if (rewind.kind === 'short' && rewind.at === undefined) throw notStandingAnyMore(this.session, rewind.reason);
    const onFailure = onPartialFailure();
    if (rewind.kind === 'reached' || onFailure === 'keep') {
      const { report, readBack } = await this.rollbacks.apply(await this.rollbacks.plan(target, options), onFailure);
      const outcome = rewind.kind === 'reached' ? report.outcome : 'partial';
      return { report: { ...report, outcome, rewind }, readBack };
    }
    if (rewind.kind === 'refused') throw cannotRewind(this.session, rewind.reason);
    const origin = await this.rollbacks.plan({ kind: 'rewind-origin' }, {});
    const { report, readBack } = await this.rollbacks.apply(origin, 'keep');
    const outcome = report.outcome === 'restored' ? 'undone' : 'partial';
    return { report: { ...report, outcome, rewind }, readBack };
  }
}

function frameAt(stack: readonly Dap.StackFrame[], depth: number): Dap.StackFrame {
  const frame = stack[stack.length - 1 - depth];
  if (frame === undefined) throw new Error('A rewind was planned to a frame that is not on the stack.');
  return frame;
}

/** The call that was moved within and those below it, as far as they are still on the stack. */
function callsAt({ stack }: Standing, moved: CapturedFrame, frames: readonly CapturedFrame[]): readonly SeenCall[] {
  const top = stack.length - 1;
  const below = frames.filter(({ scope, depth }) => scope === undefined && depth < moved.depth);
  return [moved, ...below]
    .filter(({ depth }) => depth <= top)
    .map((call) => ({ ...call, line: stack[top - call.depth]?.line ?? call.line, isTop: call.depth === top }));
}

const NEVER = new AbortController().signal;
