/**
 * The journals of sessions that are over. Those that were closed have a name of their own; the others are of windows that
 * were closed, or of processes that ended, in the middle of a debug session.
 */
import { join } from 'node:path';
import type { PastSession, Retention } from '../protocol';
import type { FileSystem } from './fileSystem';
import type { Replay } from './openLog';
import { bytesOf, firstOperation, readLog, type ReadLog } from './readLog';

/** The endings of the names: of a session that goes on, or of which nobody knows that it is over; and of one that is. */
export const OPEN = '.journal';
export const OVER = '.past';

const DAY = 24 * 60 * 60 * 1_000;

/** What a session with something to show has in its log. */
const MARKS = ['"savepoint/savepoint"', '"savepoint/autoSavepoint"'];

/** Whether a file of the folder is the journal of a session that goes on in this process. */
export type IsLive = (file: string) => boolean;

interface Known {
  readonly writtenAt: number;
  readonly past: PastSession | undefined;
}

export class PastSessions {
  readonly #known = new Map<string, Known>();

  constructor(
    private readonly files: FileSystem,
    private readonly folder: string,
  ) {}

  /** Newest first; those in which nobody took a savepoint are left out. */
  list(isLive: IsLive): readonly PastSession[] {
    return this.#journals(isLive)
      .flatMap(({ file, writtenAt }) => this.#describe(file, writtenAt) ?? [])
      .sort((one, other) => other.lastWrittenAt - one.lastWrittenAt);
  }

  /** Throws what the system says where there is no such file, or it cannot be read. */
  read(file: string, replay: Replay): ReadLog {
    return readLog(this.files, join(this.folder, file), replay);
  }

  /** Gives the journal of a session that was closed its other name. */
  keep(file: string): void {
    const name = file.slice(0, -OPEN.length);
    let kept = `${name}${OVER}`;
    for (let number = 1; this.files.read(join(this.folder, kept), 0) !== undefined; number++)
      kept = `${name}.${number}${OVER}`;
    this.files.rename(join(this.folder, file), join(this.folder, kept));
  }

  /**
   * Removes the journals that are older than is kept, or more than are kept, and what was set aside. A journal of which
   * nobody knows that its session is over may be another window's: it is left alone for a day.
   *
   * @param now milliseconds since 1970
   */
  prune(isLive: IsLive, { days, sessions }: Retention, now: number): void {
    const journals = new Set(this.#journals(isLive).map(({ file }) => file));
    const kept = new Set(
      this.list(isLive)
        .slice(0, sessions)
        .map(({ file }) => file),
    );
    for (const file of this.files.list(this.folder)) {
      if (isLive(file)) continue;
      const age = now - this.files.writtenAt(join(this.folder, file));
      const isTooMany = journals.has(file) && !kept.has(file);
      const oldest = file.endsWith(OVER) ? days * DAY : Math.max(days * DAY, DAY);
      if (age >= oldest || (isTooMany && (file.endsWith(OVER) || age >= DAY)))
        this.files.remove(join(this.folder, file));
    }
  }

  #journals(isLive: IsLive): { readonly file: string; readonly writtenAt: number }[] {
    return this.files
      .list(this.folder)
      .filter((file) => file.endsWith(OVER) || (file.endsWith(OPEN) && !isLive(file)))
      .map((file) => ({ file, writtenAt: this.files.writtenAt(join(this.folder, file)) }));
  }

  #describe(file: string, writtenAt: number): PastSession | undefined {
    const known = this.#known.get(file);
    if (known?.writtenAt === writtenAt) return known.past;
    const past = describe(file, writtenAt, bytesOf(this.files, join(this.folder, file), 0));
    this.#known.set(file, { writtenAt, past });
    return past;
  }
}

function describe(file: string, lastWrittenAt: number, bytes: Buffer): PastSession | undefined {
  if (!MARKS.some((mark) => bytes.includes(mark))) return undefined;
  const name = firstOperation(bytes)?.params['name'];
  return { file, name: typeof name === 'string' ? name : file, lastWrittenAt };
}
