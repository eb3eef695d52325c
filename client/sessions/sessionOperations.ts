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
  Location,
  PlanTarget,
  RollbackPlan,
  RollbackReport,
  Savepoint,
  SavepointRef,
  Settlement,
  WriteOrder,
} from '../../server/protocol';
import type { Capture, CapturedFrame } from '../../server/value';
import type { DapPort, Debuggee, EvaluationResult, FrameToCapture } from '../debuggee/debuggee';
import { SavepointError } from '../savepointError';
import type { StoreClient } from '../storeClient';
import { changedBindings, presentPrimitive, visibleChanges } from './presentedBindings';
import type { Presentation, ShownVariables } from './shownVariables';
import { captureSettings, onPartialFailure } from './settings';
import { continuingCalls, frameToCapture, framesToCapture, type SeenCall } from './stack';
import type { Stop, Stops } from './stops';

export interface PlanOptions {
  readonly paths?: readonly string[];
  readonly calls?: 'proved' | 'assumed';
}

/** What was read at one stop, and what is needed to write there. */
interface Reading {
  readonly stop: Stop;
  readonly capture: Capture;
  /** The adapter's frames, in the order of the captured ones. */
  readonly frames: readonly FrameToCapture[];
}

interface Settled {
  readonly settlement: Settlement;
  readonly readBack: Reading;
}

export class SessionOperations {
  #queue: Promise<unknown> = Promise.resolve();
  #seen: readonly SeenCall[] = [];
  readonly #sources = new Map<string, Promise<string | undefined>>();
  /** A reading that the server has not acknowledged: later ones are about what changed since. */
  #undelivered: Capture | undefined;

  constructor(
    readonly session: vscode.DebugSession,
    private readonly port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly stops: Stops,
    private readonly shown: ShownVariables,
    private readonly isTrusted: () => boolean,
    /** Whether the workspace's rules are to be checked without being asked. */
    private readonly checksRules: () => boolean,
    private readonly log: vscode.LogOutputChannel,
  ) {}

  savepoint(name: string | undefined): Promise<Savepoint> {
    return this.#serially(async () => {
      const { capture } = await this.#read();
      const location = locationOf(capture.frames[0]);
      return this.#delivered(this.store.savepoint(this.session.id, capture, name, location));
    });
  }

  release(target: SavepointRef): Promise<void> {
    return this.#serially(() => this.store.release(this.session.id, target));
  }

  commit(): Promise<void> {
    return this.#serially(() => this.store.commit(this.session.id));
  }

  plan(target: PlanTarget, options: PlanOptions): Promise<RollbackPlan> {
    return this.#serially(async () => (await this.#plan(target, options)).plan);
  }

  rollback(target: PlanTarget, options: PlanOptions): Promise<RollbackReport> {
    return this.#serially(async () => {
      const { plan, order, reading } = await this.#plan(target, options);
      let settled = await this.#writeAndSettle(plan, order, reading);
      if (settled.settlement.kind === 'put-back')
        settled = await this.#writeAndSettle(plan, settled.settlement.order, reading);
      const { settlement, readBack } = settled;
      if (settlement.kind === 'put-back') throw new Error('The server asked twice to put the same writes back.');
      if (this.checksRules()) await this.#checkAgain(readBack);
      return settlement.report;
    });
  }

  diff(params: Omit<DiffParams, 'session'>): Promise<DiffPage> {
    return this.#serially(() => this.store.diff({ session: this.session.id, ...params }));
  }

  check(): Promise<readonly InvariantResult[]> {
    return this.#serially(async () => this.#check(await this.#read()));
  }

  /** At a stop: brings the server up to date, and checks the invariants if that is wanted. */
  lookAround(checks: 'check' | 'observe'): Promise<void> {
    return this.#serially(async () => {
      const reading = await this.#read();
      if (checks === 'check') await this.#check(reading);
      else await this.#delivered(this.store.observe(this.session.id, reading.capture));
    });
  }

  /** Follows a step, so that calls which it shows to go on are known to; even if the program has gone on since. */
  followStep(stop: Stop): Promise<void> {
    return this.#serially(async () => {
      if (this.#seen.length === 0) return;
      const stack = (await stop.stack) ?? [];
      this.#seen = await continuingCalls(this.#seen, stop, stack, (frame) =>
        this.debuggee.mayHaveJustBegun(frameToCapture(frame, 0, (source) => this.#readSource(source))),
      );
    });
  }

  /** Takes the probe out of the debuggee if it stands still; a running or ended one is left alone. */
  async leave(): Promise<void> {
    const stop = this.stops.stopOf(this.session);
    if (stop === undefined) return;
    const top = (await stop.stack)?.[0];
    if (top !== undefined) await this.debuggee.dispose(top.id);
  }

  async #plan(
    target: PlanTarget,
    { paths, calls }: PlanOptions,
  ): Promise<{ plan: RollbackPlan; order: WriteOrder; reading: Reading }> {
    const reading = await this.#read();
    const [top] = reading.frames;
    const planned = await this.#delivered(
      this.store.plan(
        {
          session: this.session.id,
          capture: reading.capture,
          target,
          ...(paths !== undefined && { paths }),
          sameCalls: calls ?? 'proved',
        },
        (objects) => this.debuggee.describe(top?.frameId ?? 0, objects),
      ),
    );
    return { ...planned, reading };
  }

  async #writeAndSettle(plan: RollbackPlan, order: WriteOrder, reading: Reading): Promise<Settled> {
    if (this.stops.stopOf(this.session) !== reading.stop) throw runsAgain(this.session);
    const frames = reading.capture.frames.flatMap(({ activation }, index) => {
      const frameId = reading.frames[index]?.frameId;
      return frameId === undefined ? [] : [{ frameId, activation }];
    });
    const { failures } =
      order.writes.length === 0 ? { failures: [] } : await this.debuggee.restore({ ...order, frames });
    const readBack = await this.#readBack(plan);
    if (order.writes.length > 0) await this.#show(readBack);
    const settlement = await this.#delivered(
      this.store.settle({
        session: this.session.id,
        plan: plan.id,
        capture: readBack.capture,
        failures,
        onPartialFailure: onPartialFailure(),
      }),
    );
    return { settlement, readBack };
  }

  /** Has VS Code's own Variables view show what was read back. */
  async #show({ capture, frames }: Reading): Promise<void> {
    const changed = changedBindings(capture);
    for (const [index, { activation }] of capture.frames.entries()) {
      const frameId = frames[index]?.frameId;
      if (frameId === undefined) continue;
      const variables = new Map<string, Presentation>();
      for (const [name, value] of visibleChanges(changed, activation, capture.frames))
        variables.set(name, presentPrimitive(value) ?? (await this.#present(frameId, name)));
      if (variables.size > 0) this.shown.correct(this.session, frameId, variables);
    }
    await this.debuggee.refreshViews();
  }

  /** An object is presented as the adapter does, with a reference that its contents can be asked by. */
  async #present(frameId: number, name: string): Promise<Presentation> {
    const { result, type, ...rest } = await this.port.request('evaluate', {
      frameId,
      expression: name,
      context: 'variables',
    });
    return { value: result, ...(type !== undefined && { type }), ...rest };
  }

  /** What was violated before a rollback may hold after it; that it could not be checked does not undo the rollback. */
  async #checkAgain(reading: Reading): Promise<void> {
    try {
      await this.#check(reading);
    } catch (error) {
      const kind = error instanceof SavepointError ? error.code : 'unexpected';
      this.log.warn(`The invariants could not be checked after a rollback: ${kind}`);
    }
  }

  async #readBack(plan: RollbackPlan): Promise<Reading> {
    try {
      return await this.#read();
    } catch (cause) {
      throw new SavepointError(
        'debuggee-failed',
        `The rollback to '${plan.target}' was written but could not be read back, so what it did is unknown: ${messageOf(cause)}`,
        { cause },
      );
    }
  }

  async #check({ capture, frames }: Reading): Promise<readonly InvariantResult[]> {
    const [top] = frames;
    if (top === undefined) throw noFrame(this.session);
    if (this.#undelivered === capture) await this.#delivered(this.store.observe(this.session.id, capture));
    const rules = await this.store.rulesToEvaluate(this.session.id);
    const expressions = rules.map(({ expression }) => expression);
    const results =
      rules.length === 0 || !this.isTrusted() ? [] : await this.debuggee.evaluate(top.frameId, expressions);
    const location = locationOf(capture.frames[0]);
    return this.store.judge(
      {
        session: this.session.id,
        ...(location !== undefined && { location }),
        evaluations: rules.map(({ rule }, index) => ({ rule, evaluation: results[index] ?? NOT_TRUSTED })),
      },
      (objects) => this.debuggee.describe(top.frameId, objects),
    );
  }

  /** The server has taken the last reading with this request. */
  async #delivered<R>(request: Promise<R>): Promise<R> {
    const result = await request;
    this.#undelivered = undefined;
    return result;
  }

  /** Reads the debuggee where it stands; what it finds is what differs from the reading before. */
  async #read(): Promise<Reading> {
    const stop = this.stops.stopOf(this.session);
    if (stop === undefined) throw isRunning(this.session);
    const { frames: limit, budget } = captureSettings();
    const stack = await stop.stack;
    if (stack === undefined) throw runsAgain(this.session);
    const frames = framesToCapture(stack, limit, (source) => this.#readSource(source));
    if (frames.length === 0) throw noFrame(this.session);
    if (this.#undelivered !== undefined) await this.#delivered(this.store.observe(this.session.id, this.#undelivered));
    const retain = await this.store.retained(this.session.id);
    const capture = await this.debuggee.capture({ frames: this.#withSeenCalls(frames), budget, retain });
    this.#undelivered = capture;
    this.#seen = capture.frames
      .filter(({ scope }) => scope === undefined)
      .map((frame) => ({
        ...frame,
        isTop: frame.depth === stack.length - 1,
        shown: 'for-certain' as const,
      }));
    if (this.stops.stopOf(this.session) !== stop) throw runsAgain(this.session);
    return { stop, capture, frames };
  }

  #withSeenCalls(frames: readonly FrameToCapture[]): readonly FrameToCapture[] {
    return frames.map((frame) => {
      const seen = this.#seen.find(
        (call) => call.depth === frame.depth && call.function === frame.function && call.source === frame.source,
      );
      return seen === undefined ? frame : { ...frame, activation: seen.activation };
    });
  }

  /** A source is read once for the session: it is what the program was loaded from. */
  #readSource(source: Dap.Source | undefined): Promise<string | undefined> {
    if (source === undefined) return Promise.resolve(undefined);
    const key = `${source.path ?? ''}#${source.sourceReference ?? 0}`;
    let text = this.#sources.get(key);
    if (text === undefined) this.#sources.set(key, (text = this.#requestSource(source)));
    return text;
  }

  async #requestSource(source: Dap.Source): Promise<string | undefined> {
    try {
      return (await this.port.request('source', { source, sourceReference: source.sourceReference ?? 0 })).content;
    } catch {
      return undefined;
    }
  }

  #serially<R>(operation: () => Promise<R>): Promise<R> {
    const result = this.#queue.then(operation);
    this.#queue = result.catch(() => undefined);
    return result;
  }
}

const NOT_TRUSTED: EvaluationResult = {
  value: 'error',
  message: 'the workspace is not trusted, so nothing of it is evaluated',
};

function locationOf(frame: CapturedFrame | undefined): Location | undefined {
  return frame?.source === undefined ? undefined : { source: frame.source, line: frame.line, function: frame.function };
}

function isRunning({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError(
    'not-paused',
    `'${name}' is running: pause it first, since Savepoint reads and writes a program that stands still.`,
  );
}

function runsAgain({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError('not-paused', `'${name}' went on running in the middle of this: pause it and try again.`);
}

function noFrame({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError(
    'no-frame',
    `'${name}' is paused where it has no stack frame: step to a line of the program.`,
  );
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
