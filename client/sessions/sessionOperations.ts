/**
 * What can be done with one debug session: each operation reads the debuggee, asks the server, and writes what the
 * server ordered. Operations on a session run one after the other.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type {
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
import { InvariantChecks } from './invariantChecks';
import { Reader } from './reader';
import { locationOf } from './reading';
import { nothingToStepBackTo } from './refusals';
import { RestoredVariables } from './restoredVariables';
import { type PlanOptions, RollbackSteps } from './rollbackSteps';
import { Rewinds, wantsRewind } from './rewinds';
import { onPartialFailure } from './settings';
import type { ShownVariables } from './shownVariables';
import type { StandingPlaces, Stop } from './stops';

export class SessionOperations {
  #queue: Promise<unknown> = Promise.resolve();
  readonly #reader: Reader;
  readonly #rollbacks: RollbackSteps;
  readonly #rewinds: Rewinds;
  readonly #invariants: InvariantChecks;
  /** The stops that have an automatic savepoint. */
  readonly #marked = new WeakSet<Stop>();

  constructor(
    readonly session: vscode.DebugSession,
    port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly stops: StandingPlaces,
    shown: Pick<ShownVariables, 'correct'>,
    isTrusted: () => boolean,
    /** Whether the workspace's rules are to be checked without being asked. */
    private readonly checksRules: () => boolean,
    log: vscode.LogOutputChannel,
    capabilities: () => Dap.Capabilities,
  ) {
    this.#reader = new Reader(session, port, debuggee, store, stops);
    const restored = new RestoredVariables(session, port, debuggee, shown);
    this.#rollbacks = new RollbackSteps(session, debuggee, store, this.#reader, restored);
    this.#rewinds = new Rewinds(session, port, debuggee, store, stops, this.#reader, this.#rollbacks, capabilities);
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

  plan(target: PlanTarget, options: PlanOptions): Promise<RollbackPlan> {
    return this.#serially(() => this.#plan(target, options));
  }

  rollback(target: PlanTarget, options: PlanOptions): Promise<RollbackReport> {
    return this.#serially(() => this.#rollback(target, options));
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
      else await this.#reader.delivered(this.store.observe(this.session.id, reading.capture));
    });
  }

  /** Marks where the program stands, once for each stop that the program itself came to. */
  autoSavepoint(keep: number): Promise<void> {
    return this.#serially(async () => {
      const stop = this.stops.stopOf(this.session);
      if (stop === undefined || this.#marked.has(stop) || this.#reader.isMadeByRewind(stop)) return;
      const reading = await this.#reader.read();
      const { capture } = reading;
      await this.#reader.delivered(this.store.autoSavepoint(this.session.id, capture, locationOf(reading), keep));
      this.#marked.add(reading.stop);
    });
  }

  /** Rewinds to the automatic savepoint before the place where the program stands. */
  stepBack(options: Omit<PlanOptions, 'rewind' | 'paths'>): Promise<RollbackReport> {
    return this.#serially(() => this.#rollback(this.#previous(), { ...options, rewind: 'line' }));
  }

  /** How a step back would go; writes and moves nothing. */
  planStepBack(options: Pick<PlanOptions, 'calls'>): Promise<RollbackPlan> {
    return this.#serially(() => this.#plan(this.#previous(), { ...options, rewind: 'line' }));
  }

  #previous(): PlanTarget {
    const { stepBack, autoSavepoints = [] } = this.store.view(this.session.id) ?? {};
    if (stepBack === undefined) throw nothingToStepBackTo(this.session, autoSavepoints.length);
    return { kind: 'savepoint', savepoint: stepBack };
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

  async #plan(target: PlanTarget, options: PlanOptions): Promise<RollbackPlan> {
    const rewind = wantsRewind(options) ? await this.#rewinds.plan(target, options) : undefined;
    const { plan } = await this.#rollbacks.plan(target, options);
    return { ...plan, ...(rewind !== undefined && { rewind }) };
  }

  async #rollback(target: PlanTarget, options: PlanOptions): Promise<RollbackReport> {
    const { report, readBack } = wantsRewind(options)
      ? await this.#rewinds.run(target, options)
      : await this.#rollbacks.apply(await this.#rollbacks.plan(target, options), onPartialFailure());
    if (this.checksRules()) await this.#invariants.checkAgain(readBack);
    return report;
  }

  #serially<R>(operation: () => Promise<R>): Promise<R> {
    const result = this.#queue.then(operation);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
