/**
 * The file system, as the journal uses it: one small port, so that tests can make each call fail, and crash after any
 * byte. Calls throw what the system says (`ENOSPC`, `EIO`, `EROFS`, …).
 */
import {
  chmodSync,
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';

export interface FileSystem {
  /** Makes a folder, and those that it is in, where they are missing; its owner alone can look into it. */
  makeFolder(folder: string): void;
  /** The names of the files in a folder; none where there is no folder. */
  list(folder: string): readonly string[];
  /** When a file was last written to, in milliseconds since 1970. */
  writtenAt(file: string): number;
  /** What a file holds from an offset on; undefined where there is no file. */
  read(file: string, from: number): Uint8Array | undefined;
  /** Opens a file to be written at its end; `new` empties it first. Only its owner can read it. */
  open(file: string, mode: 'new' | 'existing'): OpenFile;
  rename(from: string, to: string): void;
  /** Does nothing where there is no such file. */
  remove(file: string): void;
  /** Removes a folder and all that is in it; does nothing where there is none. */
  removeFolder(folder: string): void;
  /** Makes the names in a folder durable. */
  syncFolder(folder: string): void;
}

export interface OpenFile {
  /** Writes at the end; returns how many bytes were, which may be fewer than were given. */
  write(bytes: Uint8Array): number;
  /**
   * Resolves when everything written is durable; rejects if it is not, and if the file has been deleted, since what is in
   * one without a name is found by nobody. After a failure nothing can be said of what was written.
   */
  sync(): Promise<void>;
  truncate(length: number): void;
  close(): void;
}

export const diskFileSystem: FileSystem = {
  makeFolder(folder) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    chmodSync(folder, 0o700);
  },
  list: (folder) => readUnlessMissing(() => readdirSync(folder)) ?? [],
  writtenAt: (file) => statSync(file).mtimeMs,
  read: (file, from) => readUnlessMissing(() => (from === 0 ? readFileSync(file) : readEnd(file, from))),
  open(file, mode) {
    // Appending, so that a file which was cut goes on at its new end.
    const descriptor = openSync(file, mode === 'new' ? 'w' : 'a', 0o600);
    return {
      write: (bytes) => writeSync(descriptor, bytes),
      sync: () =>
        new Promise((resolve, reject) => {
          fdatasync(descriptor, (error) => {
            if (error !== null) reject(error);
            else if (fstatSync(descriptor).nlink === 0) reject(new Error('the journal was deleted'));
            else resolve();
          });
        }),
      truncate: (length) => ftruncateSync(descriptor, length),
      close: () => closeSync(descriptor),
    };
  },
  rename: renameSync,
  remove: (file) => rmSync(file, { force: true }),
  removeFolder: (folder) => rmSync(folder, { recursive: true, force: true }),
  syncFolder(folder) {
    // Windows makes names durable by itself, and does not open folders.
    if (process.platform === 'win32') return;
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
};

function readEnd(file: string, from: number): Uint8Array {
  const descriptor = openSync(file, 'r');
  try {
    const bytes = Buffer.alloc(Math.max(0, fstatSync(descriptor).size - from));
    let length = 0;
    for (let more = 1; more > 0; length += more)
      more = readSync(descriptor, bytes, length, bytes.length - length, from + length);
    return bytes.subarray(0, length);
  } finally {
    closeSync(descriptor);
  }
}

function readUnlessMissing<R>(read: () => R): R | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}
