/** The bytes of typed arrays, Buffers, DataViews and array buffers. A view keeps its own range, never the whole buffer. */
import type { Contents, SlotView } from './model';
import { getterOf, isView, SafeMap, same, uncurry } from './safe';

const TypedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const Bytes = Uint8Array;
const typedArrayTag = getterOf<string | undefined>(TypedArrayPrototype, Symbol.toStringTag);
const typedArrayBuffer = getterOf<ArrayBufferLike>(TypedArrayPrototype, 'buffer');
const typedArrayOffset = getterOf<number>(TypedArrayPrototype, 'byteOffset');
const typedArrayByteLength = getterOf<number>(TypedArrayPrototype, 'byteLength');
const typedArrayLength = getterOf<number>(TypedArrayPrototype, 'length');
const dataViewBuffer = getterOf<ArrayBufferLike>(DataView.prototype, 'buffer');
const dataViewOffset = getterOf<number>(DataView.prototype, 'byteOffset');
const dataViewByteLength = getterOf<number>(DataView.prototype, 'byteLength');
const bufferByteLength = getterOf<number>(ArrayBuffer.prototype, 'byteLength');
const sharedByteLength =
  typeof SharedArrayBuffer === 'undefined' ? undefined : getterOf<number>(SharedArrayBuffer.prototype, 'byteLength');
const isResizable =
  'resizable' in ArrayBuffer.prototype ? getterOf<boolean>(ArrayBuffer.prototype, 'resizable') : undefined;
const resize =
  'resize' in ArrayBuffer.prototype
    ? uncurry((ArrayBuffer.prototype as unknown as { resize: (this: object, size: number) => void }).resize)
    : undefined;
const setBytes = uncurry(Uint8Array.prototype.set) as (self: Uint8Array, source: Uint8Array) => void;

type View = Uint8Array | Int16Array | Float64Array | BigInt64Array;
type ViewClass = new (buffer: ArrayBufferLike, offset: number, length: number) => View;

/** Each class of typed array with the size of its elements, by its tag. */
const classes = new SafeMap<string, readonly [ViewClass, number]>();
for (const [viewClass, size] of [
  [Int8Array, 1],
  [Uint8Array, 1],
  [Uint8ClampedArray, 1],
  [Int16Array, 2],
  [Uint16Array, 2],
  [Int32Array, 4],
  [Uint32Array, 4],
  [Float32Array, 4],
  [Float64Array, 8],
  [BigInt64Array, 8],
  [BigUint64Array, 8],
] as const) {
  classes.set(viewClass.name, [viewClass as unknown as ViewClass, size]);
}

/** How many elements a typed array has, or bytes another view. */
export function viewLength(view: object): number {
  try {
    return typedArrayTag(view) === undefined ? dataViewByteLength(view) : typedArrayLength(view);
  } catch {
    return 0;
  }
}

export class ByteState implements Contents {
  readonly size: number;

  constructor(
    /** A copy; undefined where the memory was transferred away. */
    readonly bytes: Uint8Array | undefined,
    /** The same copy, seen as the elements that the object has. */
    readonly elements: ArrayLike<number | bigint>,
    /** Whether the number of bytes may change. */
    readonly resizable: boolean,
  ) {
    this.size = elements.length + (resizable || bytes === undefined ? 1 : 0);
  }

  at(index: number): SlotView {
    const isElement = index < this.elements.length;
    const length = this.bytes === undefined ? 0 : this.elements.length;
    return {
      name: isElement ? `p:${index}` : 'i:length',
      value: isElement ? this.elements[index] : length,
      key: undefined,
      hasKey: false,
      bits: undefined,
      reason: this.bytes === undefined ? DETACHED : undefined,
    };
  }

  differences(before: Contents, tell: (before: SlotView | undefined, after: SlotView | undefined) => void): void {
    if (!(before instanceof ByteState)) return;
    const size = this.size > before.size ? this.size : before.size;
    for (let i = 0; i < size; i++) {
      if (i < this.elements.length && i < before.elements.length) {
        if (!same(this.elements[i], before.elements[i])) tell(before.at(i), this.at(i));
      } else if (i < this.elements.length) tell(undefined, this.at(i));
      else if (i < before.elements.length) tell(before.at(i), undefined);
    }
    if (this.elements.length !== before.elements.length) tell(lengthOf(before), lengthOf(this));
  }

  children(): void {
    // Bytes hold no objects.
  }
}

const DETACHED = 'its memory was transferred away';

function lengthOf(state: ByteState): SlotView {
  return state.at(state.elements.length);
}

/** The present bytes; `last` itself if they are the same. */
export function observeBytes(object: object, last: Contents | undefined): Contents {
  const live = liveBytes(object);
  if (live === undefined) {
    return last instanceof ByteState && last.bytes === undefined ? last : new ByteState(undefined, [], false);
  }
  if (last instanceof ByteState && last.bytes !== undefined && sameBytes(last.bytes, live)) return last;
  const copy = new Bytes(typedArrayByteLength(live));
  setBytes(copy, live);
  return new ByteState(copy, elementsOf(object, copy), canResize(object));
}

/** The memory that an object shows, as bytes; undefined where there is none any more. */
export function liveBytes(object: object): Uint8Array | undefined {
  try {
    if (!isView(object)) {
      const length = byteLengthOf(object);
      return new Bytes(object as ArrayBuffer, 0, length);
    }
    if (typedArrayTag(object) === undefined) {
      return new Bytes(dataViewBuffer(object), dataViewOffset(object), dataViewByteLength(object));
    }
    return new Bytes(typedArrayBuffer(object), typedArrayOffset(object), typedArrayByteLength(object));
  } catch {
    return undefined;
  }
}

function byteLengthOf(buffer: object): number {
  try {
    return bufferByteLength(buffer);
  } catch (error) {
    if (sharedByteLength === undefined) throw error;
    return sharedByteLength(buffer);
  }
}

function canResize(object: object): boolean {
  try {
    return isResizable !== undefined && !isView(object) && isResizable(object);
  } catch {
    return false;
  }
}

function elementsOf(object: object, copy: Uint8Array): ArrayLike<number | bigint> {
  const entry = isView(object) ? classes.get(typedArrayTag(object) ?? '') : undefined;
  if (entry === undefined) return copy;
  return new entry[0](typedArrayBuffer(copy), 0, typedArrayByteLength(copy) / entry[1]);
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  const length = typedArrayByteLength(a);
  if (length !== typedArrayByteLength(b)) return false;
  for (let i = 0; i < length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/**
 * Writes back the bytes of the elements that are asked for, all if none are named.
 * @returns why it could not be done, if it could not
 */
export function writeBytes(
  object: object,
  target: ByteState,
  elements: readonly number[] | undefined,
): string | undefined {
  if (target.bytes === undefined) return undefined;
  let live = liveBytes(object);
  if (live === undefined) return DETACHED;
  const length = typedArrayByteLength(target.bytes);
  if (typedArrayByteLength(live) !== length && canResize(object) && resize !== undefined) {
    resize(object, length);
    live = liveBytes(object) ?? live;
  }
  if (typedArrayByteLength(live) !== length) return 'its length has changed and cannot be set back';
  if (elements === undefined) setBytes(live, target.bytes);
  else {
    const size = length / (target.elements.length === 0 ? 1 : target.elements.length);
    for (let i = 0; i < elements.length; i++) {
      const start = (elements[i] ?? 0) * size;
      for (let at = start; at < start + size; at++) live[at] = target.bytes[at] ?? 0;
    }
  }
  return undefined;
}
