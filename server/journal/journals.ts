/** The folder of the journals: one file for each session, and what was set aside. */
import { join } from 'node:path';
import type { JournalOptions, OpenSessionParams } from '../protocol';
import type { FileSystem } from './fileSystem';
import { Redaction } from './redaction';
import { SecretNames } from './secretNames';
import { type JournalSettings, type Replay, SessionJournal } from './sessionJournal';

export interface OpenedJournal {
  readonly journal: SessionJournal;
  readonly state: 'new' | 'recovered';
  readonly notes: readonly string[];
}

const SUFFIX = '.journal';
const NO_FOLDER = 'there is no folder for journals';
const NO_OPTIONS: JournalOptions = { durability: 'onAcknowledge', redact: [], redactionKey: '' };

export class Journals {
  constructor(
    private readonly files: FileSystem,
    private readonly folder: string | undefined,
  ) {}

  /**
   * Opens the journal of a session; one that continues is replayed, if its journal has all that was acknowledged.
   *
   * @param newReplay begins with a session in which nothing was done yet
   */
  async open(params: OpenSessionParams, newReplay: () => Replay, onFailure: () => void): Promise<OpenedJournal> {
    if (this.folder === undefined)
      return { journal: SessionJournal.none(this.files, settingsOf(params), NO_FOLDER), state: 'new', notes: [] };
    const { session, continues } = params;
    const path = this.#pathOf(session);
    if (continues === undefined) this.#moveAway(path);
    const first = await this.#open(path, params, newReplay(), onFailure);
    if (continues === undefined) return { ...first, state: 'new' };
    if (first.replayed > 0 && first.journal.lastSequence >= continues.acknowledged) return { ...first, state: 'recovered' };
    if (first.replayed === 0) return { ...first, state: 'new' };
    await first.journal.close();
    this.#moveAway(path);
    const second = await this.#open(path, params, newReplay(), onFailure);
    const note = `The journal of '${params.name}' ends before what was done last, so it was not gone on with.`;
    return { ...second, state: 'new', notes: [...first.notes, note, ...second.notes] };
  }

  /** Removes the journal of a session, which has been closed. */
  remove(session: string): void {
    if (this.folder === undefined) return;
    this.files.remove(this.#pathOf(session));
  }

  /** Removes what was last written to before a moment, in milliseconds since 1970. */
  prune(before: number): void {
    for (const file of this.#all()) if (this.files.writtenAt(file) < before) this.files.remove(file);
  }

  /** Removes everything. */
  removeAll(): void {
    for (const file of this.#all()) this.files.remove(file);
  }

  #open(path: string, params: OpenSessionParams, replay: Replay, onFailure: () => void): ReturnType<typeof SessionJournal.open> {
    return SessionJournal.open(this.files, path, settingsOf(params), replay, onFailure);
  }

  /** Files whose session goes on elsewhere, or was not gone on with, keep what is in them under another name. */
  #moveAway(path: string): void {
    try {
      if (this.files.read(path, 0) === undefined) return;
      for (let number = 1; ; number++) {
        const aside = `${path.slice(0, -SUFFIX.length)}.${number}${SUFFIX}`;
        if (this.files.read(aside, 0) !== undefined) continue;
        this.files.rename(path, aside);
        return;
      }
    } catch {
      // The file that is opened next then says what is wrong with the disk.
    }
  }

  #pathOf(session: string): string {
    return join(this.folder ?? '', `${encodeURIComponent(session)}${SUFFIX}`);
  }

  #all(): readonly string[] {
    const { folder } = this;
    return folder === undefined ? [] : this.files.list(folder).map((name) => join(folder, name));
  }
}

function settingsOf({ journal = NO_OPTIONS }: OpenSessionParams): JournalSettings {
  const { durability, redact, redactionKey } = journal;
  return { durability, redaction: new Redaction(new SecretNames(redact), redactionKey) };
}
