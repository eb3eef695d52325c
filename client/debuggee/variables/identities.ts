/**
 * Which object is which. Without a probe an object is known by its address and type, where the adapter shows one, and
 * else by its place: what is found there next time counts as the same object.
 */
import type { ActivationId, ObjectId } from '../../../server/value';
import type { CallStack } from './callStack';

export interface Identity {
  readonly id: ObjectId;
  readonly class: string;
  readonly knownBy: 'address' | 'place';
}

export class Identities {
  /** Where the program stands, as far as it was read; `none` where the debugger knows of no stack. */
  stack: CallStack | 'none' | undefined;
  readonly #known = new Map<string, Identity>();
  readonly #holders = new Map<string, ActivationId>();
  readonly #byId = new Map<ObjectId, Identity>();

  byAddress(address: string, type: string): Identity {
    const holder = this.stack === 'none' ? undefined : this.stack?.holderOf(address);
    if (holder !== undefined) return this.held(address, type, holder);
    const name = plainType(type);
    return this.#of(`${address} ${name}`, name, 'address');
  }

  /** An object that is part of a call's own variables: where a later call has one in its place, it is another one. */
  held(address: string, type: string, holder: ActivationId): Identity {
    const name = plainType(type);
    const key = `${address} ${name}`;
    const earlier = this.#holders.get(key);
    if (earlier !== undefined && earlier !== holder) this.#known.delete(key);
    this.#holders.set(key, holder);
    return this.#of(key, name, 'address');
  }

  byId(id: ObjectId): Identity | undefined {
    return this.#byId.get(id);
  }

  /** @param place where it is, as a text that is no other place's */
  byPlace(place: string, type: string): Identity {
    return this.#of(`${place} : ${type}`, type, 'place');
  }

  #of(key: string, name: string, knownBy: Identity['knownBy']): Identity {
    let identity = this.#known.get(key);
    if (identity !== undefined) return identity;
    identity = { id: this.#byId.size + 1, class: name, knownBy };
    this.#known.set(key, identity);
    this.#byId.set(identity.id, identity);
    return identity;
  }
}

/** The type of what a pointer points to, or of the object itself. */
function plainType(type: string): string {
  const plain = type
    .replace(/\b(?:const|volatile|struct|class|union)\b/g, '')
    .replace(/\s*[*&]$/, '')
    .replace(/\s+/g, ' ')
    .trim();
  return plain === '' ? 'object' : plain;
}
