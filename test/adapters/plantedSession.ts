/** A debuggee with the server's session behind it, which savepoints can be exported from and restored into. */
import type { Debuggee, FrameToCapture } from '../../client/debuggee/debuggee';
import type { RollbackPlan, RollbackReport, SettleArchivedParams, Settlement } from '../../server/protocol';
import { ArchivedRestores } from '../../server/checkpoint/archivedRestores';
import { type Checkpoint, checkpointText, parseCheckpoint } from '../../server/checkpoint/checkpointFile';
import { checkpointOf } from '../../server/checkpoint/checkpointFiles';
import { Session } from '../../server/session/session';
import type { Capture } from '../../server/value';

const BUDGET = { described: 50_000, objects: 200_000, milliseconds: 20_000 };

export class PlantedSession {
  readonly #session = new Session('s', 'program');
  readonly #restores = new ArchivedRestores(this.#session);
  #frames: readonly FrameToCapture[] = [];

  constructor(
    readonly debuggee: Debuggee,
    private readonly frames: () => readonly FrameToCapture[],
  ) {}

  /** What a checkpoint file of the present state gives when it is read. */
  async exported(): Promise<Checkpoint> {
    const { id } = this.#session.savepoint(await this.#read(), 'exported', undefined);
    const checkpoint = checkpointOf(this.#session, { kind: 'savepoint', savepoint: id }, 'ask', ['password']);
    return parseCheckpoint(checkpointText(checkpoint), 'exported.json');
  }

  async plan(checkpoint: Checkpoint): Promise<RollbackPlan> {
    return this.#restores.plan({ capture: await this.#read() }, checkpoint).plan;
  }

  async restore(checkpoint: Checkpoint, onPartialFailure: 'undo' | 'keep' = 'undo'): Promise<RollbackReport> {
    const { plan, planting } = this.#restores.plan({ capture: await this.#read() }, checkpoint);
    const written = await this.debuggee.plant?.({ ...planting, frames: this.#framesToWrite() });
    let settlement = await this.#settle(plan, written?.failures ?? [], onPartialFailure);
    if (settlement.kind === 'put-back') {
      await this.debuggee.restore({ ...settlement.order, frames: this.#framesToWrite() });
      settlement = await this.#settle(plan, [], onPartialFailure);
    }
    if (settlement.kind === 'put-back') throw new Error('It was to be put back twice.');
    return settlement.report;
  }

  async #settle(
    { id }: RollbackPlan,
    failures: SettleArchivedParams['failures'],
    onPartialFailure: 'undo' | 'keep',
  ): Promise<Settlement> {
    const capture = await this.#read();
    return this.#restores.settle({
      session: 's',
      plan: id,
      capture,
      failures,
      onPartialFailure,
      at: 1,
      keepBranches: 50,
    });
  }

  /** The program does not go on between readings, so the calls are the same. */
  #read(): Promise<Capture> {
    const known = this.#session.present.frames;
    this.#frames = this.frames().map((frame, index) => {
      const activation = known[index]?.activation;
      return activation === undefined ? frame : { ...frame, activation };
    });
    return this.debuggee.capture({ frames: this.#frames, budget: BUDGET, retain: this.#session.retained() });
  }

  #framesToWrite() {
    return this.#session.present.frames.flatMap(({ activation }, index) => {
      const frameId = this.#frames[index]?.frameId;
      return frameId === undefined ? [] : [{ frameId, activation }];
    });
  }
}
