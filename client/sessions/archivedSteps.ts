/** What is done between a debug session and what is kept beyond one: exporting, comparing, and restoring into this run. */
import type * as vscode from 'vscode';
import type {
  ArchiveComparison,
  CheckpointWritten,
  ExportWhat,
  Planting,
  RollbackPlan,
  RollbackReport,
  Settlement,
  WriteOrder,
} from '../../server/protocol';
import type { Capture, ObjectId } from '../../server/value';
import type { ArchivedSavepoint, RestoreOptions } from '../archives/archiveTypes';
import type { Debuggee, PlantResult } from '../debuggee/debuggee';
import { SavepointError } from '../savepointError';
import type { Describe, StoreClient } from '../storeClient';
import type { Reader } from './reader';
import { framesToWrite, type Reading } from './reading';
import type { RestoredVariables } from './restoredVariables';
import { keptBranches, onPartialFailure, redactedNames } from './settings';
import { endOf, NOTHING_FAILED, readBack } from './writing';

interface Planned {
  readonly plan: RollbackPlan;
  readonly planting: Planting;
  readonly reading: Reading;
}

export class ArchivedSteps {
  constructor(
    private readonly session: vscode.DebugSession,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly reader: Reader,
    private readonly restored: RestoredVariables,
  ) {}

  /** Objects that nobody has looked at are looked at first, if the program stands still and still has them. */
  async export(what: ExportWhat, file: string): Promise<CheckpointWritten> {
    const params = { session: this.session.id, what, file, redact: redactedNames() };
    const reading = await this.reader.read().catch((error: unknown) => {
      if (error instanceof SavepointError && error.code === 'not-paused') return undefined;
      throw error;
    });
    if (reading !== undefined) {
      await this.reader.deliver(reading);
      try {
        return await this.store.exportSession({ ...params, undescribed: 'ask' }, this.#describe(reading));
      } catch (error) {
        if (!(error instanceof SavepointError && error.code === 'debuggee-failed')) throw error;
      }
    }
    return this.store.exportSession({ ...params, undescribed: 'leave' }, () => Promise.resolve(NOTHING));
  }

  async compare({ source, savepoint }: ArchivedSavepoint): Promise<ArchiveComparison> {
    const reading = await this.reader.read();
    await this.reader.deliver(reading);
    return this.store.compareArchived(this.session.id, source, savepoint, this.#describe(reading));
  }

  async plan(at: ArchivedSavepoint, options: RestoreOptions): Promise<RollbackPlan> {
    return (await this.#plan(at, options)).plan;
  }

  async restore(at: ArchivedSavepoint, options: RestoreOptions): Promise<RollbackReport> {
    const { plan, planting, reading } = await this.#plan(at, options);
    const whatFails = onPartialFailure();
    let settlement = await this.#settle(plan, reading, whatFails, () => this.#plant(planting, reading));
    if (settlement.kind === 'put-back') {
      const { order } = settlement;
      settlement = await this.#settle(plan, reading, whatFails, () => this.#putBack(order, reading));
    }
    if (settlement.kind === 'put-back') throw new Error('The server asked twice to put the same writes back.');
    return settlement.report;
  }

  async #plan({ source, savepoint }: ArchivedSavepoint, { paths, plan }: RestoreOptions): Promise<Planned> {
    if (this.debuggee.plant === undefined)
      throw new SavepointError(
        'cannot-write',
        `What another run held cannot be written into '${this.session.name}': that is possible in JavaScript and Python programs.`,
      );
    const reading = await this.reader.read();
    const planned = await this.reader.delivered(
      this.store.planArchived(
        {
          session: this.session.id,
          capture: reading.capture,
          source,
          savepoint,
          redact: redactedNames(),
          ...(paths !== undefined && { paths }),
          ...(plan !== undefined && { expected: plan.digest }),
        },
        this.#describe(reading),
      ),
    );
    return { ...planned, reading };
  }

  async #settle(
    plan: RollbackPlan,
    reading: Reading,
    whatFails: 'undo' | 'keep',
    write: () => Promise<PlantResult>,
  ): Promise<Settlement> {
    this.reader.assertStandsAt(reading);
    const written = await endOf(write);
    const after = await readBack(plan, this.reader);
    this.restored.show(after);
    const capture = await this.#wholeOf(after);
    return this.reader.delivered(
      this.store.settleArchived({
        session: this.session.id,
        plan: plan.id,
        capture,
        ...written,
        onPartialFailure: whatFails,
        at: Date.now(),
        keepBranches: keptBranches(),
      }),
    );
  }

  async #plant(planting: Planting, reading: Reading): Promise<PlantResult> {
    if (planting.writes.length === 0) return NOTHING_FAILED;
    return (await this.debuggee.plant?.({ ...planting, frames: framesToWrite(reading) })) ?? NOTHING_FAILED;
  }

  async #putBack(order: WriteOrder, reading: Reading): Promise<PlantResult> {
    await this.debuggee.restore({ ...order, frames: framesToWrite(reading) });
    // What was not put back is seen by reading.
    return NOTHING_FAILED;
  }

  /** The reading, and what the new objects in it hold, which the comparison needs. */
  async #wholeOf({ capture, frames }: Reading): Promise<Capture> {
    const [top] = frames;
    let { objects, changes } = capture;
    const asked = new Set<ObjectId>();
    for (;;) {
      const unknown = objects.filter(({ id, described }) => !described && !asked.has(id)).map(({ id }) => id);
      if (unknown.length === 0 || top === undefined) return { ...capture, objects, changes };
      for (const id of unknown) asked.add(id);
      const described = await this.debuggee.describe(top.frameId, unknown);
      const told = new Set(described.objects.map(({ id }) => id));
      objects = [...objects.filter(({ id }) => !told.has(id)), ...described.objects];
      changes = [...changes, ...described.changes];
    }
  }

  #describe({ frames: [top] }: Reading): Describe {
    return (objects) => this.debuggee.describe(top?.frameId ?? 0, objects);
  }
}

const NOTHING = { objects: [], changes: [] };
