/**
 * A program under any debugger, read and written through the Debug Adapter Protocol alone: its scopes and variables, and
 * `setExpression` or `setVariable`. Nothing is left in the program, so what an epoch held is kept here.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { ActivationId, Capture, Description, ObjectId } from '../../../server/value';
import { SavepointError } from '../../savepointError';
import type {
  Budget,
  CaptureRequest,
  DapPort,
  Debuggee,
  EvaluationResult,
  FrameToCapture,
  OwnerWrites,
  RestoreRequest,
  RestoreResult,
} from '../debuggee';
import { Activations } from './activations';
import { CallStack } from './callStack';
import { type Clock, systemClock } from './clock';
import { evaluateWatch } from './expressions';
import { History, keyOf, type OwnerKey } from './history';
import { Identities } from './identities';
import type { Marking } from './surroundings';
import { PatientPort } from './patientPort';
import { Places } from './places';
import type { Reading } from './reading';
import { Reporter } from './reporter';
import { Restore, type Tracking, type Wanted } from './restore';
import { Spelling } from './spelling';
import { Walk, type Walked } from './walk';

/** How often a reading is made anew that somebody else has disturbed. */
const MOST_TRIES = 10;

export class VariablesDebuggee implements Debuggee {
  readonly #port: PatientPort;
  readonly #identities = new Identities();
  readonly #activations = new Activations();
  readonly #history = new History();
  readonly #reporter = new Reporter(this.#history);
  readonly #spelling: Spelling;
  readonly #written = new Set<OwnerKey>();
  readonly #pending = new Map<OwnerKey, Map<string, Set<Reading>>>();
  #epoch = 0;
  #last: Walked | undefined;

  constructor(
    /** The debugger's type, for sentences. */
    private readonly type: string,
    port: DapPort,
    private readonly capabilities: () => Dap.Capabilities,
    clock: Clock = systemClock,
  ) {
    this.#port = new PatientPort(port, clock);
    this.#spelling = new Spelling(this.#port);
  }

  /** Without the language nothing tells where a function begins. */
  mayHaveJustBegun(): Promise<boolean> {
    return Promise.resolve(true);
  }

  async capture({ frames, budget, retain, stands = () => true }: CaptureRequest): Promise<Capture> {
    const walked = await this.#walk(frames, budget, stands);
    this.#last = walked;
    const epoch = ++this.#epoch;
    this.#history.retain(retain);
    return this.#reporter.capture(epoch, walked, { owners: this.#written, pending: this.#pending });
  }

  /** Reads until nobody else has asked for scopes meanwhile, as the editor's view of variables does at each stop. */
  async #walk(frames: readonly FrameToCapture[], budget: Budget, stands: () => boolean): Promise<Walked> {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const others = this.#port.scopesOfOthers();
      const walked = await this.#walkOnce(frames, budget, () => {
        // A debugger may use a frame's number again at the next stop, for another frame.
        if (!stands()) throw new SavepointError('not-paused', 'The program went on while it was being read.');
        return this.#port.scopesOfOthers() === others;
      });
      if (walked !== undefined) return walked;
    }
    throw new SavepointError(
      'debuggee-failed',
      'The program could not be read: something else asked the debugger for variables all the while; try again.',
    );
  }

  /** Undefined, and as if nothing had been read, where what was read may be of other frames. */
  async #walkOnce(
    frames: readonly FrameToCapture[],
    budget: Budget,
    isOfThese: () => boolean,
  ): Promise<Walked | undefined> {
    const needed = this.#history.waysTo(this.#written);
    const notes = [this.#identities.mark(), this.#activations.mark()];
    let isKept = false;
    try {
      const walk = new Walk(this.#port, this.#identities, this.#activations, this.#writable(), budget, needed);
      const walked = await walk.run(frames);
      isKept = isOfThese();
      return isKept ? walked : undefined;
    } finally {
      if (!isKept) for (const takeBack of notes) takeBack();
    }
  }

  /** Everything that was read is described; what was met and not read is told to be so. */
  describe(_frameId: number, objects: readonly ObjectId[]): Promise<Description> {
    return Promise.resolve({ objects: this.#reporter.describeUnread(this.#last?.unread ?? [], objects), changes: [] });
  }

  async restore({ epoch, frames, writes }: RestoreRequest): Promise<RestoreResult> {
    const writable = this.#writable();
    if (writable !== 'writable') throw new SavepointError('cannot-write', `Nothing was written: ${writable.reason}.`);
    const places = new Places(
      this.#port,
      this.#identities,
      this.#history,
      frames,
      (activation) => this.#sharedScope(activation),
      epoch,
    );
    const program = this.#identities.stack instanceof CallStack ? 'native' : 'other';
    const restore = new Restore(this.#port, places, this.#spelling, this.capabilities(), program, this.#tracking());
    return restore.run(writes.map((write) => this.#wanted(write, epoch)).sort(framesFirst));
  }

  async evaluate(frameId: number, expressions: readonly string[]): Promise<readonly EvaluationResult[]> {
    const results: EvaluationResult[] = [];
    for (const expression of expressions) results.push(await evaluateWatch(this.#port, frameId, expression));
    return results;
  }

  dispose(): Promise<void> {
    return Promise.resolve();
  }

  /** How many versions of owners' contents are kept. */
  get kept(): number {
    return this.#history.size;
  }

  #writable(): 'writable' | Marking {
    const { supportsSetVariable, supportsSetExpression } = this.capabilities();
    if (supportsSetVariable === true || supportsSetExpression === true) return 'writable';
    return { label: 'read-only', reason: `the debugger '${this.type}' cannot set variables`, extent: 'parts' };
  }

  #wanted({ owner, slots, into }: OwnerWrites, epoch: number): Wanted {
    const target: Wanted['owner'] = into === undefined ? owner : { frame: into };
    const contents = this.#history.at(owner, epoch)?.contents ?? new Map<string, Reading>();
    const isKnown = this.#history.wasSeen(owner, epoch);
    return { owner: target, key: keyOf(target), contents: isKnown ? contents : 'unknown', slots };
  }

  #sharedScope(activation: ActivationId): { through: ActivationId; scope: string } | undefined {
    const frame = this.#last?.frames.find((one) => one.activation === activation && one.scope === 'closure');
    const through = this.#last?.seenThrough.get(activation);
    return frame === undefined || through === undefined ? undefined : { through, scope: frame.function };
  }

  #tracking(): Tracking {
    return {
      wrote: (owner) => this.#written.add(owner),
      sent: (owner, slot, target) => {
        const ofOwner = this.#pending.get(owner) ?? new Map<string, Set<Reading>>();
        const targets = ofOwner.get(slot) ?? new Set();
        // A write of its own, though another one may be to the same value.
        const write = { ...target };
        this.#pending.set(owner, ofOwner.set(slot, targets.add(write)));
        return () => {
          targets.delete(write);
        };
      },
    };
  }
}

/** Parents first: what a variable holds decides which objects can be reached. */
function framesFirst(one: Wanted, other: Wanted): number {
  return Number('object' in one.owner) - Number('object' in other.owner);
}
