/**
 * What can be done with one debug session: each operation reads the debuggee, asks the server, and writes what the
 * server ordered. Operations on a session run one after the other.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type {
  Change,
  DiffPage,
  DiffParams,
  Health,
  InvariantResult,
  LearnedRule,
  PlanTarget,
  RollbackPlan,
  RollbackReport,
  Savepoint,
  SavepointRef,
} from '../../server/protocol';
import type { DapPort, Debuggee } from '../debuggee/debuggee';
import type { HuntReport } from '../apiTypes';
import type { Consents } from '../ruleConsents';
import type { StoreClient } from '../storeClient';
import { ArchivedSteps } from './archivedSteps';
import { GivingUp, type GivingUpOptions } from './givingUp';
import type { BreakpointRequests } from './breakpointRequests';
import { type HuntOptions, Hunts } from './hunts';
import { InvariantChecks } from './invariantChecks';
import { Reader } from './reader';
import { locationOf, type Reading } from './reading';
import { hasLeft, nothingToStepBackTo } from './refusals';
import { RestoredVariables } from './restoredVariables';
import { type Applied, type PlanOptions, RollbackSteps } from './rollbackSteps';
import { Rewinds, wantsRewind } from './rewinds';
import { onPartialFailure } from './settings';
import type { ShownVariables } from './shownVariables';
import { StopExceptions } from './stopExceptions';
import type { StandingPlaces, Stop } from './stops';
import { within } from './within';

/** Milliseconds that a program has to let go of the probe. */
const LEAVING = 1_000;

export type RollbackWishes = PlanOptions & GivingUpOptions;

export class SessionOperations {
  #queue: Promise<unknown> = Promise.resolve();
  #hasLeft = false;
  /** A look for drift that has not begun. */
  #look: Promise<void> | undefined;
  readonly #reader: Reader;
  readonly #rollbacks: RollbackSteps;
  readonly #rewinds: Rewinds;
  readonly #archived: ArchivedSteps;
  readonly #invariants: InvariantChecks;
  readonly #hunts: Hunts;
  #isHunting = false;
  /** The stops that have an automatic savepoint. */
  readonly #marked = new WeakSet<Stop>();

  constructor(
    readonly session: vscode.DebugSession,
    readonly port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly stops: StandingPlaces,
    shown: Pick<ShownVariables, 'correct' | 'askAgain'>,
    /** Grows when somebody else asks the adapter for what may change the program. */
    outsideRequests: () => number,
    isTrusted: () => boolean,
    /** Whether the workspace's rules are to be checked without being asked. */
    private readonly checksRules: () => boolean,
    log: vscode.LogOutputChannel,
    capabilities: () => Dap.Capabilities,
    breakpoints: Pick<BreakpointRequests, 'lend'>,
    consents: Consents,
  ) {
    this.#reader = new Reader(session, port, debuggee, store, stops, outsideRequests);
    const restored = new RestoredVariables(session, debuggee, shown, this.#reader);
    this.#rollbacks = new RollbackSteps(session, debuggee, store, this.#reader, restored);
    this.#archived = new ArchivedSteps(session, debuggee, store, this.#reader, restored);
    this.#rewinds = new Rewinds(session, port, debuggee, store, stops, this.#reader, this.#rollbacks, capabilities);
    const exceptions = new StopExceptions(port);
    this.#invariants = new InvariantChecks(
      session,
      debuggee,
      store,
      this.#reader,
      exceptions,
      isTrusted,
      consents,
      log,
    );
    this.#hunts = new Hunts(session, port, store, stops, breakpoints, capabilities, isTrusted, consents, async () =>
      this.#invariants.check(await this.#reader.read(), 'all'),
    );
  }

  /** With the invariants checked first where they are to be, so that it is known whether the savepoint is a good one. */
  savepoint(name: string | undefined): Promise<Savepoint> {
    return this.#serially(async () => {
      const reading = await this.#reader.read();
      const health = await this.#healthOf(reading);
      const location = locationOf(reading);
      return this.#reader.delivered(this.store.savepoint(this.session.id, reading.capture, name, location, health));
    });
  }

  release(target: SavepointRef): Promise<void> {
    return this.#serially(() => this.store.release(this.session.id, target));
  }

  commit(): Promise<void> {
    return this.#serially(() => this.store.commit(this.session.id));
  }

  plan(target: PlanTarget, options: RollbackWishes): Promise<RollbackPlan> {
    return this.#givingUp(options, (givingUp) => this.#plan(target, options, givingUp));
  }

  rollback(target: PlanTarget, options: RollbackWishes): Promise<RollbackReport> {
    return this.#givingUp(options, (givingUp) => this.#rollback(target, options, givingUp));
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

  /** Brings the server up to date after somebody else's write; once for all of those that come before it looks. */
  lookForDrift(): Promise<void> {
    this.#look ??= this.#serially(async () => {
      this.#look = undefined;
      if (this.stops.stopOf(this.session) !== undefined) await this.#observe(await this.#reader.read());
    });
    return this.#look;
  }

  markGood(target: SavepointRef): Promise<void> {
    return this.#serially(() => this.store.markGood(this.session.id, target));
  }

  learn(): Promise<readonly LearnedRule[]> {
    return this.#serially(() => this.store.learn(this.session.id));
  }

  /** Works with what is kept beyond debug sessions. */
  archived<R>(work: (archived: ArchivedSteps) => Promise<R>): Promise<R> {
    return this.#serially(() => work(this.#archived));
  }

  diff(params: Omit<DiffParams, 'session'>): Promise<DiffPage> {
    return this.#serially(() => this.store.diff({ session: this.session.id, ...params }));
  }

  check(): Promise<readonly InvariantResult[]> {
    return this.#serially(async () => this.#invariants.check(await this.#reader.read(), 'all'));
  }

  /** Runs on until a rule no longer holds; the stops on the way are nobody else's. Before it, the state is marked. */
  async hunt(options: HuntOptions, keep: number): Promise<HuntReport> {
    await this.autoSavepoint(keep);
    return this.#serially(async () => {
      this.#isHunting = true;
      try {
        return await this.#hunts.run(options);
      } finally {
        this.#isHunting = false;
      }
    });
  }

  /** Whether the program runs and stops for a hunt. */
  get isHunting(): boolean {
    return this.#isHunting;
  }

  /** At a stop: brings the server up to date, and checks the invariants if that is wanted. */
  lookAround(checks: 'check' | 'observe'): Promise<readonly InvariantResult[]> {
    return this.#serially(async () => {
      const reading = await this.#reader.read();
      if (checks === 'check') return this.#invariants.check(reading, 'changed');
      await this.#observe(reading);
      return [];
    });
  }

  #observe({ capture }: Reading): Promise<void> {
    return this.#reader.delivered(this.store.observe(this.session.id, capture));
  }

  /** Marks where the program stands, once for each stop that the program itself came to. */
  autoSavepoint(keep: number): Promise<void> {
    return this.#serially(async () => {
      const stop = this.stops.stopOf(this.session);
      if (stop === undefined || this.#marked.has(stop) || this.#reader.isMadeByRewind(stop)) return;
      const reading = await this.#reader.read();
      const { capture } = reading;
      const health = await this.#healthOf(reading);
      const location = locationOf(reading);
      await this.#reader.delivered(this.store.autoSavepoint(this.session.id, capture, location, keep, health));
      this.#marked.add(reading.stop);
    });
  }

  /** Rewinds to the automatic savepoint before the place where the program stands. */
  stepBack(options: Omit<RollbackWishes, 'rewind' | 'paths'>): Promise<RollbackReport> {
    return this.#givingUp(options, (givingUp) =>
      this.#rollback(this.#previous(), { ...options, rewind: 'line' }, givingUp),
    );
  }

  /** How a step back would go; writes and moves nothing. */
  planStepBack(options: Pick<RollbackWishes, 'calls' | 'signal'>): Promise<RollbackPlan> {
    return this.#givingUp(options, (givingUp) =>
      this.#plan(this.#previous(), { ...options, rewind: 'line' }, givingUp),
    );
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

  /**
   * Takes the probe out of the debuggee. What has begun ends first, and nothing begins after it, which would bring the probe
   * in again. A program that is running and does not answer, or ended, is left alone.
   */
  async leave(): Promise<void> {
    this.#hasLeft = true;
    await this.#queue;
    const top = (await this.stops.stopOf(this.session)?.stack)?.[0];
    await within(LEAVING, this.debuggee.dispose(top?.id));
  }

  async #plan(target: PlanTarget, options: PlanOptions, givingUp: GivingUp): Promise<RollbackPlan> {
    const rewind = wantsRewind(options) ? await this.#rewinds.plan(target, options) : undefined;
    const { plan } = await this.#rollbacks.plan(target, options, givingUp);
    return { ...plan, ...(rewind !== undefined && { rewind }) };
  }

  async #rollback(target: PlanTarget, options: PlanOptions, givingUp: GivingUp): Promise<RollbackReport> {
    const before = this.store.view(this.session.id)?.invariants ?? [];
    const { report, readBack } = await this.#apply(target, options, givingUp);
    if (!this.checksRules()) return report;
    return { ...report, health: await this.#invariants.checkAgain(readBack, before) };
  }

  async #apply(target: PlanTarget, options: PlanOptions, givingUp: GivingUp): Promise<Applied> {
    if (!wantsRewind(options)) {
      const planned = await this.#rollbacks.plan(target, options, givingUp);
      givingUp.beginWriting();
      return this.#rollbacks.apply(planned, onPartialFailure());
    }
    // What was shown is about the values where the program stands now, before it is moved.
    const { plan: shown, ...rewind } = options;
    if (shown !== undefined) await this.#rollbacks.plan(target, options, givingUp);
    givingUp.beginWriting();
    return this.#rewinds.run(target, rewind);
  }

  /** An operation that its caller can turn away from until something is written. */
  #givingUp<R>(options: GivingUpOptions, operation: (givingUp: GivingUp) => Promise<R>): Promise<R> {
    const givingUp = new GivingUp(options);
    return givingUp.until(this.#serially(() => operation(givingUp)));
  }

  async #healthOf(reading: Reading): Promise<Health | undefined> {
    return this.checksRules() ? this.#invariants.checkBefore(reading) : undefined;
  }

  #serially<R>(operation: () => Promise<R>): Promise<R> {
    const result = this.#queue.then(() => {
      if (this.#hasLeft) throw hasLeft(this.session);
      return operation();
    });
    this.#queue = result.catch(() => undefined);
    return result;
  }
}
