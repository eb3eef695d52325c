/**
 * A JavaScript program under js-debug, read and written through a probe inside it. One request per captured frame, and
 * a few more the first time: for the names that frames see, to bring the probe in, and for private fields.
 */
import type { ActivationId, Capture, Description, ObjectId } from '../../../server/value';
import type {
  CaptureRequest,
  DapPort,
  Debuggee,
  EvaluationResult,
  FrameToCapture,
  PlantRequest,
  PlantResult,
  Presentation,
  RestoredAndRead,
  RestoreRequest,
  RestoreResult,
} from '../debuggee';
import { type Packed, unpackReading } from '../packedReading';
import { plant } from './planting';
import { FrameNames } from './frameNames';
import type { ClassNames, ClassSource } from './probe/classes';
import type { FrameSpec } from './probe/frameSpec';
import { presentObjects } from './presentObjects';
import {
  isEvalForbidden,
  isIncomplete,
  isNeeding,
  isPrivateError,
  isProbeGone,
  isUnread,
  parseReply,
  wholeResults,
} from './reply';
import { injection, linking, plainInjection, Texts, type Home } from './texts';
import { Unanswered } from './unanswered';

/** Ids of a probe that replaces another one, as after a page was reloaded, begin so much higher. */
const IDS_PER_PROBE = 2 ** 36;

/** How many evaluates the private fields that a capture finds may take. */
const MOST_ROUNDS = 2;

/** In base 64. */
const ONE_BYTE = 'AA==';

export class JavaScriptDebuggee implements Debuggee {
  readonly pausesWholly = true;
  readonly stepsEndAtEntries = true;
  readonly #names: FrameNames;
  readonly #privateNames = new Set<string>();
  readonly #unanswered = new Unanswered();
  readonly #key = `savepoint:${Math.random().toString(36).slice(2)}`;
  #texts: Texts | undefined;
  #probes = 0;
  #epoch = 0;
  /** The probe's own piece of memory, as the adapter refers to it where the program stands. */
  #memory: string | undefined;
  /** The frames of the last capture, for the texts that write to them. */
  readonly #specs = new Map<ActivationId, FrameSpec>();

  /** @param probe the probe's bundle, a text that sets a variable `installSavepointProbe` */
  constructor(
    readonly port: DapPort,
    readonly probe: string,
  ) {
    this.#names = new FrameNames(port);
  }

  async mayHaveJustBegun(frame: FrameToCapture): Promise<boolean> {
    const standing = await this.#names.standing(frame);
    return standing === undefined || standing === 'beginning';
  }

  catches(frame: FrameToCapture): Promise<boolean> {
    return this.#names.catches(frame);
  }

  async capture(request: CaptureRequest): Promise<Capture> {
    const { frames } = request;
    const first = itemAt(frames, 0);
    // Which names there are is asked while the probe is brought in, and kept.
    const asked = this.#texts === undefined ? frames.map((frame) => this.#names.of(frame, request.stands)) : [];
    const known = Promise.allSettled(asked);
    return this.#withProbe(first.frameId, async (texts) => {
      await known;
      const specs = await Promise.all(frames.map((frame) => this.#spec(frame, request.stands)));
      await this.#unanswered.recover((text) => this.#evaluate(first.frameId, text), texts);
      const capture = await this.#untilAnswered(async () => {
        const together =
          frames.length > 1 ? await this.#captureTogether(request, specs, texts, ++this.#epoch) : undefined;
        const reply = together ?? (await this.#captureInTurn(request, specs, texts));
        return this.#readPrivates(first.frameId, reply, texts);
      });
      this.#noteFrames(capture, frames, specs);
      return this.#unanswered.tellWith(capture);
    });
  }

  async #untilAnswered<T>(capture: () => Promise<T>): Promise<T> {
    try {
      return await capture();
    } catch (error) {
      this.#unanswered.note(this.#epoch);
      throw error;
    }
  }

  /**
   * Asks through all frames at once, since a request takes longer on its way than in the program. Undefined, and nothing was
   * read, where they did not come to the probe in their order, where one could not reach it, or where what is to be read
   * back was not written.
   */
  async #captureTogether(
    request: CaptureRequest,
    specs: readonly FrameSpec[],
    texts: Texts,
    epoch: number,
    after: { readonly restore?: true } = {},
  ): Promise<unknown> {
    const { frameId } = itemAt(request.frames, 0);
    const begun = request.frames.slice(1).map((frame, index) => {
      const start = index === 0 ? texts.start(epoch) : '';
      return this.#evaluate(frame.frameId, start + texts.frame(index + 1, itemAt(specs, index + 1)) + '""');
    });
    const options = { epoch, ...limitsOf(request), frames: specs.length, ...after };
    const last = texts.frame(0, itemAt(specs, 0)) + texts.capture(options);
    const [reply] = await Promise.allSettled([
      this.#evaluateRetrying(frameId, '', texts.readPrivates() + last),
      ...begun,
    ]);
    if (reply.status === 'rejected') throw reply.reason;
    return isIncomplete(reply.value) ? undefined : reply.value;
  }

  async #captureInTurn(request: CaptureRequest, specs: readonly FrameSpec[], texts: Texts): Promise<unknown> {
    const { frames } = request;
    const epoch = ++this.#epoch;
    let start = texts.start(epoch);
    for (const [index, frame] of [...frames.entries()].slice(1)) {
      await this.#evaluateInRealm(frame, start + texts.frame(index, itemAt(specs, index)) + '""');
      start = '';
    }
    const last = texts.frame(0, itemAt(specs, 0)) + texts.capture({ epoch, ...limitsOf(request) });
    return this.#evaluateRetrying(itemAt(frames, 0).frameId, start, texts.readPrivates() + last);
  }

  /** Evaluates in a frame that may be of another realm than those before, where the probe is not known yet. */
  async #evaluateInRealm(frame: FrameToCapture, text: string): Promise<void> {
    try {
      await this.#evaluate(frame.frameId, text);
    } catch (error) {
      if (!isProbeGone(error)) throw error;
      if (!(await this.#link(frame.frameId))) {
        throw new Error(
          `The function ${frame.function} runs in a context of its own, from which the rest of the program cannot be reached: capture fewer frames (savepoint.capture.frames).`,
          { cause: error },
        );
      }
      await this.#evaluate(frame.frameId, text);
    }
  }

  /** Makes the probe known in a frame's realm; says whether it could be found from there. */
  async #link(frameId: number): Promise<boolean> {
    const [isLinked] = (await this.#evaluate(frameId, linking(this.#key)).catch(() => [false])) as readonly boolean[];
    return isLinked === true;
  }

  /** Goes on with a capture for as long as there are private fields that nobody knew of. */
  async #readPrivates(frameId: number, begun: unknown, texts: Texts): Promise<Capture> {
    let reply = begun;
    for (let round = 1; isUnread(reply); round++) {
      const classes = await parseClasses(reply.unread.classes);
      for (const names of classes) for (const name of [...names.fields, ...names.statics]) this.#privateNames.add(name);
      const end = texts.resume(round < MOST_ROUNDS ? 'more' : 'last');
      reply = await this.#evaluateRetrying(frameId, texts.learn(classes), texts.readPrivates() + end);
    }
    return unpackReading(reply as Packed<Capture>);
  }

  /** An object that turns out not to have a private field ends the evaluate; the probe leaves it out the next time. */
  async #evaluateRetrying(frameId: number, once: string, text: string): Promise<unknown> {
    let start = once;
    for (let attempt = 1; ; attempt++) {
      try {
        return await this.#evaluate(frameId, start + text);
      } catch (error) {
        if (attempt === 4 || !isPrivateError(error)) throw error;
        start = '';
      }
    }
  }

  async #spec(frame: FrameToCapture, stands: CaptureRequest['stands']): Promise<FrameSpec> {
    const { names, standing, privateNames } = await this.#names.of(frame, stands);
    // Names that are known beforehand take no evaluate of their own.
    for (const name of privateNames) this.#privateNames.add(name);
    const { activation = null, source = null, line, depth } = frame;
    return { activation, function: frame.function, source, line, depth, names, runsOnce: standing === 'program' };
  }

  #noteFrames(capture: Capture, frames: readonly FrameToCapture[], specs: readonly FrameSpec[]): void {
    this.#specs.clear();
    for (const index of frames.keys()) {
      const captured = capture.frames[index];
      if (captured !== undefined) this.#specs.set(captured.activation, itemAt(specs, index));
    }
  }

  async describe(frameId: number, objects: readonly ObjectId[]): Promise<Description> {
    return this.#withProbe(frameId, async (texts) => {
      return unpackReading((await this.#evaluate(frameId, texts.describe(objects))) as Packed<Description>);
    });
  }

  async restore(request: RestoreRequest): Promise<RestoreResult> {
    const { texts, first, begin } = this.#restoring(request);
    return this.#restoreOn(request, texts, await this.#beginRestore(first, texts, begin));
  }

  /** Writes all but variables that the first frame does not see. */
  #beginRestore(
    { frameId, activation }: RestoreRequest['frames'][number],
    texts: Texts,
    begin: string,
  ): Promise<unknown> {
    const assign = texts.assign(activation, this.#specs.get(activation));
    return this.#evaluateRetrying(frameId, begin, texts.writePrivates() + assign);
  }

  /** Writes through the other frames that the probe asks for. */
  async #restoreOn({ frames }: RestoreRequest, texts: Texts, begun: unknown): Promise<RestoreResult> {
    const first = itemAt(frames, 0);
    const done = new Set([first.activation]);
    let reply = begun;
    while (isNeeding(reply)) {
      const { needed } = reply;
      const frame = frames.find(({ activation }) => needed.includes(activation) && !done.has(activation));
      if (frame === undefined) return (await this.#evaluate(first.frameId, texts.restored())) as RestoreResult;
      done.add(frame.activation);
      reply = await this.#beginRestore(frame, texts, '');
    }
    return reply as RestoreResult;
  }

  async plant(request: PlantRequest): Promise<PlantResult> {
    const texts = this.#texts;
    if (texts === undefined) throw new Error('Nothing was captured yet.');
    return plant(request, texts, (frameId, text) => this.#evaluate(frameId, text));
  }

  /** With one frame, in one request: whatever can be written is then written through it. Else in requests made at once. */
  async restoreAndCapture(request: RestoreRequest, reading: CaptureRequest): Promise<RestoredAndRead> {
    const { frames } = reading;
    const epoch = ++this.#epoch;
    const { texts, first, begin } = this.#restoring(request, epoch);
    const specs = await Promise.all(frames.map((frame) => this.#spec(frame, reading.stands)));
    if (frames.length > 1) {
      const [begun, read] = await Promise.allSettled([
        this.#beginRestore(first, texts, begin),
        this.#captureTogether(reading, specs, texts, epoch, { restore: true }),
      ]);
      if (begun.status === 'rejected' || read.status === 'rejected') this.#unanswered.note(epoch);
      if (begun.status === 'rejected') throw begun.reason;
      const written = await this.#restoreOn(request, texts, begun.value);
      if (read.status === 'rejected' || read.value === undefined)
        return { written, readBack: await this.capture(reading) };
      const readBack = await this.#untilAnswered(() => this.#readPrivates(first.frameId, read.value, texts));
      this.#noteFrames(readBack, frames, specs);
      return { written, readBack };
    }
    const text =
      texts.writePrivates() +
      texts.start(epoch) +
      texts.readPrivates() +
      texts.assignAll(first.activation, this.#specs.get(first.activation)) +
      texts.frame(0, itemAt(specs, 0)) +
      texts.withWritten(texts.capture({ epoch, ...limitsOf(reading) }));
    const both = await this.#untilAnswered(async () => {
      const { written, reply } = (await this.#evaluateRetrying(first.frameId, begin, text)) as Both;
      return { written, readBack: await this.#readPrivates(first.frameId, reply, texts) };
    });
    this.#noteFrames(both.readBack, frames, specs);
    return both;
  }

  /** @param before the epoch of the reading that follows at once */
  #restoring({ epoch, frames, writes }: RestoreRequest, before?: number) {
    const texts = this.#texts;
    if (texts === undefined) throw new Error('Nothing was captured yet.');
    const objects = writes.flatMap(({ owner, slots = null }) =>
      'object' in owner ? [{ object: owner.object, slots }] : [],
    );
    const bindings = writes.flatMap(({ owner, slots = null, into = null }) =>
      'frame' in owner ? [{ frame: owner.frame, slots, into }] : [],
    );
    return { texts, first: itemAt(frames, 0), begin: texts.restore({ epoch, before }, objects, bindings) };
  }

  async presentObjects(frameId: number, objects: readonly ObjectId[]): Promise<ReadonlyMap<ObjectId, Presentation>> {
    const texts = this.#texts;
    if (texts === undefined) return new Map();
    if (objects.length === 0) {
      const args = { frameId, expression: texts.memory(), context: 'variables' } as const;
      this.#memory = (await this.port.request('evaluate', args)).memoryReference;
      return new Map();
    }
    const presented = await presentObjects(this.port, frameId, texts.present(objects), objects);
    this.#memory = presented.memoryReference;
    return presented.presentations;
  }

  async evaluate(frameId: number, expressions: readonly string[]): Promise<readonly EvaluationResult[]> {
    const { evaluateExpressions } = await import('./evaluateExpressions');
    return evaluateExpressions(expressions, (privates, plain) =>
      this.#withProbe(frameId, async (texts) => {
        const expression = texts.evaluate(privates, plain);
        // In this context js-debug ends what does not end by itself, after half a second or as it is configured.
        const { result } = await this.port.request('evaluate', { frameId, expression, context: 'hover' });
        const whole = wholeResults(result);
        return whole === undefined ? this.#evaluate(frameId, texts.results()) : parseReply(whole);
      }),
    );
  }

  async dispose(frameId: number | undefined): Promise<void> {
    const texts = this.#texts;
    if (texts === undefined) return;
    this.#texts = undefined;
    const frame = frameId === undefined ? {} : { frameId };
    await this.port.request('evaluate', { ...frame, expression: texts.dispose(), context: 'copy' });
  }

  /** Runs with the probe in place, and once more with a new one if it turns out to be gone, as after a page reload. */
  async #withProbe<T>(frameId: number, run: (texts: Texts) => Promise<T>): Promise<T> {
    const present = this.#texts;
    if (present === undefined) return run(await this.#inject(frameId));
    try {
      return await run(present);
    } catch (error) {
      if (!isProbeGone(error)) throw error;
      return run((await this.#link(frameId)) ? present : await this.#inject(frameId));
    }
  }

  async #inject(frameId: number): Promise<Texts> {
    const firstId = this.#probes++ * IDS_PER_PROBE + 1;
    const bringIn = (make: typeof injection) => this.#evaluate(frameId, make(this.probe, this.#key, firstId));
    const reply = (await bringIn(injection).catch((error: unknown) => {
      if (!isEvalForbidden(error)) throw error;
      return bringIn(plainInjection);
    })) as { home: Home; globals: string[] };
    this.#names.globals = new Set(reply.globals);
    this.#texts = new Texts(this.#key, reply.home, this.#privateNames);
    this.#unanswered.forget();
    return this.#texts;
  }

  async #evaluate(frameId: number, text: string): Promise<unknown> {
    const { result } = await this.port.request('evaluate', { frameId, expression: text, context: 'copy' });
    return parseReply(result);
  }

  /**
   * js-debug tells the editor's views of variables to ask again after memory was written, and after nothing else that an
   * extension can do. So a byte of the probe's own is written.
   */
  async refreshViews(): Promise<void> {
    const memoryReference = this.#memory;
    if (memoryReference === undefined) return;
    try {
      await this.port.request('writeMemory', { memoryReference, data: ONE_BYTE });
    } catch {
      // Other views then show restored values a step later; what the program holds does not depend on it.
    }
  }
}

/** What was written, and what a capture after it came to. */
interface Both {
  readonly written: RestoreResult;
  readonly reply: unknown;
}

/** What a probe is told of a capture, beside the frames. */
function limitsOf({ budget, retain }: CaptureRequest): Pick<CaptureRequest, 'budget' | 'retain'> {
  return { budget, retain };
}

function itemAt<T>(items: readonly T[], index: number): T {
  const item = items[index];
  if (item === undefined) throw new RangeError('There is no such frame to read or write through.');
  return item;
}

async function parseClasses(sources: readonly ClassSource[]): Promise<ClassNames[]> {
  if (sources.length === 0) return [];
  const { privateFieldsOf } = await import('./privateNames');
  return sources.map(({ id, source }) => ({ id, ...privateFieldsOf(source) }));
}
