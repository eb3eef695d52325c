/** What the probe knows of the program: few kinds of records, which refer to each other. */
import type { Kind } from './kinds';

/**
 * An object that is followed, and is more than a row of the registry's table: it was told of, has changed, or is not
 * ordinary.
 */
export interface Tracked {
  readonly id: number;
  /** Its row in the table, until objects are given up. */
  row: number;
  readonly object: object;
  readonly kind: Kind;
  /** Whether it holds something beside its properties. */
  readonly hasContents: boolean;
  /** What it held at the last capture that found it different; earlier ones hang from it. */
  memento: Memento | undefined;
  /** What its parent held when it was last known to hold it; see `origins.ts`. */
  parentMemento: Memento | undefined;
  /** The name of its class when it was first told of; a change of prototype does not change it. */
  className: string | undefined;
  /** What the server has been told: nothing, that it exists, or what it holds. */
  told: 'nothing' | 'exists' | 'contents';
  /** Where the server was told that it is. */
  toldOrigin: string | undefined;
  /** The values of its private fields, as far as they have been read; see `privates.ts`. */
  privates: PrivateValues | undefined;
  /** What few objects need. */
  rare: Rare | undefined;
}

/** What ordinary objects that were made alike have in common. */
export interface Layout {
  readonly kind: 'object' | 'array';
  readonly keys: readonly string[];
  readonly prototype: object | null;
  /** Whether an object of this layout can be kept by its values alone. */
  readonly isPlain: boolean;
  /** Whether the prototype is followed. */
  isFollowed: boolean;
}

export interface Rare {
  /** Why it, or its inside, is out of reach. */
  reason: string | undefined;
  /** The keys in the order in which they were first seen, where they have ever changed; see `order.ts`. */
  order: readonly PropertyKey[] | undefined;
  /** The numbers that a Map's or Set's entries are to keep after a restore; see `entries.ts`. */
  numbering: Contents | undefined;
  nextNumber: number;
}

/** A binding of a captured frame, where walks begin. */
export interface RootBinding {
  readonly root: true;
  readonly frame: number;
  readonly name: string;
  readonly value: unknown;
}

export interface PrivateValues {
  readonly names: readonly string[];
  readonly values: readonly unknown[];
}

/**
 * What one object held at one capture, shallowly: immutable, kept as columns, and shared between captures for as long
 * as nothing in it changes.
 */
export interface Memento {
  /** The capture that found the object like this. */
  epoch: number;
  /** What it held before, for as long as an epoch needs it. */
  previous: Memento | undefined;
  readonly keys: readonly PropertyKey[];
  /** A data property's value, or an `Accessor`. */
  readonly values: readonly unknown[];
  /** Bits for each key; undefined where all are as an assignment makes them. */
  readonly attributes: readonly number[] | undefined;
  readonly prototype: object | null;
  readonly extensible: boolean;
  readonly privates: PrivateValues | undefined;
  readonly contents: Contents | undefined;
}

/** What an object holds beside its properties, at one capture: immutable. */
export interface Contents {
  /** How many slots it has. */
  readonly size: number;
  at(index: number): SlotView;
  /** Tells each slot that differs from `before`; undefined stands for one that is not there. */
  differences(before: Contents, tell: (before: SlotView | undefined, after: SlotView | undefined) => void): void;
  /** Hands over every object that it holds, with the number of its slot. */
  children(visit: (child: unknown, slot: number) => void): void;
}

export interface SlotView {
  readonly name: string;
  /** An `Accessor` for an accessor property. */
  readonly value: unknown;
  readonly key: unknown;
  readonly hasKey: boolean;
  /** The attributes of a property; undefined for what is not one, or has the usual ones. */
  readonly bits: number | undefined;
  /** Why it is out of reach. */
  readonly reason: string | undefined;
}

/** One call of a function, or a scope that outlives its call. */
export interface Activation {
  readonly id: number;
  readonly function: string;
  readonly source: string | null;
  /** Variables of scopes around captured functions, which have no captured frame of their own. */
  readonly isClosure: boolean;
  line: number;
  depth: number;
  maybe: number | undefined;
  variables: Variable[];
  memento: BindingMemento | undefined;
  /** The capture that last had its frame on the stack, or saw its variables. */
  seen: number;
}

/** What the variables of an activation held at one capture: immutable, kept as columns. */
export interface BindingMemento {
  readonly epoch: number;
  previous: BindingMemento | undefined;
  readonly names: readonly string[];
  readonly values: readonly unknown[];
  readonly declarations: readonly number[];
}

/** A variable, seen at the last capture through the frame nearest to its owner. */
export interface Variable {
  readonly owner: Activation;
  readonly name: string;
  readonly declaration: number;
  readonly isConstant: boolean;
  get: () => unknown;
  set: (value: unknown) => void;
  /** Whether it was shown that kept closures reach it. */
  isShared: boolean;
  value: unknown;
  /** The capture that last saw it. */
  seen: number;
}

export function rareOf(tracked: Tracked): Rare {
  return (tracked.rare ??= { reason: undefined, order: undefined, numbering: undefined, nextNumber: 0 });
}

/** Why an object or its inside is out of reach. */
export function reasonOf(tracked: Tracked): string {
  return tracked.rare?.reason ?? '';
}
