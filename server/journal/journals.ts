/** The folder of the journals: one file for each session, and what was set aside. */
import { join } from 'node:path';
import type { JournalOptions, OpenSessionParams } from '../protocol';
import type { FileSystem } from './fileSystem';
import { reasonOf } from './openLog';
import { Redaction } from './redaction';
import { SecretNames } from './secretNames';
import { type JournalSettings, type Replay, SessionJournal } from './sessionJournal';

export interface OpenedJournal {
  readonly journal: SessionJournal;
  readonly state: 'new' | 'recovered';
  readonly notes: readonly string[];
}

const SUFFIX = '.journal';
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
    if (this.folder === undefined) return this.#none(params, 'there is no folder for journals', []);
    const { session, name, continues } = params;
    const path = this.#pathOf(session);
    const begin = async (notes: readonly string[]): Promise<OpenedJournal> => {
      try {
        this.#moveAway(path);
      } catch (error) {
        return this.#none(params, reasonOf(error), notes);
      }
      const { journal, notes: more } = await this.#open(path, params, newReplay(), onFailure);
      return { journal, state: 'new', notes: [...notes, ...more] };
    };
    if (continues === undefined) return begin([]);

    const { journal, replayed, notes } = await this.#open(path, params, newReplay(), onFailure);
    if (replayed === 0) return { journal, state: 'new', notes };
    if (journal.lastSequence >= continues.acknowledged) return { journal, state: 'recovered', notes };
    await journal.close();
    return begin([...notes, `The journal of '${name}' ends before what was done last, so it was not gone on with.`]);
  }

  #none(params: OpenSessionParams, reason: string, notes: readonly string[]): OpenedJournal {
    return { journal: SessionJournal.none(this.files, settingsOf(params), reason), state: 'new', notes };
  }

  /** Removes the journal of a session, which has been closed. */
  remove(session: string): void {
    if (this.folder === undefined) return;
    this.files.remove(this.#pathOf(session));
  }

  /**
   * Removes what was last written to before a moment, in milliseconds since 1970: the journals of sessions that nobody
   * closed, and what was set aside. What cannot be removed stays for the next time.
   */
  prune(before: number): void {
    const { folder, files } = this;
    if (folder === undefined) return;
    try {
      for (const file of files.list(folder).map((name) => join(folder, name)))
        if (files.writtenAt(file) < before) files.remove(file);
    } catch {
      // A folder that cannot be read is told of when a journal is opened in it.
    }
  }

  #open(
    path: string,
    params: OpenSessionParams,
    replay: Replay,
    onFailure: () => void,
  ): ReturnType<typeof SessionJournal.open> {
    return SessionJournal.open(this.files, path, settingsOf(params), replay, onFailure);
  }

  /** A file whose session was not gone on with keeps what is in it under another name. */
  #moveAway(path: string): void {
    if (this.files.read(path, 0) === undefined) return;
    const asideOf = (number: number): string => `${path.slice(0, -SUFFIX.length)}.${number}${SUFFIX}`;
    let number = 1;
    while (this.files.read(asideOf(number), 0) !== undefined) number++;
    this.files.rename(path, asideOf(number));
  }

  #pathOf(session: string): string {
    return join(this.folder ?? '', `${encodeURIComponent(session)}${SUFFIX}`);
  }
}

function settingsOf({ journal = NO_OPTIONS }: OpenSessionParams): JournalSettings {
  const { durability, redact, redactionKey } = journal;
  return { durability, redaction: new Redaction(new SecretNames(redact), redactionKey) };
}
