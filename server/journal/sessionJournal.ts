/**
 * The journal of one session: what was done to it, each operation once, and durable before it is acknowledged.
 *
 * Where the journal cannot be written, the session goes on, and `notDurable` says so.
 */
import { compactLog } from './compactLog';
import type { FileSystem } from './fileSystem';
import { Log } from './log';
import { openLog, reasonOf } from './openLog';
import { KEPT_OUTCOMES, type Outcome, Outcomes } from './outcomes';
import { type Operation, operationText } from './record';
import type { Redaction } from './redaction';

export interface JournalSettings {
  readonly durability: 'onAcknowledge' | 'relaxed';
  readonly redaction: Redaction;
}

/** Does an operation again, as it was done the first time; `unknown` if there is no such operation. */
export type Replay = (operation: Operation) => Outcome | 'unknown';

/** A log shorter than this is not worth compacting. */
const LEAST_COMPACTED = 1_000_000;
/** How many times the size of the last compacted log it may have. */
const COMPACTED_AT = 4;

export class SessionJournal {
  readonly #outcomes = new Outcomes();
  #log: Log | undefined;
  #failure: string | undefined;
  #durable: Promise<void> = Promise.resolve();
  #compactAt = LEAST_COMPACTED;
  #compaction: Promise<void> | undefined;
  /** Whether values of secrets were replayed, which the journal holds no more. */
  #recovered = false;

  private constructor(
    private readonly files: FileSystem,
    private readonly path: string,
    private readonly settings: JournalSettings,
    private readonly onFailure: () => void,
  ) {}

  /** A journal that nothing is written to. */
  static none(files: FileSystem, settings: JournalSettings, reason: string): SessionJournal {
    const journal = new SessionJournal(files, '', settings, () => undefined);
    journal.#failure = reason;
    return journal;
  }

  /**
   * Opens the journal at a path, which the session's operations are replayed from if there is one already. It never
   * rejects: see `notDurable`.
   *
   * @param onFailure told when the journal fails later on
   * @returns the journal, how many operations were replayed, and sentences about what was found
   */
  static async open(
    files: FileSystem,
    path: string,
    settings: JournalSettings,
    replay: Replay,
    onFailure: () => void,
  ): Promise<{ readonly journal: SessionJournal; readonly replayed: number; readonly notes: readonly string[] }> {
    const journal = new SessionJournal(files, path, settings, onFailure);
    const { log, failure, replayed, notes } = await openLog(files, path, (operation) =>
      journal.#replay(operation, replay),
    );
    journal.#recovered = replayed > 0;
    journal.#failure = failure;
    if (log !== undefined) journal.#log = new Log(log, settings.durability, (error) => journal.#fail(error));
    return { journal, replayed, notes };
  }

  /** Why what is acknowledged is not durable; undefined: it is. */
  get notDurable(): string | undefined {
    return this.#failure;
  }

  get lastSequence(): number {
    return this.#outcomes.last;
  }

  /** What a request of this number came to before; `new` if it was not done yet. */
  outcomeOf(sequence: number | undefined): Outcome | 'new' | 'missing' {
    return sequence === undefined ? 'new' : this.#outcomes.of(sequence);
  }

  /** The parameters that an operation is to be done with: in a recovered session, secrets stay what the journal has. */
  admit(method: string, params: Operation['params']): Operation['params'] {
    return this.#recovered ? this.settings.redaction.redacted(method, params) : params;
  }

  /** Notes what was done, in the order in which it was. See `durable`. */
  record(operation: Operation, outcome: Outcome): void {
    this.#outcomes.note(operation.sequence, outcome);
    if (this.#log === undefined || this.#failure !== undefined) return;
    const params = this.settings.redaction.redacted(operation.method, operation.params);
    this.#durable = this.#log.append(operationText({ ...operation, params })).catch(() => undefined);
    if (this.#log.bytes > this.#compactAt) this.#compact(this.#log);
  }

  /** Resolves when what was recorded so far is durable, or can't be made so. */
  durable(): Promise<void> {
    return this.#durable;
  }

  /** Ends the journal, whose file stays. */
  async close(): Promise<void> {
    await this.#compaction;
    await this.#log?.close();
    this.#log = undefined;
  }

  /** Ends the journal, whose file may then be deleted; the session goes on without one, for a reason that it tells. */
  async giveUp(reason: string): Promise<void> {
    this.#failure ??= reason;
    await this.close();
  }

  #replay(operation: Operation, replay: Replay): 'done' | 'unknown' {
    this.settings.redaction.redacted(operation.method, operation.params);
    const outcome = replay(operation);
    if (outcome === 'unknown') return 'unknown';
    this.#outcomes.note(operation.sequence, outcome);
    return 'done';
  }

  #compact(log: Log): void {
    if (this.#compaction !== undefined) return;
    this.#compaction = compactLog(this.files, this.path, log, KEPT_OUTCOMES)
      // It is tried again when the log has grown; meanwhile nothing is lost.
      .catch(() => undefined)
      .then(() => {
        this.#compactAt = Math.max(LEAST_COMPACTED, log.bytes * COMPACTED_AT);
        this.#compaction = undefined;
      });
  }

  #fail(error: Error): void {
    this.#failure = reasonOf(error);
    this.onFailure();
  }
}
