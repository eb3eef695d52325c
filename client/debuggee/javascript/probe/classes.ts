/** The names of classes, and which private names their instances have; asked of prototypes, never of the objects. */
import { isProxy, nextPrototype } from './host';
import { dataValue, foreign } from './intrinsics';
import { append, indexOf, isObject, SafeMap, sourceOf } from './safe';

/** The private names that a class declares, as the client parsed them from its source. */
export interface ClassNames {
  readonly id: number;
  readonly fields: readonly string[];
  readonly statics: readonly string[];
}

export interface ClassSource {
  readonly id: number;
  readonly source: string;
}

interface KnownClass {
  readonly id: number;
  names: ClassNames | undefined;
}

const NONE: readonly string[] = [];

export class Classes {
  readonly #classNames = new SafeMap<object, string>();
  readonly #known = new SafeMap<object, KnownClass | null>();
  readonly #byId = new SafeMap<number, KnownClass>();
  readonly #chains = new SafeMap<object, readonly string[] | null>();
  /** Sources that the client has to parse. */
  unknown: ClassSource[] = [];
  #count = 0;

  /** Prototypes may have changed since the last capture. */
  forget(): void {
    this.#classNames.clear();
    this.#chains.clear();
  }

  className(object: object): string {
    if (typeof object === 'function') return 'Function';
    if (isProxy(object)) return 'Proxy';
    const prototype = nextPrototype(object);
    if (prototype === null) return 'Object';
    let name = this.#classNames.get(prototype);
    if (name === undefined) this.#classNames.set(prototype, (name = nameFrom(prototype)));
    return name;
  }

  learn(names: ClassNames): void {
    const known = this.#byId.get(names.id);
    if (known !== undefined) known.names = names;
    this.#chains.clear();
  }

  /** The private fields that an object may have; undefined while the client has a class's source to parse. */
  fieldsOf(object: object): readonly string[] | undefined {
    if (typeof object === 'function') return this.#staticsOf(object);
    const prototype = nextPrototype(object);
    if (prototype === null || foreign.has(prototype)) return NONE;
    const found = this.#chains.get(prototype);
    if (found !== undefined) return found ?? undefined;
    const fields = this.#chain(prototype, object);
    this.#chains.set(prototype, fields ?? null);
    return fields;
  }

  #chain(prototype: object, object: object): readonly string[] | undefined {
    let fields = NONE;
    let isKnown = true;
    for (let proto: object | null = prototype; proto !== null; proto = nextPrototype(proto)) {
      const constructor = dataValue(proto, 'constructor');
      // A prototype is no instance of its own class.
      if (!isObject(constructor) || proto === object || dataValue(constructor, 'prototype') !== proto) continue;
      const known = this.#classOf(constructor);
      if (known === null) continue;
      if (known.names === undefined) isKnown = false;
      else fields = joined(fields, known.names.fields);
    }
    return isKnown ? fields : undefined;
  }

  #staticsOf(fn: object): readonly string[] | undefined {
    const known = this.#classOf(fn);
    if (known === null) return NONE;
    return known.names?.statics;
  }

  /** What is known of a class; null if it has no private names. */
  #classOf(constructor: object): KnownClass | null {
    let known = this.#known.get(constructor);
    if (known !== undefined) return known;
    known = null;
    if (typeof constructor === 'function' && !isProxy(constructor)) {
      const source = sourceOf(constructor);
      if (indexOf(source, 'class') === 0 && indexOf(source, '#') > 0) {
        known = { id: this.#count++, names: undefined };
        this.#byId.set(known.id, known);
        append(this.unknown, { id: known.id, source });
      }
    }
    this.#known.set(constructor, known);
    return known;
  }
}

function joined(a: readonly string[], b: readonly string[]): readonly string[] {
  if (a.length === 0) return b;
  if (b.length === 0) return a;
  const all: string[] = [];
  for (let i = 0; i < a.length; i++) append(all, a[i] ?? '');
  for (let i = 0; i < b.length; i++) append(all, b[i] ?? '');
  return all;
}

function nameFrom(prototype: object): string {
  for (let proto: object | null = prototype; proto !== null; proto = nextPrototype(proto)) {
    const constructor = dataValue(proto, 'constructor');
    if (typeof constructor !== 'function' || isProxy(constructor)) continue;
    const name = dataValue(constructor, 'name');
    if (typeof name === 'string' && name !== '') return name;
  }
  return 'Object';
}
