/**
 * Opens a session's log: replays what is in it, and leaves a file that can be appended to.
 *
 * A torn end is cut off. Where the middle is damaged, what is before it is kept, and the whole file is set aside beside
 * it first. A file of a newer format is not touched. Each of these is told in a sentence.
 */
import { dirname } from 'node:path';
import type { FileSystem, OpenFile } from './fileSystem';
import { header, HEADER_LENGTH, readHeader, scan } from './frames';
import { type LogFile, writeAll } from './log';
import { type Operation, parseOperation } from './record';

export interface OpenedLog {
  /** Absent where the file cannot be appended to; `failure` then says why. */
  readonly log?: LogFile;
  readonly failure?: string;
  /** How many operations were replayed. */
  readonly replayed: number;
  /** Sentences about what was found. */
  readonly notes: readonly string[];
}

/** What becomes of one operation; `unknown` ends the replay, like damage. */
export type Replay = (operation: Operation) => 'done' | 'unknown';

export async function openLog(files: FileSystem, path: string, replay: Replay): Promise<OpenedLog> {
  let bytes: Buffer;
  try {
    const found = files.read(path, 0) ?? new Uint8Array();
    bytes = Buffer.from(found.buffer, found.byteOffset, found.length);
  } catch (error) {
    const failure = `The journal ${path} cannot be read: ${reasonOf(error)}`;
    return { failure, replayed: 0, notes: [failure] };
  }
  const state = readHeader(bytes);
  if (state.kind === 'newer') return refusal(path, state.format);
  if (state.kind === 'torn') return begin(files, path, []);
  if (state.kind === 'damaged') return beginAgain(files, path, bytes);

  const { length, frames, end, unknown } = replayAll(bytes, replay);
  const kept = { bytes: length, records: frames };
  const notes: string[] = [];
  const rest = bytes.length - length;
  const opened = await appendable(files, path, kept, async () => {
    if (rest === 0) return;
    if (end.kind === 'torn' && unknown === undefined) {
      notes.push(`The end of the journal ${path} was not written whole: its last ${count(rest, 'byte')} were cut off.`);
      return;
    }
    const aside = await setAside(files, path, bytes);
    const what = unknown === undefined ? 'is damaged' : `holds what this version does not know (${unknown})`;
    notes.push(
      `The journal ${path} ${what} after ${count(frames, 'record')}: those were kept, and the whole file was set aside as ${aside}.`,
    );
  });
  return { ...opened, replayed: frames, notes };
}

interface Replayed {
  readonly length: number;
  readonly frames: number;
  readonly end: ReturnType<typeof scan>['end'];
  /** What the operation was that could not be replayed. */
  readonly unknown?: string;
}

function replayAll(bytes: Buffer, replay: Replay): Replayed {
  let unknown: string | undefined;
  const { length, frames, end } = scan(bytes, (text) => {
    const operation = parseOperation(text);
    if (operation !== undefined && replay(operation) === 'done') return 'go on';
    unknown = operation?.method ?? 'no operation';
    return 'stop';
  });
  return { length, frames, end, ...(unknown !== undefined && { unknown }) };
}

/** Opens the file for appending at the end of what is kept of it, after `rescue` has saved what will be cut off. */
async function appendable(
  files: FileSystem,
  path: string,
  kept: { readonly bytes: number; readonly records: number },
  rescue: () => Promise<void>,
): Promise<{ readonly log: LogFile } | { readonly failure: string }> {
  let file: OpenFile | undefined;
  try {
    await rescue();
    file = files.open(path, 'existing');
    file.truncate(kept.bytes);
    await file.sync();
    return { log: { file, ...kept } };
  } catch (error) {
    file?.close();
    return { failure: reasonOf(error) };
  }
}

async function begin(files: FileSystem, path: string, notes: readonly string[]): Promise<OpenedLog> {
  let file: OpenFile | undefined;
  try {
    files.makeFolder(dirname(path));
    file = files.open(path, 'new');
    writeAll(file, header());
    await file.sync();
    files.syncFolder(dirname(path));
    return { log: { file, bytes: HEADER_LENGTH, records: 0 }, replayed: 0, notes };
  } catch (error) {
    file?.close();
    return { failure: reasonOf(error), replayed: 0, notes };
  }
}

async function beginAgain(files: FileSystem, path: string, bytes: Buffer): Promise<OpenedLog> {
  try {
    const aside = await setAside(files, path, bytes);
    return await begin(files, path, [`The journal ${path} is damaged at its beginning: it was set aside as ${aside}.`]);
  } catch (error) {
    return { failure: reasonOf(error), replayed: 0, notes: [`The journal ${path} is damaged at its beginning.`] };
  }
}

function refusal(path: string, format: number): OpenedLog {
  const sentence = `The journal ${path} was written by a newer version of Savepoint (format ${format}): update Savepoint to use it.`;
  return { failure: sentence, replayed: 0, notes: [sentence] };
}

/** Keeps a copy under another name, durably, so that the original can be cut whatever happens then. */
async function setAside(files: FileSystem, path: string, bytes: Buffer): Promise<string> {
  const taken = new Set(files.list(dirname(path)).map((name) => `${dirname(path)}/${name}`));
  let number = 1;
  while (taken.has(asideName(path, number))) number++;
  const aside = asideName(path, number);
  const file = files.open(aside, 'new');
  try {
    writeAll(file, bytes);
    await file.sync();
  } finally {
    file.close();
  }
  files.syncFolder(dirname(path));
  return aside;
}

function asideName(path: string, number: number): string {
  return `${path}.damaged-${number}`;
}

export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function count(number: number, thing: string): string {
  return `${number} ${thing}${number === 1 ? '' : 's'}`;
}
