/**
 * One reading of the debuggee through the Debug Adapter Protocol: scopes, then variables, breadth first, until the budget
 * ends it. It writes nothing, and keeps nothing of what it reads beyond what it returns.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { ActivationId, CapturedFrame, ObjectId, ObjectKind, Origin, Owner } from '../../../server/value';
import type { Budget, FrameToCapture } from '../debuggee';
import { type Activations } from './activations';
import { CallStack } from './callStack';
import { keyOf, type OwnerKey } from './history';
import type { Identities, Identity } from './identities';
import { isConstant } from './markings';
import type { Marking } from './surroundings';
import { childrenOf } from './pages';
import type { PatientPort } from './patientPort';
import { type Contents, type Lead, type Readings, readVariables } from './reading';
import { useOf } from './scopes';

/** How long the first answer may take, without which nothing is known. */
export const PATIENCE = 5_000;
/** Of one variable or scope. */
export const MOST_CHILDREN = 10_000;
/** Of all texts together, in UTF-16 units. */
const MOST_TEXT = 8_000_000;
/** Objects inside objects that are known by their place alone: such a way may lead in a circle. */
const MOST_PLACES_DEEP = 10;

export interface OwnerReading {
  readonly owner: Owner;
  readonly contents: Contents;
  readonly identity?: Identity;
  readonly kind: ObjectKind;
  readonly origin?: Origin;
  /** Why not all of it was read. */
  readonly cut?: string;
}

export interface Walked {
  readonly frames: readonly CapturedFrame[];
  readonly owners: ReadonlyMap<OwnerKey, OwnerReading>;
  /** Met, and not read. */
  readonly unread: readonly {
    readonly owner: Owner;
    readonly reason: string;
    readonly identity?: Identity;
    readonly origin?: Origin;
  }[];
  /** The frame that a shared scope was seen through. */
  readonly seenThrough: ReadonlyMap<ActivationId, ActivationId>;
  /** What was left out on purpose. */
  readonly omitted: readonly (Marking & { readonly name: string })[];
  readonly truncated?: 'objects' | 'bytes' | 'milliseconds';
}

interface Item {
  readonly lead: Lead;
  readonly origin: Origin;
  readonly placesDeep: number;
}

export class Walk {
  readonly #owners = new Map<OwnerKey, OwnerReading>();
  readonly #unread: Walked['unread'][number][] = [];
  readonly #omitted: Walked['omitted'][number][] = [];
  readonly #queue: Item[] = [];
  /** Those that have to be read, met when the time was up. */
  readonly #late: Item[] = [];
  readonly #met = new Set<number>();
  readonly #seenThrough = new Map<ActivationId, ActivationId>();
  /** From when on no further object is read. */
  #deadline = Infinity;
  #text = 0;
  #truncated: Walked['truncated'];

  constructor(
    private readonly port: PatientPort,
    private readonly identities: Identities,
    private readonly activations: Activations,
    private readonly writable: 'writable' | Marking,
    private readonly budget: Budget,
    /** Objects that were written, and those on the way to them: what was made of a write is to be known, whatever the budget. */
    private readonly needed: ReadonlySet<ObjectId>,
  ) {}

  /** Rejects where the variables of a frame cannot be read: then nothing is known of it. */
  async run(frames: readonly FrameToCapture[]): Promise<Walked> {
    const calls = this.activations.resolve(frames);
    await this.#findStack(frames, calls);
    const shared: CapturedFrame[] = [];
    for (const [index, frame] of frames.entries()) {
      const call = calls[index];
      if (call !== undefined) shared.push(...(await this.#readFrameOrNot(frame, call, index)));
    }
    // Not before: with its first answer a debugger may load symbols for seconds, and no object would be read at all.
    this.#deadline = this.port.clock.now() + this.budget.milliseconds;
    for (let item = this.#queue.shift(); item !== undefined; item = this.#queue.shift()) await this.#readObject(item);
    await this.#readNeeded();
    return {
      frames: [...calls, ...shared],
      owners: this.#owners,
      unread: this.#unread,
      seenThrough: this.#seenThrough,
      omitted: this.#omitted,
      ...(this.#truncated !== undefined && { truncated: this.#truncated }),
    };
  }

  /** A debugger that knows no stack pointer the first time is not asked again. */
  async #findStack(frames: readonly FrameToCapture[], calls: readonly CapturedFrame[]): Promise<void> {
    if (this.identities.stack === 'none') return;
    const places = frames.map(({ frameId }, index) => ({ frameId, activation: calls[index]?.activation ?? -1 }));
    this.identities.stack = (await CallStack.read(this.port, places)) ?? 'none';
  }

  /** Without the paused frame's variables nothing is known; a caller may have none that can be read. */
  async #readFrameOrNot(frame: FrameToCapture, call: CapturedFrame, index: number): Promise<CapturedFrame[]> {
    try {
      return await this.#readFrame(frame, call);
    } catch (error) {
      if (index === 0) throw error;
      this.#unread.push({ owner: { frame: call.activation }, reason: unreadBecause(error) });
      return [];
    }
  }

  /** Gives the shared scopes that are seen through this frame first. */
  async #readFrame(frame: FrameToCapture, call: CapturedFrame): Promise<CapturedFrame[]> {
    const { scopes } = await this.port.request('scopes', { frameId: frame.frameId }, PATIENCE);
    const own: Readings = { contents: new Map(), leads: [] };
    const shared: CapturedFrame[] = [];
    for (const [index, scope] of scopes.entries()) {
      const use = useOf(scope, index);
      if (use.use === 'none') {
        const { label, reason } = use;
        this.#omitted.push({ label, reason, name: scope.name });
      } else if (use.use === 'own') await this.#readScope(scope, call, own);
      else {
        const holder = this.activations.shared(scope.name, frame);
        if (this.#owners.has(keyOf({ frame: holder.activation }))) continue;
        shared.push(holder);
        this.#seenThrough.set(holder.activation, call.activation);
        const readings: Readings = { contents: new Map(), leads: [] };
        await this.#readScope(scope, holder, readings);
        this.#addFrame(holder, readings);
      }
    }
    this.#addFrame(call, own);
    return shared;
  }

  async #readScope(scope: Dap.Scope, { activation, scope: kind }: CapturedFrame, into: Readings): Promise<void> {
    const around = {
      place: `frame ${activation}`,
      owner: 'frame' as const,
      scope: scope.name,
      ...(kind === undefined && { holder: activation }),
      writable: this.writable,
    };
    const deadline = this.port.clock.now() + PATIENCE;
    const { variables, isWhole } = await childrenOf(this.port, scope, MOST_CHILDREN, deadline);
    this.#weigh(variables);
    if (!isWhole) {
      this.#truncated ??= 'objects';
      this.#omitted.push({ label: 'truncated', reason: tooMany(), name: scope.name });
    }
    const captured = kind === undefined ? variables : variables.filter((variable) => !this.#isOmitted(variable));
    readVariables(captured, around, this.identities, into);
  }

  /** A debugger may list every constant of the libraries among the globals. */
  #isOmitted({ name, type = '' }: Dap.Variable): boolean {
    if (!isConstant(type)) return false;
    this.#omitted.push({ label: 'constant', reason: 'a constant that functions share does not change', name });
    return true;
  }

  #addFrame({ activation }: CapturedFrame, { contents, leads }: Readings): void {
    const owner = { frame: activation };
    this.#owners.set(keyOf(owner), { owner, contents, kind: 'object' });
    for (const lead of leads) this.#enqueue(lead, { frame: activation, name: lead.slot }, 0);
  }

  #enqueue(lead: Lead, origin: Origin, placesDeep: number): void {
    const { identity } = lead;
    if (this.#met.has(identity.id)) return;
    this.#met.add(identity.id);
    this.#queue.push({ lead, origin, placesDeep: identity.knownBy === 'place' ? placesDeep + 1 : 0 });
  }

  async #readObject(item: Item): Promise<void> {
    const { lead, origin, placesDeep } = item;
    const { identity } = lead;
    const owner = { object: identity.id };
    const reason = this.#endReason(placesDeep);
    if (reason !== undefined) {
      if (this.#isNeeded(item)) this.#late.push(item);
      else this.#unread.push({ owner, reason, identity, origin });
      return;
    }
    await this.#readContents(item);
  }

  async #readContents(item: Item): Promise<void> {
    const { lead, origin, placesDeep } = item;
    const { identity, container } = lead;
    const owner = { object: identity.id };
    const around = {
      place: `object ${identity.id}`,
      owner: 'object' as const,
      ...(lead.holder !== undefined && { holder: lead.holder }),
      ...(lead.inherited !== undefined && { inherited: lead.inherited }),
      writable: this.writable,
    };
    try {
      const { variables, isWhole } = await childrenOf(this.port, container, MOST_CHILDREN, this.#deadline);
      this.#weigh(variables);
      const { contents, leads } = readVariables(variables, around, this.identities);
      if (lead.summary !== undefined) this.#omitted.push({ ...TEXT_BEHIND_POINTER, name: lead.slot });
      if (!isWhole) this.#truncated ??= 'objects';
      this.#owners.set(keyOf(owner), {
        owner,
        contents,
        identity,
        kind: isList(variables) ? 'array' : 'object',
        origin,
        ...(!isWhole && { cut: tooMany() }),
      });
      for (const next of leads) this.#enqueue(next, { object: identity.id, slot: next.slot }, placesDeep);
    } catch (error) {
      const isLate = this.port.clock.now() >= this.#deadline;
      if (isLate) this.#truncated ??= 'milliseconds';
      if (isLate && this.#isNeeded(item)) this.#late.push(item);
      else this.#unread.push({ owner, reason: unreadBecause(error), identity, origin });
    }
  }

  async #readNeeded(): Promise<void> {
    this.#deadline = this.port.clock.now() + PATIENCE;
    for (let item = this.#late.shift(); item !== undefined; item = this.#late.shift()) {
      const { identity } = item.lead;
      const isInTime = this.#isNeeded(item) && this.port.clock.now() < this.#deadline;
      if (isInTime) await this.#readContents(item);
      else this.#unread.push({ owner: { object: identity.id }, reason: CUT, identity, origin: item.origin });
      this.#late.push(...this.#queue.splice(0));
    }
  }

  #isNeeded({ lead }: Item): boolean {
    return this.needed.has(lead.identity.id);
  }

  #endReason(placesDeep: number): string | undefined {
    if (placesDeep > MOST_PLACES_DEEP) {
      this.#truncated ??= 'objects';
      return `it is more than ${MOST_PLACES_DEEP} objects deep`;
    }
    if (this.#owners.size >= this.budget.objects) this.#truncated = 'objects';
    else if (this.#text > MOST_TEXT) this.#truncated = 'bytes';
    else if (this.port.clock.now() >= this.#deadline) this.#truncated = 'milliseconds';
    else return undefined;
    return CUT;
  }

  #weigh(variables: readonly Dap.Variable[]): void {
    for (const { name, value } of variables) this.#text += name.length + value.length;
  }
}

const CUT = 'the reading was cut before it';

const TEXT_BEHIND_POINTER = {
  label: 'opaque',
  reason: 'of the text that a pointer leads to only the first character is captured',
} as const;

function unreadBecause(error: unknown): string {
  return `it could not be read: ${error instanceof Error ? error.message : String(error)}`;
}

function tooMany(): string {
  return `it has more than ${MOST_CHILDREN} parts`;
}

function isList(variables: readonly Dap.Variable[]): boolean {
  return variables.length > 0 && variables.every(({ name }) => /^\[?\d+\]?$/.test(name));
}
