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
  /** What takes back each change since the mark, in their order. */
  #undo: (() => void)[] = [];

  /** @returns what takes back whatever is noted from now on, for a reading that is thrown away; good until the next mark */
  mark(): () => void {
    const undo: (() => void)[] = [];
    const { stack } = this;
    this.#undo = undo;
    return () => {
      this.stack = stack;
      for (const change of undo.toReversed()) change();
    };
  }

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
    if (earlier !== undefined && earlier !== holder) this.#set(this.#known, key, undefined);
    this.#set(this.#holders, key, holder);
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
    this.#set(this.#known, key, identity);
    this.#set(this.#byId, identity.id, identity);
    return identity;
  }

  #set<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
    const before = map.get(key);
    if (before === value) return;
    this.#undo.push(() => put(map, key, before));
    put(map, key, value);
  }
}

function put<K, V>(map: Map<K, V>, key: K, value: V | undefined): void {
  if (value === undefined) map.delete(key);
  else map.set(key, value);
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
