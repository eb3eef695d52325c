/** A debuggee with the server's session and rollbacks behind it, in one process: what the client does, without VS Code. */
import type { Debuggee, FrameToCapture } from '../../client/debuggee/debuggee';
import type { PlanTarget, RollbackPlan, RollbackReport, WriteOrder } from '../../server/protocol';
import { Rollbacks } from '../../server/session/rollback';
import { Session } from '../../server/session/session';
import type { Capture } from '../../server/value';

const BUDGET = { described: 5_000, objects: 200_000, milliseconds: 20_000 };

export interface RollbackOptions {
  readonly paths?: readonly string[];
  readonly sameCalls?: 'proved' | 'assumed';
  readonly onPartialFailure?: 'undo' | 'keep';
}

export class StoredSession {
  readonly session = new Session('s', 'program');
  readonly #rollbacks = new Rollbacks(this.session);
  #frames: readonly FrameToCapture[] = [];
  #readAt = 0;

  constructor(
    readonly debuggee: Debuggee,
    private readonly frames: () => Promise<readonly FrameToCapture[]>,
    /** Tells the stops of the program apart. */
    private readonly stop: () => number,
  ) {}

  async savepoint(name: string): Promise<Capture> {
    const capture = await this.read();
    this.session.savepoint(capture, name, undefined);
    return capture;
  }

  async plan(target: PlanTarget, { paths, sameCalls = 'proved' }: RollbackOptions = {}): Promise<RollbackPlan> {
    return (await this.#plan(target, { ...(paths !== undefined && { paths }), sameCalls })).plan;
  }

  rollbackTo(savepoint: string, options: RollbackOptions = {}): Promise<RollbackReport> {
    return this.rollback({ kind: 'savepoint', savepoint }, options);
  }

  async rollback(target: PlanTarget, options: RollbackOptions = {}): Promise<RollbackReport> {
    const { plan, order } = await this.#plan(target, options);
    let settlement = await this.#writeAndSettle(plan, order, options);
    if (settlement.kind === 'put-back') settlement = await this.#writeAndSettle(plan, settlement.order, options);
    if (settlement.kind === 'put-back') throw new Error('It was to be put back twice.');
    return settlement.report;
  }

  /** Reads the debuggee where it stands. While it has not moved the calls are the same; else the debuggee has to tell. */
  async read(): Promise<Capture> {
    const frames = await this.frames();
    const known = this.#readAt === this.stop() ? this.session.present.frames : [];
    this.#frames = frames.map((frame, index) => {
      const activation = known[index]?.activation;
      return activation === undefined ? frame : { ...frame, activation };
    });
    this.#readAt = this.stop();
    return this.debuggee.capture({ frames: this.#frames, budget: BUDGET, retain: this.session.retained() });
  }

  async #plan(
    target: PlanTarget,
    { paths, sameCalls = 'proved' }: RollbackOptions,
  ): Promise<{ plan: RollbackPlan; order: WriteOrder }> {
    const capture = await this.read();
    return this.#rollbacks.plan({ session: 's', capture, target, ...(paths !== undefined && { paths }), sameCalls });
  }

  async #writeAndSettle(plan: RollbackPlan, order: WriteOrder, { onPartialFailure = 'undo' }: RollbackOptions) {
    const frames = this.session.present.frames.flatMap(({ activation }, index) => {
      const frameId = this.#frames[index]?.frameId;
      return frameId === undefined ? [] : [{ frameId, activation }];
    });
    const { failures } =
      order.writes.length === 0 ? { failures: [] } : await this.debuggee.restore({ ...order, frames });
    const capture = await this.read();
    return this.#rollbacks.settle({
      session: 's',
      plan: plan.id,
      capture,
      failures,
      onPartialFailure,
      at: 1,
      keepBranches: 50,
    });
  }
}
