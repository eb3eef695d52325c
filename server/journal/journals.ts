/** The folder of the journals: one file for each session, and what was set aside. */
import { basename, join } from 'node:path';
import type { JournalOptions, OpenSessionParams, PastSession, Retention } from '../protocol';
import type { FileSystem } from './fileSystem';
import { reasonOf, type Replay as ReplayOne } from './openLog';
import { OPEN, PastSessions } from './pastSessions';
import type { ReadLog } from './readLog';
import { Redaction } from './redaction';
import { SecretNames } from './secretNames';
import { type JournalSettings, type Replay, SessionJournal } from './sessionJournal';

export interface OpenedJournal {
  readonly journal: SessionJournal;
  readonly state: 'new' | 'recovered';
  readonly notes: readonly string[];
}

const NO_OPTIONS: JournalOptions = { durability: 'onAcknowledge', redact: [], redactionKey: '' };

export class Journals {
  readonly #past: PastSessions | undefined;
  /** The names of the files of sessions that go on in this process. */
  readonly #live = new Set<string>();

  /** @param everything the folder that goes when all data is deleted; what Savepoint writes is all in it */
  constructor(
    readonly files: FileSystem,
    private readonly folder: string | undefined,
    private readonly everything: string | undefined = folder,
  ) {
    this.#past = folder === undefined ? undefined : new PastSessions(files, folder);
  }

  /**
   * Opens the journal of a session; one that continues is replayed, if its journal has all that was acknowledged.
   *
   * @param newReplay begins with a session in which nothing was done yet
   */
  async open(params: OpenSessionParams, newReplay: () => Replay, onFailure: () => void): Promise<OpenedJournal> {
    if (this.folder === undefined) return this.#none(params, 'there is no folder for journals', []);
    const { session, name, continues } = params;
    const path = this.#pathOf(session);
    this.#live.add(fileOf(session));
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
    this.#live.delete(fileOf(session));
    if (this.folder !== undefined) this.files.remove(this.#pathOf(session));
  }

  /** Keeps the journal of a session, which has been closed, as that of a past one. */
  keep(session: string): void {
    if (this.#live.delete(fileOf(session))) this.#past?.keep(fileOf(session));
  }

  /**
   * Sessions of the past, newest first, after those are removed that are not to be kept any longer. What cannot be removed
   * stays for the next time.
   *
   * @param now milliseconds since 1970
   */
  past(retention: Retention, now: number): readonly PastSession[] {
    const isLive = (file: string): boolean => this.#live.has(file);
    try {
      this.#past?.prune(isLive, retention, now);
    } catch {
      // A folder that cannot be written is told of when a journal is opened in it.
    }
    return this.#past?.list(isLive) ?? [];
  }

  /** Replays a session of the past, of those in `past`; throws what the system says where that cannot be. */
  readPast(file: string, replay: ReplayOne): ReadLog {
    if (this.#past === undefined || basename(file) !== file) throw new Error(`There is no journal ${file}.`);
    return this.#past.read(file, replay);
  }

  /** Removes everything that Savepoint has ever written here; throws what the system says where something stays. */
  removeEverything(): void {
    this.#live.clear();
    if (this.everything !== undefined) this.files.removeFolder(this.everything);
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
    const asideOf = (number: number): string => `${path.slice(0, -OPEN.length)}.${number}${OPEN}`;
    let number = 1;
    while (this.files.read(asideOf(number), 0) !== undefined) number++;
    this.files.rename(path, asideOf(number));
  }

  #pathOf(session: string): string {
    return join(this.folder ?? '', fileOf(session));
  }
}

function fileOf(session: string): string {
  return `${encodeURIComponent(session)}${OPEN}`;
}

function settingsOf({ journal = NO_OPTIONS }: OpenSessionParams): JournalSettings {
  const { durability, redact, redactionKey } = journal;
  return { durability, redaction: new Redaction(new SecretNames(redact), redactionKey) };
}
