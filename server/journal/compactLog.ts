/**
 * Replaces a log by a shorter one that leads to the same state, while it goes on being written to: the short one is made
 * beside it, what was appended meanwhile is copied, and then it takes the log's name. A crash at any moment leaves one
 * or the other under that name, whole.
 */
import { dirname } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Compaction } from './compaction';
import type { FileSystem, OpenFile } from './fileSystem';
import { FrameBuffer, header, renumber, texts } from './frames';
import { type Log, type LogFile, writeAll } from './log';
import { bytesOf } from './readLog';
import { operationText, parseOperation } from './record';

/** How many records are compacted between two turns of everything else. */
const RECORDS_PER_TURN = 200;

/** The name of a short log that has not taken its place yet. */
export function draftOf(path: string): string {
  return `${path}.draft`;
}

/**
 * Rejects with what the system said if there is no short log; the log then goes on as it was.
 *
 * @param latest how many of the last records are copied as they are: their answers may still be asked for
 */
export async function compactLog(files: FileSystem, path: string, log: Log, latest: number): Promise<void> {
  const [bytes, records] = [log.bytes, log.records - latest];
  const draft = files.open(draftOf(path), 'new');
  try {
    const long = bytesOf(files, path, 0).subarray(0, bytes);
    const short = await writeShort(draft, long, records);
    await draft.sync();
    await log.moveTo(
      async (written) => {
        const tail = bytesOf(files, path, bytes).subarray(0, written - bytes);
        const target = await withTail(draft, short, tail);
        files.rename(draftOf(path), path);
        return target;
      },
      () => files.syncFolder(dirname(path)),
    );
  } catch (error) {
    draft.close();
    files.remove(draftOf(path));
    throw error;
  }
}

/** Writes the compacted beginning; what comes after the first `records` records is copied. */
async function writeShort(draft: OpenFile, long: Buffer, records: number): Promise<LogFile> {
  const compaction = new Compaction();
  const buffer = new FrameBuffer();
  let [bytes, read, written] = [0, 0, 0];
  const flush = (): void => {
    writeAll(draft, buffer.bytes());
    bytes += buffer.length;
    buffer.clear();
  };
  writeAll(draft, header());
  bytes += header().length;
  for (const text of texts(long)) {
    const operation = read++ < records ? parseOperation(text) : undefined;
    if (operation === undefined) {
      for (const kept of compaction.end()) buffer.append(written++, operationText(kept));
      buffer.append(written++, text);
    } else for (const kept of compaction.take(operation)) buffer.append(written++, operationText(kept));
    if (read % RECORDS_PER_TURN !== 0) continue;
    flush();
    await setImmediate();
  }
  for (const kept of compaction.end()) buffer.append(written++, operationText(kept));
  flush();
  return { file: draft, bytes, records: written };
}

async function withTail(draft: OpenFile, short: LogFile, tail: Buffer): Promise<LogFile> {
  const records = short.records + renumber(tail, short.records);
  writeAll(draft, tail);
  await draft.sync();
  return { file: draft, bytes: short.bytes + tail.length, records };
}
