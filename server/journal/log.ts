/**
 * One log file that is open for appending, with group commit: what is appended while the disk is busy goes to it
 * together, and is durable together.
 *
 * After the first failure of the file nothing is written to it any more, and nothing more is said to be durable: a
 * sync that failed leaves open what is on the disk, and a second one may succeed without having written anything.
 */
import type { OpenFile } from './fileSystem';
import { FrameBuffer, renumber } from './frames';

/**
 * `onAcknowledge`: what is appended is durable before the promise resolves. `relaxed`: it is with the operating system
 * then, which outlives this process, and durable within 100 milliseconds.
 */
export type Durability = 'onAcknowledge' | 'relaxed';

const RELAXED_MILLISECONDS = 100;

/** A file that a log goes on in, and how much of the log is in it. */
export interface LogFile {
  readonly file: OpenFile;
  readonly bytes: number;
  readonly records: number;
}

export class Log {
  /** What was appended and is not written yet. */
  #buffer = new FrameBuffer();
  #spare = new FrameBuffer();
  #batch: Batch | undefined;
  #file: OpenFile;
  #bytes: number;
  #records: number;
  /** Somebody has the file to themselves: a sync that is waited for, a move, the closing. */
  #busy = false;
  readonly #waiting: (() => void)[] = [];
  /** In relaxed mode, the sync that is to come. */
  #timer: NodeJS.Timeout | undefined;
  #relaxedSync: Promise<void> = Promise.resolve();
  #failure: Error | undefined;

  /** @param onFailure told once, with what the system said */
  constructor(
    { file, bytes, records }: LogFile,
    private readonly durability: Durability,
    private readonly onFailure: (error: Error) => void,
  ) {
    this.#file = file;
    this.#bytes = bytes;
    this.#records = records;
  }

  /** Bytes of the file; what is appended and not written yet does not count. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Records, whether or not they are written yet. */
  get records(): number {
    return this.#records;
  }

  /** Rejects if the record may not be durable, and so does each later one. */
  append(text: string): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    this.#buffer.append(this.#records++, text);
    if (this.#batch === undefined) {
      this.#batch = newBatch();
      if (!this.#busy) queueMicrotask(() => this.#write());
    }
    return this.#batch.promise;
  }

  /**
   * Holds back what is appended meanwhile, and calls `move` with how many bytes were written by then. The log goes on in
   * the file that it gives, which has to hold all of them durably; where it rejects, in the same one, and so does this.
   * A log whose `confirm` throws after that has failed.
   */
  async moveTo(move: (written: number) => Promise<LogFile>, confirm: () => void): Promise<void> {
    await this.#alone();
    try {
      if (this.#failure !== undefined) throw this.#failure;
      this.#goOnIn(await move(this.#bytes));
      try {
        confirm();
      } catch (error) {
        this.#fail(error);
      }
    } finally {
      this.#release();
    }
  }

  #goOnIn({ file, bytes, records }: LogFile): void {
    this.#file.close();
    this.#file = file;
    this.#bytes = bytes;
    this.#records = records + renumber(this.#buffer.bytes(), records);
  }

  /** Makes durable what was appended, and closes the file; the log is not used after that. */
  async close(): Promise<void> {
    await this.#batch?.promise.catch(() => undefined);
    await this.#alone();
    this.#file.close();
  }

  #write(): void {
    const [batch, buffer] = [this.#batch, this.#buffer];
    if (this.#busy || batch === undefined || this.#failure !== undefined) return;
    this.#batch = undefined;
    [this.#buffer, this.#spare] = [this.#spare, buffer];
    try {
      writeAll(this.#file, buffer.bytes());
      this.#bytes += buffer.length;
    } catch (error) {
      this.#fail(error, batch);
      return;
    } finally {
      buffer.clear();
    }
    if (this.durability === 'onAcknowledge') void this.#syncFor(batch);
    else {
      this.#timer ??= setTimeout(() => void this.#syncRelaxed(), RELAXED_MILLISECONDS);
      batch.resolve();
    }
  }

  async #syncFor(batch: Batch): Promise<void> {
    this.#busy = true;
    try {
      await this.#file.sync();
      batch.resolve();
    } catch (error) {
      this.#fail(error, batch);
    }
    this.#release();
  }

  /** What is written meanwhile is not waited for, and gets a sync of its own. */
  #syncRelaxed(): Promise<void> {
    if (this.#timer === undefined) return this.#relaxedSync;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#relaxedSync = this.#relaxedSync.then(() => this.#file.sync()).catch((error: unknown) => this.#fail(error));
    return this.#relaxedSync;
  }

  /** Resolves when nobody else uses the file, and all that is in it is durable or the file has failed. */
  async #alone(): Promise<void> {
    if (this.#busy) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    this.#busy = true;
    await this.#syncRelaxed();
  }

  #release(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) {
      next();
      return;
    }
    this.#busy = false;
    this.#write();
  }

  #fail(cause: unknown, batch?: Batch): void {
    const error = cause instanceof Error ? cause : new Error(String(cause));
    const isFirst = this.#failure === undefined;
    this.#failure ??= error;
    batch?.reject(error);
    this.#batch?.reject(error);
    this.#batch = undefined;
    if (isFirst) this.onFailure(error);
  }
}

/** Records that go to the disk together. */
interface Batch {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

function newBatch(): Batch {
  let resolve: Batch['resolve'] = () => undefined;
  let reject: Batch['reject'] = () => undefined;
  const promise = new Promise<void>((...settle) => ([resolve, reject] = settle));
  // Whoever does not wait learns of a failure by `onFailure`.
  promise.catch(() => undefined);
  return { promise, resolve, reject };
}

/** Writes on after short writes; one of nothing at all means that the disk takes no more. */
export function writeAll(file: OpenFile, bytes: Uint8Array): void {
  for (let written = 0; written < bytes.length;) {
    const more = file.write(bytes.subarray(written));
    if (more === 0) throw new Error('ENOSPC: the disk took nothing of a write');
    written += more;
  }
}
