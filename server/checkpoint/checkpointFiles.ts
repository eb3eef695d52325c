/** Checkpoint files on the disk: read whole, and written so that there is always the file before or the new one. */
import { randomBytes } from 'node:crypto';
import type { FileSystem } from '../journal/fileSystem';
import { writeAll } from '../journal/log';
import { reasonOf } from '../journal/openLog';
import { Redaction } from '../journal/redaction';
import { SecretNames } from '../journal/secretNames';
import type { CheckpointWritten, ExportWhat } from '../protocol';
import { SavepointError } from '../savepointError';
import type { Session } from '../session/session';
import { type Checkpoint, checkpointText, parseCheckpoint } from './checkpointFile';
import { exportCheckpoint } from './exportCheckpoint';
import { loadCheckpoint } from './loadCheckpoint';

export interface WriteWishes {
  readonly file: string;
  readonly what: ExportWhat;
  readonly undescribed: 'ask' | 'leave';
  readonly redact: readonly string[];
}

export class CheckpointFiles {
  constructor(private readonly files: FileSystem) {}

  read(file: string): Session {
    return loadCheckpoint('archive', parseCheckpoint(this.#text(file), file));
  }

  /** Only its owner can read the file. Secrets are told from each other by a digest under a key that nobody has afterwards. */
  write(session: Session, { file, what, undescribed, redact }: WriteWishes): CheckpointWritten {
    const checkpoint = checkpointOf(session, what, undescribed, redact);
    const bytes = Buffer.from(checkpointText(checkpoint));
    this.#replace(file, bytes);
    const states = [...checkpoint.savepoints.map(({ state }) => state), ...(checkpoint.end ? [checkpoint.end] : [])];
    const objects = states.flatMap((state) => state.objects);
    return {
      savepoints: checkpoint.savepoints.length,
      bytes: bytes.length,
      undescribed: objects.filter(({ described }) => !described).length,
    };
  }

  #text(file: string): string {
    let bytes: Uint8Array | undefined;
    try {
      bytes = this.files.read(file, 0);
    } catch (cause) {
      throw new SavepointError('bad-file', `${file} cannot be read: ${reasonOf(cause)}`, { cause });
    }
    if (bytes === undefined) throw new SavepointError('bad-file', `There is no file ${file}.`);
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('utf8');
  }

  #replace(file: string, bytes: Uint8Array): void {
    const draft = `${file}.draft`;
    try {
      const open = this.files.open(draft, 'new');
      try {
        writeAll(open, bytes);
      } finally {
        open.close();
      }
      this.files.rename(draft, file);
    } catch (cause) {
      this.#discard(draft);
      throw new SavepointError('bad-file', `${file} cannot be written: ${reasonOf(cause)}`, { cause });
    }
  }

  #discard(draft: string): void {
    try {
      this.files.remove(draft);
    } catch {
      // What could not be written is told of; that something of it may be left is not worth a second sentence.
    }
  }
}

/** Without what the names of secrets hold. */
export function checkpointOf(
  session: Session,
  what: ExportWhat,
  undescribed: 'ask' | 'leave',
  redacted: readonly string[],
): Checkpoint {
  const redaction = new Redaction(new SecretNames(redacted), randomBytes(32).toString('base64'));
  return exportCheckpoint(session, { what, undescribed, redacted, redaction, at: new Date().toISOString() });
}
