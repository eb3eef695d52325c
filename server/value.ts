/**
 * What the debuggee holds, described as immutable plain data that travels as JSON.
 *
 * A value that is not an object stands for itself; an object is a reference to its id, and its contents are slots of
 * that object. Nothing here knows a language, a debugger or the store.
 *
 * Names of slots: a binding's slot is its bare name, `this` included. An object's are
 *   p:<name>   a string-keyed property, array and buffer elements included: `p:total`, `p:0`
 *   s:<id>     a symbol-keyed property, by the symbol's id
 *   #:<name>   a private field, without its #
 *   e:<n>      an entry of a Map (with `key`) or an element of a Set; numbers ascend in the collection's order, and a
 *              key that is deleted and added again gets a new one
 *   v:<name>   the cell of a variable that a function closes over; what it holds is in the cell's slot `i:contents`
 *   i:<name>   something internal: `i:length` of arrays and resizable buffers; `i:prototype` and `i:extensible`, sent
 *              when they change, and `i:extensible` also when false; `i:order`, the order of the keys as a text, there
 *              only while it is not the one in which they were first seen; `i:time` of a Date; `i:value` of a boxed
 *              primitive; `i:state`, labelled opaque, for what is out of reach
 */

/** The id that a probe gives to a heap object; the same for as long as the object lives, never used twice. */
export type ObjectId = number;

/** One call of a function: a frame keeps its activation for as long as the call lasts. Never used twice. */
export type ActivationId = number;

export type Value =
  | null
  | boolean
  /** A finite number other than -0. */
  | number
  /** A whole string. */
  | string
  | { readonly type: 'undefined' }
  | { readonly type: 'number'; readonly text: 'NaN' | '-0' | 'Infinity' | '-Infinity' }
  | { readonly type: 'bigint'; readonly text: string }
  /** A whole number where the language tells it from an integer: `1.0`. */
  | { readonly type: 'float'; readonly text: string }
  /**
   * A value that cannot change and that JSON does not have, as its language writes it: `b'abc'`, `Decimal('1.5')`.
   * Python's `None` (of class `NoneType`), `True` and `False` (of class `bool`) are such, too: null means absence.
   */
  | { readonly type: 'literal'; readonly text: string; readonly class: string }
  | { readonly type: 'symbol'; readonly id: ObjectId; readonly text: string }
  /** A string too long to travel: its beginning, its length in UTF-16 units and a digest that tells it from others. */
  | { readonly type: 'string'; readonly text: string; readonly length: number; readonly digest: string }
  /** Any other value, as the debugger writes it: an enumerator, a character, an address. */
  | { readonly type: 'printed'; readonly text: string }
  /** A secret's value that was kept out of the journal; equal digests are equal values. */
  | { readonly type: 'redacted'; readonly digest: string }
  /**
   * A reference; `class` is the class's name when the object was first seen. `preview` is for people: what the object
   * held, in short. It is there only in what the server tells, and where the contents are known.
   */
  | { readonly type: 'object'; readonly id: ObjectId; readonly class: string; readonly preview?: string }
  /** A binding that has no value that could be read: not yet initialized, or optimized away. */
  | { readonly type: 'unavailable'; readonly reason: string };

/** Why a place cannot simply be written back; a place without a label is restorable. */
export type Label = 'constant' | 'read-only' | 'opaque' | 'lazy' | 'truncated' | 'aliased';

/**
 * What a slot or a binding holds: a value alone, or a value with what is special about its place. A place that holds null is
 * told with details, since a bare null says that nothing is there.
 */
export type Slot = Value | SlotDetail;

export interface SlotDetail {
  readonly type: 'slot';
  readonly value: Value;
  /** The key of a Map or dict entry; its slot's name is only a number. */
  readonly key?: Value;
  /** An accessor property's functions, which are never called. */
  readonly get?: Value;
  readonly set?: Value;
  /** The attributes that a property has where they are not all three: a part of `wec` (writable, enumerable, configurable). */
  readonly attributes?: string;
  readonly label?: Label;
  /** A phrase that says why it has its label: "its inner variables are out of reach". */
  readonly reason?: string;
}

export type ObjectKind =
  | 'object'
  | 'array'
  | 'map'
  | 'set'
  /** As a map, and what is in it is named by a subscript. */
  | 'dict'
  /** As a set, and the language has no path to an element. */
  | 'python-set'
  /** A variable that functions close over. */
  | 'cell'
  | 'buffer'
  | 'function'
  | 'class'
  | 'error'
  | 'date'
  | 'regexp'
  | 'boxed'
  | 'opaque';

/** Where an object was found: a binding of a frame or a slot of another object; follow it up for a path. */
export type Origin =
  | { readonly frame: ActivationId; readonly name: string }
  | { readonly object: ObjectId; readonly slot: string; readonly key?: Value };

export interface ObjectInfo {
  readonly id: ObjectId;
  readonly class: string;
  readonly kind: ObjectKind;
  /**
   * The shortest way to it from the captured frames, at the capture that sent this. Sent again, with the rest, when the
   * object or one that it is in changes and is found elsewhere than before.
   */
  readonly origin: Origin;
  /** Whether its slots were sent; if not, they are sent on demand, and in any case where they change. */
  readonly described: boolean;
  /** How many slots it has. */
  readonly size: number;
  /** Slots can be written, but neither added to it nor taken away. */
  readonly fixed?: true;
  /** A label on an object is that of all its slots. */
  readonly label?: Label;
  readonly reason?: string;
}

export type Owner = { readonly object: ObjectId } | { readonly frame: ActivationId };

/**
 * The slot a cell belongs to, before and after; null: it is not there. `before` comes for what the reading before held
 * already, whether or not it was described.
 */
export type SlotChange = readonly [name: string, after: Slot | null, before?: Slot | null];

export interface OwnerChanges {
  readonly owner: Owner;
  readonly slots: readonly SlotChange[];
}

/** A frame of the paused stack, as it was captured. */
export interface CapturedFrame {
  readonly activation: ActivationId;
  /** An earlier activation that this one may be, which could not be shown. */
  readonly maybe?: ActivationId;
  readonly function: string;
  readonly source?: string;
  /** 1-based. */
  readonly line: number;
  /** Frames below it on the stack; -1 for a closure. */
  readonly depth: number;
  /**
   * Not a frame of the stack, but the variables of scopes around captured functions whose own frames were not captured,
   * or are over: module variables above all. They come after the frames.
   */
  readonly scope?: 'closure';
}

/**
 * How much of what was reached can be restored, and why the rest can not. Reasons also name what has no cells at all,
 * such as objects of the host and the inner variables of functions.
 */
export interface Tally {
  readonly cells: number;
  readonly restorable: number;
  readonly reasons: readonly TallyReason[];
}

export interface TallyReason {
  readonly label: Label;
  readonly reason: string;
  /** How many places have it. */
  readonly count: number;
  /** Up to three of them, as paths. */
  readonly examples: readonly string[];
}

/** What one reading of the debuggee found: everything that differs from the reading before it. */
export interface Capture {
  /** Which stop it was read at, counted by the client: between two readings of one stop the program did not run. */
  readonly stop?: number;
  /** The probe's number for this reading; what was held then can be restored for as long as it is retained. */
  readonly epoch: number;
  /** The paused frame first, then its callers. */
  readonly frames: readonly CapturedFrame[];
  readonly objects: readonly ObjectInfo[];
  readonly changes: readonly OwnerChanges[];
  readonly tally: Tally;
  /** What ended the walk early, if anything did. */
  readonly truncated?: 'objects' | 'bytes' | 'milliseconds';
}

/** The slots of objects that an earlier capture reached without describing them. */
export interface Description {
  readonly objects: readonly ObjectInfo[];
  readonly changes: readonly OwnerChanges[];
}
