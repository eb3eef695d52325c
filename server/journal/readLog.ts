/** Reads a session's log without touching it: what is sound is replayed, and what is not is told in a sentence. */
import type { FileSystem } from './fileSystem';
import { readHeader, scan } from './frames';
import { count, type Replay } from './openLog';
import { type Operation, parseOperation } from './record';

export interface ReadLog {
  /** How many operations were replayed. */
  readonly replayed: number;
  /** Sentences about what could not be. */
  readonly notes: readonly string[];
}

/** Throws what the system says where the file cannot be read. */
export function readLog(files: FileSystem, path: string, replay: Replay): ReadLog {
  const bytes = bytesOf(files, path, 0);
  const state = readHeader(bytes);
  if (state.kind === 'newer')
    return only(
      `The journal ${path} was written by a newer version of Savepoint (format ${state.format}): update Savepoint to see it.`,
    );
  if (state.kind !== 'readable')
    return only(`The journal ${path} is damaged at its beginning: nothing of it can be shown.`);
  let unknown: string | undefined;
  const { frames, end } = scan(bytes, (text) => {
    const operation = parseOperation(text);
    if (operation !== undefined && replay(operation) === 'done') return 'go on';
    unknown = operation?.method ?? 'no operation';
    return 'stop';
  });
  if (unknown !== undefined)
    return {
      replayed: frames,
      notes: [
        `The journal ${path} holds what this version does not know (${unknown}): what comes after it is not shown.`,
      ],
    };
  if (end.kind === 'clean') return { replayed: frames, notes: [] };
  const what = end.kind === 'torn' ? 'was not written whole' : 'is damaged';
  return {
    replayed: frames,
    notes: [`The journal ${path} ${what} after ${count(frames, 'record')}: what comes then is not shown.`],
  };
}

/** The first operation of a log, which says whose it is; undefined where there is no sound one. */
export function firstOperation(bytes: Buffer): Operation | undefined {
  if (readHeader(bytes).kind !== 'readable') return undefined;
  let first: Operation | undefined;
  scan(bytes, (text) => {
    first = parseOperation(text);
    return 'stop';
  });
  return first;
}

/** What a file holds from an offset on, without a copy of it. */
export function bytesOf(files: FileSystem, path: string, from: number): Buffer {
  const found = files.read(path, from) ?? new Uint8Array();
  return Buffer.from(found.buffer, found.byteOffset, found.length);
}

function only(note: string): ReadLog {
  return { replayed: 0, notes: [note] };
}
