/**
 * Where owners are to be found at this stop. A `variablesReference` dies when the program goes on, and when what it stands
 * for is written; so every way is walked anew from the frames, and what is found on it must be the object that is meant.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { ActivationId, Origin, Owner } from '../../../server/value';
import { type History, keyOf, type OwnerKey } from './history';
import type { Identities } from './identities';
import { childrenOf, type Container } from './pages';
import type { PatientPort } from './patientPort';
import { type Contents, type Lead, type Reading, readVariables, type Readings } from './reading';
import { useOf } from './scopes';
import { MOST_CHILDREN, PATIENCE } from './walk';

export interface Found {
  readonly frameId: number;
  readonly contents: Contents;
  readonly leads: readonly Lead[];
  /** The reference of what holds a variable. */
  containerOf(reading: Reading): number | undefined;
}

export interface PresentFrame {
  readonly frameId: number;
  readonly activation: ActivationId;
}

/** How often somebody else may disturb the search for a place. */
const MOST_TRIES = 10;

export class Places {
  #found = new Map<OwnerKey, Found>();
  #others: number;

  constructor(
    private readonly port: PatientPort,
    private readonly identities: Identities,
    private readonly history: History,
    private readonly frames: readonly PresentFrame[],
    /** The frame through which a scope that is not a call's own is seen, and the scope's name. */
    private readonly sharedScope: (activation: ActivationId) => { through: ActivationId; scope: string } | undefined,
    /** The epoch whose ways are tried where the present ones do not lead to an object. */
    private readonly epoch: number,
  ) {
    this.#others = port.scopesOfOthers();
  }

  /**
   * What an owner holds now; undefined where it cannot be reached. What was found before somebody else asked for scopes is
   * found anew: its references may be another frame's.
   */
  async find(owner: Owner): Promise<Found | undefined> {
    for (let tries = 1; tries <= MOST_TRIES; tries++) {
      const others = this.port.scopesOfOthers();
      if (others !== this.#others) this.forget();
      this.#others = others;
      const found = await this.#find(owner, new Set());
      if (this.port.scopesOfOthers() === others) return found;
    }
    return undefined;
  }

  /** @param tried those that were looked for on the way already: ways may lead in a circle */
  async #find(owner: Owner, tried: Set<OwnerKey>): Promise<Found | undefined> {
    const key = keyOf(owner);
    const known = this.#found.get(key);
    if (known !== undefined || tried.has(key)) return known;
    tried.add(key);
    const found = 'frame' in owner ? await this.#frame(owner.frame) : await this.#object(owner, tried);
    if (found !== undefined) this.#found.set(key, found);
    return found;
  }

  /** Something was written: no reference is good any more. */
  forget(): void {
    this.#found = new Map();
  }

  async #frame(activation: ActivationId): Promise<Found | undefined> {
    const shared = this.sharedScope(activation);
    const through = shared?.through ?? activation;
    const frameId = this.frames.find((frame) => frame.activation === through)?.frameId;
    if (frameId === undefined) return undefined;
    const { scopes } = await this.port.request('scopes', { frameId }, PATIENCE);
    const meant = scopes.filter((scope, index) =>
      shared === undefined ? useOf(scope, index).use === 'own' : scope.name === shared.scope,
    );
    const readings: Readings = { contents: new Map(), leads: [] };
    for (const scope of meant) await this.#read(scope, activation, shared === undefined ? 'own' : 'shared', readings);
    const references = new Map(meant.map(({ name, variablesReference }) => [name, variablesReference]));
    return { ...readings, frameId, containerOf: ({ scope }) => references.get(scope ?? '') };
  }

  async #read(scope: Dap.Scope, activation: ActivationId, use: 'own' | 'shared', into: Readings): Promise<void> {
    const around = {
      place: `frame ${activation}`,
      owner: 'frame' as const,
      scope: scope.name,
      ...(use === 'own' && { holder: activation }),
      writable: 'writable' as const,
    };
    readVariables(await this.#children(scope), around, this.identities, into);
  }

  async #object(owner: { readonly object: number }, tried: Set<OwnerKey>): Promise<Found | undefined> {
    const ways = [this.history.latest(owner)?.origin, this.history.at(owner, this.epoch)?.origin];
    for (const way of new Map(ways.map((origin) => [JSON.stringify(origin), origin])).values()) {
      const found = way === undefined ? undefined : await this.#through(way, owner.object, tried);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  async #through(way: Origin, object: number, tried: Set<OwnerKey>): Promise<Found | undefined> {
    const slot = 'frame' in way ? way.name : way.slot;
    const parent = await this.#find('frame' in way ? { frame: way.frame } : { object: way.object }, tried);
    const lead = parent?.leads.find((one) => one.slot === slot && one.identity.id === object);
    if (parent === undefined || lead === undefined) return undefined;
    const around = {
      place: `object ${object}`,
      owner: 'object' as const,
      ...(lead.holder !== undefined && { holder: lead.holder }),
      writable: 'writable' as const,
    };
    const readings = readVariables(await this.#children(lead.container), around, this.identities);
    return { ...readings, frameId: parent.frameId, containerOf: () => lead.container.variablesReference };
  }

  async #children(container: Container): Promise<readonly Dap.Variable[]> {
    const deadline = this.port.clock.now() + PATIENCE;
    return (await childrenOf(this.port, container, MOST_CHILDREN, deadline)).variables;
  }
}
