/**
 * A file system in memory that can fail at any call, and crash: what was not made durable is then lost, or a part of it
 * is, as chance has it.
 */
import type { FileSystem, OpenFile } from '../../../../server/journal/fileSystem';

interface StoredFile {
  bytes: Buffer;
  /** How many bytes at its beginning are durable. */
  durable: number;
}

/** What a call does instead: throws what the system would say, or writes only a part. */
export type Fault = 'ENOSPC' | 'EIO' | 'EROFS' | 'short';

export class MemoryFileSystem implements FileSystem {
  #names = new Map<string, StoredFile>();
  #durableNames = new Map<string, StoredFile>();
  /** The calls so far, by name. */
  readonly calls: string[] = [];
  /** Asked at each call, by its number from 0 and its name. */
  faultAt: (call: number, name: string) => Fault | undefined = () => undefined;

  constructor(files: Readonly<Record<string, Buffer>> = {}) {
    for (const [name, bytes] of Object.entries(files)) this.put(name, bytes);
  }

  put(name: string, bytes: Buffer): void {
    const file = { bytes: Buffer.from(bytes), durable: bytes.length };
    this.#names.set(name, file);
    this.#durableNames.set(name, file);
  }

  bytesOf(name: string): Buffer {
    const file = this.#names.get(name);
    if (file === undefined) throw new Error(`There is no file ${name}.`);
    return Buffer.from(file.bytes);
  }

  get files(): readonly string[] {
    return [...this.#names.keys()];
  }

  /** What is there after the machine lost power; `below` gives an integer from 0 up to, not including, its argument. */
  crashed(below: (bound: number) => number): MemoryFileSystem {
    const names = below(2) === 0 ? this.#names : this.#durableNames;
    const after = new MemoryFileSystem();
    for (const [name, { bytes, durable }] of names)
      after.put(name, bytes.subarray(0, durable + below(bytes.length - durable + 1)));
    return after;
  }

  makeFolder(): void {
    this.#call('makeFolder');
  }

  list(folder: string): readonly string[] {
    this.#call('list');
    return this.files.filter((name) => name.startsWith(`${folder}/`)).map((name) => name.slice(folder.length + 1));
  }

  /** Each file as if it had been written at the millisecond that its name, without what comes after the last dot, ends with. */
  writtenAt(name: string): number {
    this.#call('writtenAt');
    return Number(/(\d+)(?:\.\D+)?$/u.exec(name)?.[1] ?? 0);
  }

  read(name: string, from: number): Buffer | undefined {
    this.#call('read');
    const file = this.#names.get(name);
    return file && Buffer.from(file.bytes.subarray(from));
  }

  open(name: string, mode: 'new' | 'existing'): OpenFile {
    this.#call('open');
    let file = this.#names.get(name);
    if (mode === 'new' || file === undefined) this.#names.set(name, (file = { bytes: Buffer.alloc(0), durable: 0 }));
    const opened = file;
    return {
      write: (bytes) => {
        const fault = this.#call('write');
        const taken = fault === 'short' ? bytes.subarray(0, Math.ceil(bytes.length / 2)) : bytes;
        opened.bytes = Buffer.concat([opened.bytes, taken]);
        return taken.length;
      },
      sync: async () => {
        const { length } = opened.bytes;
        await Promise.resolve();
        this.#call('sync');
        opened.durable = Math.min(length, opened.bytes.length);
      },
      truncate: (length) => {
        this.#call('truncate');
        opened.bytes = opened.bytes.subarray(0, length);
        opened.durable = Math.min(opened.durable, length);
      },
      close: () => undefined,
    };
  }

  rename(from: string, to: string): void {
    this.#call('rename');
    const file = this.#names.get(from);
    if (file === undefined) throw new Error(`ENOENT: ${from}`);
    this.#names.delete(from);
    this.#names.set(to, file);
  }

  remove(name: string): void {
    this.#call('remove');
    this.#names.delete(name);
  }

  removeFolder(folder: string): void {
    this.#call('removeFolder');
    for (const name of this.files) if (name.startsWith(`${folder}/`)) this.#names.delete(name);
  }

  syncFolder(): void {
    this.#call('syncFolder');
    this.#durableNames = new Map(this.#names);
  }

  /** `short` is for writes; elsewhere it is nothing. */
  #call(name: string): Fault | undefined {
    const fault = this.faultAt(this.calls.length, name);
    this.calls.push(name);
    if (fault === undefined || fault === 'short') return fault;
    throw Object.assign(new Error(`${fault}: ${name}`), { code: fault });
  }
}
