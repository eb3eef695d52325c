/**
 * What can be done with one debug session: each operation reads the debuggee, asks the server, and writes what the
 * server ordered. Operations on a session run one after the other.
 */
import type * as vscode from 'vscode';
import type {
  Change,
  DiffPage,
  DiffParams,
  InvariantResult,
  PlanTarget,
  RollbackPlan,
  RollbackReport,
  Savepoint,
  SavepointRef,
} from '../../server/protocol';
import type { DapPort, Debuggee } from '../debuggee/debuggee';
import type { StoreClient } from '../storeClient';
import { GivingUp, type GivingUpOptions } from './givingUp';
import { InvariantChecks } from './invariantChecks';
import { Reader } from './reader';
import { locationOf, type Reading } from './reading';
import { RestoredVariables } from './restoredVariables';
import { type PlanOptions, RollbackSteps } from './rollbackSteps';
import type { ShownVariables } from './shownVariables';
import type { Stop, Stops } from './stops';

export class SessionOperations {
  #queue: Promise<unknown> = Promise.resolve();
  readonly #reader: Reader;
  readonly #rollbacks: RollbackSteps;
  readonly #invariants: InvariantChecks;

  constructor(
    readonly session: vscode.DebugSession,
    port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly stops: Pick<Stops, 'stopOf'>,
    shown: Pick<ShownVariables, 'correct'>,
    isTrusted: () => boolean,
    /** Whether the workspace's rules are to be checked without being asked. */
    private readonly checksRules: () => boolean,
    log: vscode.LogOutputChannel,
  ) {
    this.#reader = new Reader(session, port, debuggee, store, stops);
    const restored = new RestoredVariables(session, port, debuggee, shown);
    this.#rollbacks = new RollbackSteps(session, debuggee, store, this.#reader, restored);
    this.#invariants = new InvariantChecks(session, debuggee, store, this.#reader, isTrusted, log);
  }

  savepoint(name: string | undefined): Promise<Savepoint> {
    return this.#serially(async () => {
      const reading = await this.#reader.read();
      const location = locationOf(reading);
      return this.#reader.delivered(this.store.savepoint(this.session.id, reading.capture, name, location));
    });
  }

  release(target: SavepointRef): Promise<void> {
    return this.#serially(() => this.store.release(this.session.id, target));
  }

  commit(): Promise<void> {
    return this.#serially(() => this.store.commit(this.session.id));
  }

  plan(target: PlanTarget, options: PlanOptions & GivingUpOptions): Promise<RollbackPlan> {
    const givingUp = new GivingUp(options);
    const planned = this.#serially(() => this.#rollbacks.plan(target, options, givingUp));
    return givingUp.until(planned.then(({ plan }) => plan));
  }

  rollback(target: PlanTarget, options: PlanOptions & GivingUpOptions): Promise<RollbackReport> {
    const givingUp = new GivingUp(options);
    const rolledBack = this.#serially(async () => {
      const planned = await this.#rollbacks.plan(target, options, givingUp);
      givingUp.beginWriting();
      const before = this.store.view(this.session.id)?.invariants ?? [];
      const { report, readBack } = await this.#rollbacks.apply(planned);
      if (!this.checksRules()) return report;
      return { ...report, health: await this.#invariants.checkAgain(readBack, before) };
    });
    return givingUp.until(rolledBack);
  }

  /** What an abandoned state had changed. */
  branchDiff(branch: number, offset: number, limit: number): Promise<DiffPage> {
    return this.#serially(() => this.store.branchDiff({ session: this.session.id, branch, offset, limit }));
  }

  /** What somebody else changed since the innermost savepoint, while the program stood still; looks first, if it does. */
  drift(): Promise<readonly Change[]> {
    return this.#serially(async () => {
      if (this.stops.stopOf(this.session) !== undefined) await this.#observe(await this.#reader.read());
      return this.store.drift(this.session.id);
    });
  }

  diff(params: Omit<DiffParams, 'session'>): Promise<DiffPage> {
    return this.#serially(() => this.store.diff({ session: this.session.id, ...params }));
  }

  check(): Promise<readonly InvariantResult[]> {
    return this.#serially(async () => this.#invariants.check(await this.#reader.read(), 'all'));
  }

  /** At a stop: brings the server up to date, and checks the invariants if that is wanted. */
  lookAround(checks: 'check' | 'observe'): Promise<void> {
    return this.#serially(async () => {
      const reading = await this.#reader.read();
      if (checks === 'check') await this.#invariants.check(reading, 'changed');
      else await this.#observe(reading);
    });
  }

  #observe({ capture }: Reading): Promise<void> {
    return this.#reader.delivered(this.store.observe(this.session.id, capture));
  }

  /** Follows a step, so that calls which it shows to go on are known to; even if the program has gone on since. */
  followStep(stop: Stop): Promise<void> {
    return this.#serially(() => this.#reader.followStep(stop));
  }

  /** Takes the probe out of the debuggee if it stands still; a running or ended one is left alone. */
  async leave(): Promise<void> {
    const stop = this.stops.stopOf(this.session);
    if (stop === undefined) return;
    const top = (await stop.stack)?.[0];
    if (top !== undefined) await this.debuggee.dispose(top.id);
  }

  #serially<R>(operation: () => Promise<R>): Promise<R> {
    const result = this.#queue.then(operation);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
