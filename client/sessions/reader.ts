/**
 * Reads one session's debuggee where it stands. What a reading finds is what differs from the one before, so each must
 * reach the server; and calls keep their activations for as long as steps show them to go on.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type { Capture } from '../../server/value';
import type { CaptureRequest, DapPort, Debuggee, FrameToCapture } from '../debuggee/debuggee';
import { SavepointError } from '../savepointError';
import type { StoreClient } from '../storeClient';
import type { Reading } from './reading';
import { isRunning, noFrame, noStack, runsAgain } from './refusals';
import { captureSettings } from './settings';
import { continuingCalls, frameToCapture, framesToCapture, type SeenCall } from './stack';
import type { Stop, Stops } from './stops';
import { within } from './within';

/** The last reading, without what it found. */
interface LastReading {
  readonly reading: Reading;
  /** How many requests of others there had been before it. */
  readonly outside: number;
  readonly frames: number;
}

/** How long an answer may take beyond a capture's own budget, in milliseconds. */
const PATIENCE = 10_000;

export class Reader {
  #seen: readonly SeenCall[] = [];
  readonly #sources = new Map<string, Promise<string | undefined>>();
  /** A reading that the server has not acknowledged: later ones are about what changed since. */
  #undelivered: Capture | undefined;
  /** A capture that had not ended when its time was up; what it finds is not lost. */
  #late: Promise<Capture> | undefined;
  /** The stops are counted, so that readings of the same one are known. */
  #stop: { readonly stop: Stop; readonly number: number } | undefined;
  readonly #rewindStops = new WeakSet<Stop>();
  #last: LastReading | undefined;

  constructor(
    private readonly session: vscode.DebugSession,
    private readonly port: DapPort,
    private readonly debuggee: Debuggee,
    private readonly store: StoreClient,
    private readonly stops: Pick<Stops, 'stopOf'>,
    /** Grows when somebody else asks the adapter for what may change the program. */
    private readonly outsideRequests: () => number,
  ) {}

  /** What the debuggee holds: as it was read last, where nothing can have changed since; otherwise it is read. */
  async present(): Promise<Reading> {
    return this.#isPresent(this.#last) ? this.#last.reading : this.read();
  }

  #isPresent(last: LastReading | undefined): last is LastReading {
    return (
      last !== undefined &&
      this.#undelivered === undefined &&
      this.stops.stopOf(this.session) === last.reading.stop &&
      this.outsideRequests() === last.outside &&
      captureSettings().frames === last.frames
    );
  }

  /** Something of the workspace was evaluated that may have changed the program. */
  mayHaveChanged(): void {
    this.#last = undefined;
  }

  /**
   * Reads the debuggee; what it finds is what differs from the reading before. Rejects if it does not stand still.
   * `patience`: how long it may take beyond the capture's own budget, in milliseconds.
   */
  async read(
    capture: (request: CaptureRequest) => Promise<Capture> = (request) => this.debuggee.capture(request),
    patience = PATIENCE,
  ): Promise<Reading> {
    const stop = this.stops.stopOf(this.session);
    if (stop === undefined) throw isRunning(this.session);
    const { frames: limit, budget } = captureSettings();
    const stack = await stop.stack;
    if (stack === undefined)
      throw this.stops.stopOf(this.session) === stop ? noStack(this.session) : runsAgain(this.session);
    const frames = framesToCapture(stack, limit, (source) => this.#readSource(source));
    if (frames.length === 0) throw noFrame(this.session);
    await this.#awaitLate();
    if (this.#undelivered !== undefined) await this.delivered(this.store.observe(this.session.id, this.#undelivered));
    const retain = await this.store.retained(this.session.id);
    const stands = (): boolean => this.stops.stopOf(this.session) === stop;
    if (!stands()) throw runsAgain(this.session);
    const request = { frames: this.#withSeenCalls(frames), budget, retain, stands };
    this.#last = undefined;
    const outside = this.outsideRequests();
    const captured = await this.#awaitCapture(capture(request), budget.milliseconds + patience).catch(
      (error: unknown) => {
        throw stands() ? error : runsAgain(this.session);
      },
    );
    // Where the program went on meanwhile, what was found may be of wherever it stands by now: nobody else's doing then.
    const found = stands() ? { ...captured, stop: this.#numberOf(stop) } : captured;
    this.#undelivered = found;
    this.#seen = found.frames
      .filter(({ scope }) => scope === undefined)
      .map((frame) => ({
        ...frame,
        isTop: frame.depth === stack.length - 1,
        shown: 'for-certain' as const,
      }));
    if (!stands()) throw runsAgain(this.session);
    if (this.debuggee.pausesWholly === true)
      this.#last = { reading: { stop, capture: nothingNew(found), frames }, outside, frames: limit };
    return { stop, capture: found, frames };
  }

  /** Takes a reading to the server that has not got there with a request. */
  async deliver({ capture }: Reading): Promise<void> {
    if (this.#undelivered === capture) await this.delivered(this.store.observe(this.session.id, capture));
  }

  /** Awaits a request that takes the last reading to the server. */
  async delivered<R>(request: Promise<R>): Promise<R> {
    const result = await request;
    this.#undelivered = undefined;
    return result;
  }

  /** Whether the program has not gone on since. */
  standsAt({ stop }: Reading): boolean {
    return this.stops.stopOf(this.session) === stop;
  }

  assertStandsAt(reading: Reading): void {
    if (!this.standsAt(reading)) throw runsAgain(this.session);
  }

  /** Follows a step, so that calls which it shows to go on are known to; even if the program has gone on since. */
  async followStep(stop: Stop): Promise<void> {
    // A rewind knows itself which calls go on.
    if (this.#seen.length === 0 || this.isMadeByRewind(stop)) return;
    const stack = (await stop.stack) ?? [];
    this.#seen = await continuingCalls(this.#seen, stop, stack, {
      stepsEndAtEntries: this.debuggee.stepsEndAtEntries === true,
      mayHaveJustBegun: (frame) =>
        this.debuggee.mayHaveJustBegun(frameToCapture(frame, 0, (source) => this.#readSource(source))),
    });
  }

  async #awaitCapture(capturing: Promise<Capture>, limit: number): Promise<Capture> {
    const answer = await within(limit, capturing);
    if (answer.kind === 'answer') return answer.answer;
    this.#late = capturing;
    throw new SavepointError(
      'debuggee-failed',
      `'${this.session.name}' has not answered for ${Math.round(limit / 1_000)} seconds: what it holds is not known; try again when it does.`,
    );
  }

  /** A capture that came late tells what had changed by then: later ones do not tell it again. */
  async #awaitLate(): Promise<void> {
    if (this.#late === undefined) return;
    const answer = await within(
      PATIENCE,
      this.#late.catch(() => undefined),
    );
    if (answer.kind === 'late')
      throw new SavepointError(
        'debuggee-failed',
        `'${this.session.name}' has still not answered what was asked before.`,
      );
    this.#late = undefined;
    if (answer.answer !== undefined) this.#undelivered = answer.answer;
  }

  #numberOf(stop: Stop): number {
    if (this.#stop?.stop !== stop) this.#stop = { stop, number: (this.#stop?.number ?? 0) + 1 };
    return this.#stop.number;
  }

  /** A stop that a rewind made is not to be followed as a step. */
  madeByRewind(stop: Stop): void {
    this.#rewindStops.add(stop);
  }

  isMadeByRewind(stop: Stop): boolean {
    return this.#rewindStops.has(stop);
  }

  /** Tells which calls are on the stack for certain where a rewind has brought the program. */
  know(calls: readonly SeenCall[]): void {
    this.#seen = calls;
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
    if (text === undefined) this.#sources.set(key, (text = this.#requestSource(source, key)));
    return text;
  }

  /** Undefined where the adapter does not give it, which the next one who wants it asks for again. */
  async #requestSource(source: Dap.Source, key: string): Promise<string | undefined> {
    try {
      return (await this.port.request('source', { source, sourceReference: source.sourceReference ?? 0 })).content;
    } catch {
      this.#sources.delete(key);
      return undefined;
    }
  }
}

/** The same moment once more, with nothing to tell of it. */
function nothingNew(capture: Capture): Capture {
  return { ...capture, objects: [], changes: [] };
}
