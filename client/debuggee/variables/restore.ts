/**
 * Writes values back: frames first, then what they lead to, and reads again after each pass, since a write may have lied,
 * changed something beside its place, or led to objects that were out of reach before.
 */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { Owner } from '../../../server/value';
import type { RestoreResult } from '../debuggee';
import type { OwnerKey } from './history';
import { NotAnswered, type PatientPort } from './patientPort';
import type { Found, Places } from './places';
import { type Contents, printsSame, type Reading } from './reading';
import type { Spelling } from './spelling';
import { type Place, writersFor } from './writers';

/** What one pass writes may lead to what the next one does, and a write that did not hold is tried again. */
const MOST_PASSES = 4;

export interface Wanted {
  readonly owner: Owner;
  readonly key: OwnerKey;
  /** `unknown` where it was out of sight then. */
  readonly contents: Contents | 'unknown';
  /** All that differ if absent. */
  readonly slots?: readonly string[] | undefined;
}

export interface Tracking {
  wrote(owner: OwnerKey): void;
  /** A write of such a text was sent; gives what is to be called when it is answered. */
  sent(owner: OwnerKey, slot: string, written: Reading): () => void;
}

type Failures = Map<string, RestoreResult['failures'][number]>;

export class Restore {
  readonly #failures: Failures = new Map();
  /** How many of the ways to write a slot have been said to have worked. */
  readonly #tried = new Map<string, number>();
  #isSilent = false;

  constructor(
    private readonly port: PatientPort,
    private readonly places: Places,
    private readonly spelling: Spelling,
    private readonly capabilities: Dap.Capabilities,
    private readonly program: 'native' | 'other',
    private readonly tracking: Tracking,
  ) {}

  async run(wanted: readonly Wanted[]): Promise<RestoreResult> {
    for (let pass = 0; pass < MOST_PASSES && !this.#isSilent; pass++) {
      let written = 0;
      this.places.forget();
      for (const owner of wanted) written += await this.#writeOwner(owner);
      if (written === 0) break;
    }
    return { failures: [...this.#failures.values()] };
  }

  /** Gives how many slots were written. */
  async #writeOwner(wanted: Wanted): Promise<number> {
    if (this.#isSilent) {
      this.#fail(wanted, undefined, SILENT);
      return 0;
    }
    const { contents } = wanted;
    if (contents === 'unknown') {
      this.#fail(wanted, undefined, 'no variable led to it then, so it is not known what it held');
      return 0;
    }
    const found = await this.#find(wanted);
    if (found === undefined) return 0;
    this.#failures.delete(failureKey(wanted, undefined));
    let written = 0;
    for (const slot of wanted.slots ?? new Set([...contents.keys(), ...found.contents.keys()])) {
      const obstacle = obstacleTo(contents.get(slot), found.contents.get(slot));
      if (obstacle === 'none') this.#failures.delete(failureKey(wanted, slot));
      else if (typeof obstacle === 'string') this.#fail(wanted, slot, obstacle);
      else {
        written++;
        await this.#writeSlot(wanted, slot, found, obstacle);
      }
    }
    return written;
  }

  async #find(wanted: Wanted): Promise<Found | undefined> {
    try {
      const found = await this.places.find(wanted.owner);
      if (found === undefined) this.#fail(wanted, undefined, 'no variable leads to it any more');
      return found;
    } catch (error) {
      this.#isSilent ||= error instanceof NotAnswered;
      this.#fail(wanted, undefined, messageOf(error));
      return undefined;
    }
  }

  async #writeSlot(wanted: Wanted, slot: string, found: Found, { now, target }: Write): Promise<void> {
    const container = found.containerOf(now);
    if (this.#isSilent || container === undefined) {
      this.#fail(wanted, slot, this.#isSilent ? SILENT : 'its scope is not there any more');
      return;
    }
    this.tracking.wrote(wanted.key);
    const place = { frameId: found.frameId, container, now, target };
    const refusal = await this.#tryAll(wanted, slot, place);
    if (refusal === undefined) this.#failures.delete(failureKey(wanted, slot));
    else this.#fail(wanted, slot, refusal);
    // Whatever the adapter said: its references may be dead now.
    if (target.kind === 'pointer') this.places.forget();
  }

  /** Until one takes, as far as the adapter says; the next time only what comes after it. Gives the refusal, if all refused. */
  async #tryAll(wanted: Wanted, slot: string, place: Place): Promise<string | undefined> {
    const key = failureKey(wanted, slot);
    const tried = this.#tried.get(key) ?? 0;
    const writers = writersFor(this.port, this.capabilities, place, this.program);
    let refusal: string | undefined = 'the debugger has no way to write it';
    for (const [index, writer] of [...writers.entries()].slice(Math.min(tried, writers.length - 1)))
      for (const literal of this.spelling.literals(place.target)) {
        const text = await this.spelling.spell(literal, place.frameId);
        if (text === undefined) continue;
        try {
          const shown = await writer(text, place, this.tracking.sent(wanted.key, slot, { ...place.target, text }));
          refusal = undefined;
          if (!printsSame({ ...place.target, text: shown.trim() }, { ...place.target, text: place.target.text.trim() }))
            continue;
          this.spelling.learn(place.target, literal);
          this.#tried.set(key, index + 1);
          return undefined;
        } catch (error) {
          if (refusal !== undefined) refusal = messageOf(error);
          this.#isSilent ||= error instanceof NotAnswered;
          if (this.#isSilent) return messageOf(error);
        }
      }
    return tried > 0 ? undefined : refusal;
  }

  #fail({ owner, key }: Pick<Wanted, 'owner' | 'key'>, slot: string | undefined, reason: string): void {
    this.#failures.set(failureKey({ key }, slot), { owner, ...(slot !== undefined && { slot }), reason });
  }
}

interface Write {
  readonly now: Reading;
  readonly target: Reading;
}

const SILENT = 'it was not written, since the debugger does not answer';

/** What is to be written, `none` if nothing is, or why it cannot be. */
function obstacleTo(target: Reading | undefined, now: Reading | undefined): Write | string {
  if (target === undefined) return now === undefined ? 'none' : 'a debugger cannot remove it';
  if (now === undefined) return 'it is not there any more, and a debugger cannot add it';
  if (printsSame(now, target) && now.kind === target.kind) return 'none';
  if (target.kind === 'object') return now.kind === 'object' ? 'none' : 'a debugger cannot make an object';
  return { now, target };
}

function failureKey({ key }: Pick<Wanted, 'key'>, slot: string | undefined): string {
  return `${key}/${slot ?? ''}`;
}

function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n')[0] ?? message;
}
