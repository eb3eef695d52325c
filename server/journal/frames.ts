/**
 * What a log's bytes mean: a header, then one frame for each record. All numbers are little-endian.
 *
 *   header   "SAVEPNT\n", the format's version (4 bytes), the checksum of both (4 bytes)
 *   frame    MARK (4 bytes), the checksum of all that follows (4), the length of the text (4), the frame's number in
 *            the log, from 0 (4), and the text, in UTF-8
 *
 * The number makes a frame that is lost, repeated or out of place as plain as one that is damaged. The checksum is
 * CRC-32, which Node computes natively. Nothing here knows what a text says.
 */
import { crc32 } from 'node:zlib';

export const FORMAT = 1;
export const HEADER_LENGTH = 16;
export const FRAME_OVERHEAD = 16;

const TITLE = Buffer.from('SAVEPNT\n', 'latin1');
const MARK = 0x1ac5_9e53;
const MARK_BYTES = Buffer.from([0x53, 0x9e, 0xc5, 0x1a]);

export type Header =
  | { readonly kind: 'readable' }
  | { readonly kind: 'newer'; readonly format: number }
  | { readonly kind: 'torn' }
  | { readonly kind: 'damaged' };

/** What follows the last sound frame. */
export type End =
  | { readonly kind: 'clean' }
  /** The last record was not written whole, or was damaged since: there is no sound frame after it. */
  | { readonly kind: 'torn'; readonly bytes: number }
  /** There are sound frames after bytes that are none. */
  | { readonly kind: 'damaged'; readonly bytes: number };

export interface Scan {
  /** Where the last sound frame in an unbroken row ends. */
  readonly length: number;
  readonly frames: number;
  readonly end: End;
}

export function header(format: number = FORMAT): Buffer {
  const bytes = Buffer.alloc(HEADER_LENGTH);
  TITLE.copy(bytes);
  bytes.writeUInt32LE(format, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 12)), 12);
  return bytes;
}

export function readHeader(bytes: Buffer): Header {
  if (bytes.length < HEADER_LENGTH) {
    const isBeginning = header().subarray(0, bytes.length).equals(bytes);
    return { kind: isBeginning ? 'torn' : 'damaged' };
  }
  if (!bytes.subarray(0, TITLE.length).equals(TITLE)) return { kind: 'damaged' };
  if (crc32(bytes.subarray(0, 12)) !== bytes.readUInt32LE(12)) return { kind: 'damaged' };
  const format = bytes.readUInt32LE(8);
  return format > FORMAT ? { kind: 'newer', format } : { kind: 'readable' };
}

/** Frames in a growing piece of memory, which is used again and again. */
export class FrameBuffer {
  #bytes = Buffer.allocUnsafe(64 * 1024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(number: number, text: string): void {
    const start = this.#length;
    // No UTF-16 unit takes more than three bytes.
    this.#reserve(FRAME_OVERHEAD + text.length * 3);
    const bytes = this.#bytes;
    const length = bytes.write(text, start + FRAME_OVERHEAD);
    bytes.writeUInt32LE(MARK, start);
    bytes.writeUInt32LE(length, start + 8);
    bytes.writeUInt32LE(number, start + 12);
    bytes.writeUInt32LE(checksum(bytes, start, length), start + 4);
    this.#length = start + FRAME_OVERHEAD + length;
  }

  /** What was appended; good until the buffer is used again. */
  bytes(): Buffer {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#bytes.length) return;
    const larger = Buffer.allocUnsafe(Math.max(this.#bytes.length * 2, this.#length + more));
    this.#bytes.copy(larger, 0, 0, this.#length);
    this.#bytes = larger;
  }
}

/** Gives frames in an unbroken row other numbers, in place; returns how many there are. */
export function renumber(bytes: Buffer, first: number): number {
  let frames = 0;
  for (let offset = 0; offset < bytes.length; frames++) {
    const length = bytes.readUInt32LE(offset + 8);
    bytes.writeUInt32LE(first + frames, offset + 12);
    bytes.writeUInt32LE(checksum(bytes, offset, length), offset + 4);
    offset += FRAME_OVERHEAD + length;
  }
  return frames;
}

/** Hands each sound frame's text to `take`, from the header to the first frame that is not sound or not wanted. */
export function scan(bytes: Buffer, take: (text: string) => 'go on' | 'stop'): Scan {
  let offset = HEADER_LENGTH;
  let frames = 0;
  for (; ; frames++) {
    const frame = soundFrame(bytes, offset);
    if (frame?.number !== frames || take(textAt(bytes, offset, frame)) === 'stop') break;
    offset += FRAME_OVERHEAD + frame.length;
  }
  return { length: offset, frames, end: endAt(bytes, offset) };
}

/** The texts of the sound frames, one at a time. */
export function* texts(bytes: Buffer): Generator<string> {
  let frame = soundFrame(bytes, HEADER_LENGTH);
  for (let offset = HEADER_LENGTH; frame !== undefined; frame = soundFrame(bytes, offset)) {
    yield textAt(bytes, offset, frame);
    offset += FRAME_OVERHEAD + frame.length;
  }
}

/** No text has the bytes of MARK in it: they are not UTF-8. */
function endAt(bytes: Buffer, offset: number): End {
  const rest = bytes.length - offset;
  if (rest === 0) return { kind: 'clean' };
  for (let at = bytes.indexOf(MARK_BYTES, offset); at >= 0; at = bytes.indexOf(MARK_BYTES, at + 1))
    if (soundFrame(bytes, at) !== undefined) return { kind: 'damaged', bytes: rest };
  return { kind: 'torn', bytes: rest };
}

interface Frame {
  readonly length: number;
  readonly number: number;
}

function soundFrame(bytes: Buffer, offset: number): Frame | undefined {
  if (offset + FRAME_OVERHEAD > bytes.length || bytes.readUInt32LE(offset) !== MARK) return undefined;
  const length = bytes.readUInt32LE(offset + 8);
  if (offset + FRAME_OVERHEAD + length > bytes.length) return undefined;
  if (checksum(bytes, offset, length) !== bytes.readUInt32LE(offset + 4)) return undefined;
  return { length, number: bytes.readUInt32LE(offset + 12) };
}

function textAt(bytes: Buffer, offset: number, { length }: Frame): string {
  return bytes.toString('utf8', offset + FRAME_OVERHEAD, offset + FRAME_OVERHEAD + length);
}

function checksum(bytes: Buffer, offset: number, length: number): number {
  return crc32(bytes.subarray(offset + 8, offset + FRAME_OVERHEAD + length));
}
