/**
 * Sessions that can only be looked at, each read when it is first asked for. An archive is a session like any other, made
 * by the operations that its file holds; there is nobody who could change it.
 */
import type { CheckpointFiles } from '../checkpoint/checkpointFiles';
import type { Journals } from '../journal/journals';
import { reasonOf } from '../journal/openLog';
import type { Archive, ArchivedValuesParams, ArchivedValue, ArchiveSource, DiffPage } from '../protocol';
import { SavepointError } from '../savepointError';
import type { Session } from '../session/session';
import { archivedValues } from './archivedValues';
import type { Operation } from '../journal/record';

/** How many are kept in memory. */
const KEPT = 4;

/** Begins with an empty session, and does operations in it; `unknown` if there is no such operation. */
export interface Rebuilding {
  readonly session: Session;
  readonly replay: (operation: Operation) => 'done' | 'unknown';
}
export type Rebuild = (name: string) => Rebuilding;

interface Opened {
  readonly session: Session;
  readonly notes: readonly string[];
}

export class Archives {
  readonly #opened = new Map<string, Opened>();

  constructor(
    private readonly journals: Journals,
    private readonly checkpoints: CheckpointFiles,
    private readonly rebuild: Rebuild,
  ) {}

  /** Reads it anew. */
  open(source: ArchiveSource): Archive {
    this.#opened.delete(keyOf(source));
    const { session, notes } = this.#open(source);
    return {
      name: session.name,
      savepoints: session.savepoints(),
      autoSavepoints: session.autoSavepoints.all.map(({ savepoint }) => savepoint),
      notes,
    };
  }

  session(source: ArchiveSource): Session {
    return this.#open(source).session;
  }

  diff(source: ArchiveSource, from: number, to: number | undefined, offset: number, limit: number): DiffPage {
    return this.session(source).diff(from, to, offset, limit);
  }

  values({ source, savepoint, owner, offset, limit }: ArchivedValuesParams): {
    readonly values: readonly ArchivedValue[];
    readonly total: number;
  } {
    const all = archivedValues(this.session(source), savepoint, owner);
    return { values: all.slice(offset, offset + limit), total: all.length };
  }

  forget(): void {
    this.#opened.clear();
  }

  #open(source: ArchiveSource): Opened {
    const key = keyOf(source);
    const opened = this.#opened.get(key) ?? this.#read(source);
    // The one that was asked for last goes last.
    this.#opened.delete(key);
    this.#opened.set(key, opened);
    for (const oldest of this.#opened.keys()) {
      if (this.#opened.size <= KEPT) break;
      this.#opened.delete(oldest);
    }
    return opened;
  }

  #read({ kind, file }: ArchiveSource): Opened {
    return kind === 'past' ? this.#readPast(file) : { session: this.checkpoints.read(file), notes: [] };
  }

  #readPast(file: string): Opened {
    let rebuilding: Rebuilding | undefined;
    let notes: readonly string[];
    try {
      ({ notes } = this.journals.readPast(file, (operation) => {
        rebuilding ??= this.rebuild(nameIn(operation) ?? file);
        return rebuilding.replay(operation);
      }));
    } catch (cause) {
      throw new SavepointError('no-archive', `The session of the past in ${file} cannot be read: ${reasonOf(cause)}`, {
        cause,
      });
    }
    const { session } = rebuilding ?? this.rebuild(file);
    return { session, notes };
  }
}

function nameIn({ params }: Operation): string | undefined {
  const { name } = params;
  return typeof name === 'string' ? name : undefined;
}

function keyOf({ kind, file }: ArchiveSource): string {
  return `${kind} ${file}`;
}
