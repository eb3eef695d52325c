/**
 * A Python program under debugpy, read and written through a probe inside it. The probe reaches all frames of the stack
 * from the paused one, so that each operation is one request, whatever the number of frames.
 */
import type { Capture, Description, ObjectId } from '../../../server/value';
import type {
  CaptureRequest,
  DapPort,
  Debuggee,
  EvaluationResult,
  FrameToCapture,
  PlantRequest,
  PlantResult,
  RestoreRequest,
  RestoreResult,
} from '../debuggee';
import { type Packed, unpackReading } from '../packedReading';
import { plantedData } from '../plantedData';
import { call, disposal, injection } from './texts';

/** Ids of a probe that replaces another one begin so much higher. */
const IDS_PER_PROBE = 2 ** 36;

/** What bringing the probe in gives: Python's empty string. */
const INSTALLED = "''";

export class PythonDebuggee implements Debuggee {
  readonly #key = `savepoint_${Math.random().toString(36).slice(2)}`;
  #probes = 0;
  #isIn = false;
  #epoch = 0;
  /** The paused frame at the last capture. */
  #frameId: number | undefined;

  /** @param probe the probe's modules by name, as JSON */
  constructor(
    readonly port: DapPort,
    readonly probe: string,
  ) {}

  /** A call is known by its frame object; nothing needs to be concluded from where it stands. */
  mayHaveJustBegun(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async catches(frame: FrameToCapture): Promise<boolean> {
    return (await this.#ask(frame.frameId, 'catches', frameSpec(frame))) as boolean;
  }

  async capture({ frames, budget, retain }: CaptureRequest): Promise<Capture> {
    const [first] = frames;
    if (first === undefined) throw new Error('There is no frame to capture.');
    this.#frameId = first.frameId;
    const specs = frames.map(frameSpec);
    const reply = await this.#ask(first.frameId, 'capture', [specs, ++this.#epoch, budget, retain]);
    return unpackReading(reply as Packed<Capture>);
  }

  async describe(frameId: number, objects: readonly ObjectId[]): Promise<Description> {
    return unpackReading((await this.#ask(frameId, 'describe', objects)) as Packed<Description>);
  }

  async restore({ epoch, frames, writes }: RestoreRequest): Promise<RestoreResult> {
    const [first] = frames;
    if (first === undefined) throw new Error('There is no frame to write through.');
    const objects = writes.flatMap(({ owner, slots = null }) => ('object' in owner ? [[owner.object, slots]] : []));
    const bindings = writes.flatMap(({ owner, slots = null, into = null }) =>
      'frame' in owner ? [[owner.frame, slots, into]] : [],
    );
    return (await this.#ask(first.frameId, 'restore', [epoch, objects, bindings])) as RestoreResult;
  }

  async plant({ frames, made, writes }: PlantRequest): Promise<PlantResult> {
    const [first] = frames;
    if (first === undefined) throw new Error('There is no frame to write through.');
    return (await this.#ask(first.frameId, 'plant', plantedData(made, writes))) as PlantResult;
  }

  /** The probe has the debugger send the event that makes the editor ask again. */
  async refreshViews(): Promise<void> {
    if (this.#frameId !== undefined) await this.#ask(this.#frameId, 'refresh', []);
  }

  async evaluate(frameId: number, expressions: readonly string[]): Promise<readonly EvaluationResult[]> {
    const spec = { frame: frameId, function: '', source: null, line: 0, depth: 0 };
    return (await this.#ask(frameId, 'evaluate', [spec, expressions])) as EvaluationResult[];
  }

  /** While the program runs debugpy evaluates nothing, though it answers. */
  async dispose(frameId: number | undefined): Promise<void> {
    if (!this.#isIn || frameId === undefined) return;
    this.#isIn = false;
    await this.#evaluate(frameId, disposal(this.#key));
  }

  async #ask(frameId: number, method: string, argument: unknown): Promise<unknown> {
    const text = call(this.#key, method, argument);
    if (this.#isIn) {
      const reply = await this.#evaluate(frameId, text);
      if (!this.#isGone(reply)) return parseReply(reply);
    }
    const reply = await this.#evaluate(frameId, injection(this.probe, this.#key, this.#probes++ * IDS_PER_PROBE + 1));
    if (reply !== INSTALLED) throw new Error(`The probe could not be brought into the program: ${reply}`);
    this.#isIn = true;
    return parseReply(await this.#evaluate(frameId, text));
  }

  /** The one context in which debugpy gives texts whole. */
  async #evaluate(frameId: number, expression: string): Promise<string> {
    return (await this.port.request('evaluate', { frameId, expression, context: 'clipboard' })).result;
  }

  /** In this context debugpy gives an exception as a result. */
  #isGone(reply: string): boolean {
    return reply.includes('KeyError') && reply.includes(this.#key);
  }
}

function frameSpec({ frameId, function: name, source, line, depth }: FrameToCapture): object {
  return { frame: frameId, function: name, source: source ?? null, line, depth };
}

/** The probe's JSON as Python writes the string that it is: without an apostrophe in it, and with backslashes doubled. */
function parseReply(result: string): unknown {
  if (!result.startsWith("'") || !result.endsWith("'")) throw new Error(`The probe in the program failed: ${result}`);
  return JSON.parse(result.slice(1, -1).replaceAll('\\\\', '\\'));
}
