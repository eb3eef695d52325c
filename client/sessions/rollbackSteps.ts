/** The steps of a rollback on this side of the wire: have it planned, write, read back, have it settled. */
import type * as vscode from 'vscode';
import type {
  PlanTarget,
  RollbackPlan,
  RollbackReport,
  Settlement,
  WriteFailure,
  WriteOrder,
} from '../../server/protocol';
import type { CaptureRequest, Debuggee, RestoredAndRead } from '../debuggee/debuggee';
import { SavepointError } from '../savepointError';
import type { StoreClient } from '../storeClient';
import { GivingUp } from './givingUp';
import type { Reader } from './reader';
import { framesToWrite, type Reading } from './reading';
import type { RestoredVariables } from './restoredVariables';
import { keptBranches, rollbackMilliseconds } from './settings';
import { endedWith, endOf, NOTHING_FAILED, notReadBack, readBack, type Written } from './writing';

export interface PlanOptions {
  readonly paths?: readonly string[];
  readonly calls?: 'proved' | 'assumed';
  /** The plan that was shown: nothing else is written. */
  readonly plan?: Pick<RollbackPlan, 'digest'>;
  readonly rewind?: 'none' | 'frame' | 'line';
  /** Gives up running again to a line. */
  readonly signal?: AbortSignal;
}

/** What becomes of what was written where some of it failed. */
export type OnPartialFailure = 'undo' | 'keep';

/** What a rollback did, and what the debuggee held after it. */
export interface Applied {
  readonly report: RollbackReport;
  readonly readBack: Reading;
}

/** A plan, what the debuggee's writer is to do for it, and the reading that it was made from. */
export interface Planned {
  readonly plan: RollbackPlan;
  readonly order: WriteOrder;
  readonly reading: Reading;
}

interface WrittenAndRead {
  readonly written: Written<WriteFailure>;
  readonly readBack: Reading;
}

interface Settled {
  readonly settlement: Settlement;
  readonly readBack: Reading;
}

export class RollbackSteps {
  constructor(
    private readonly session: vscode.DebugSession,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly reader: Reader,
    private readonly restored: RestoredVariables,
  ) {}

  async plan(target: PlanTarget, { paths, calls, plan }: PlanOptions, givingUp = new GivingUp({})): Promise<Planned> {
    givingUp.check();
    const reading = await this.reader.present();
    givingUp.check();
    const [top] = reading.frames;
    const planned = await this.reader.delivered(
      this.store.plan(
        {
          session: this.session.id,
          capture: reading.capture,
          target,
          ...(paths !== undefined && { paths }),
          sameCalls: calls ?? 'proved',
          ...(plan !== undefined && { expected: plan.digest }),
        },
        (objects) => {
          givingUp.check();
          return this.debuggee.describe(top?.frameId ?? 0, objects);
        },
      ),
    );
    return { ...planned, reading };
  }

  /** Writes, and puts back what was written where that is called for. */
  async apply({ plan, order, reading }: Planned, onFailure: OnPartialFailure): Promise<Applied> {
    let settled = await this.#writeAndSettle(plan, order, reading, onFailure);
    if (settled.settlement.kind === 'put-back')
      settled = await this.#writeAndSettle(plan, settled.settlement.order, reading, onFailure);
    const { settlement, readBack } = settled;
    if (settlement.kind === 'put-back') throw new Error('The server asked twice to put the same writes back.');
    return { report: settlement.report, readBack };
  }

  async #writeAndSettle(
    plan: RollbackPlan,
    order: WriteOrder,
    reading: Reading,
    onPartialFailure: OnPartialFailure,
  ): Promise<Settled> {
    this.reader.assertStandsAt(reading);
    const { written, readBack } = await this.#writeAndReadBack(plan, order, reading);
    if (order.writes.length > 0) this.restored.show(readBack);
    const settlement = await this.reader.delivered(
      this.store.settle({
        session: this.session.id,
        plan: plan.id,
        capture: readBack.capture,
        ...written,
        onPartialFailure,
        at: Date.now(),
        keepBranches: keptBranches(),
      }),
    );
    return { settlement, readBack };
  }

  async #writeAndReadBack(plan: RollbackPlan, order: WriteOrder, reading: Reading): Promise<WrittenAndRead> {
    if (order.writes.length === 0) return { written: NOTHING_FAILED, readBack: await readBack(plan, this.reader) };
    const request = { ...order, frames: framesToWrite(reading) };
    const atOnce = this.debuggee.restoreAndCapture?.bind(this.debuggee);
    if (atOnce !== undefined) return this.#writeAndReadAtOnce(plan, (capture) => atOnce(request, capture));
    const written = await endOf(() => this.debuggee.restore(request));
    return { written, readBack: await readBack(plan, this.reader) };
  }

  async #writeAndReadAtOnce(
    plan: RollbackPlan,
    restore: (capture: CaptureRequest) => Promise<RestoredAndRead>,
  ): Promise<WrittenAndRead> {
    let writing: Promise<RestoredAndRead> | undefined;
    try {
      const read = await this.reader.read(async (capture) => {
        writing = restore(capture);
        return (await writing).readBack;
      }, rollbackMilliseconds());
      return { written: (await writing)?.written ?? NOTHING_FAILED, readBack: read };
    } catch (error) {
      if (writing === undefined) throw error;
      if (error instanceof SavepointError) throw notReadBack(plan, error);
      return { written: endedWith(error), readBack: await readBack(plan, this.reader) };
    }
  }
}
