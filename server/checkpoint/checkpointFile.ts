/**
 * A checkpoint file: what a program held at one or more savepoints, as JSON, by a published schema. It holds readings as a
 * debuggee gives them, each saying what differs from the one before, so that reading one is taking its savepoints again.
 */
import { Ajv2020 } from 'ajv/dist/2020';
import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import schema from '../../client/media/savepoint.checkpoint.schema.json';
import type { Language, Location } from '../protocol';
import { SavepointError } from '../savepointError';
import type { Capture } from '../value';

export const CHECKPOINT_FORMAT = 'savepoint-checkpoint';
export const CHECKPOINT_VERSION = 1;

export interface Checkpoint {
  readonly $schema?: string;
  readonly format: typeof CHECKPOINT_FORMAT;
  readonly version: typeof CHECKPOINT_VERSION;
  /** The debug session's name. */
  readonly name: string;
  readonly language: Language;
  /** ISO 8601. */
  readonly exportedAt: string;
  /** The patterns of names whose values were left out. */
  readonly redacted: readonly string[];
  /** In the order in which they were taken. */
  readonly savepoints: readonly CheckpointSavepoint[];
  /** What was held when a whole session was exported. */
  readonly end?: Capture;
}

export interface CheckpointSavepoint {
  readonly name: string;
  readonly automatic?: true;
  readonly location?: Location;
  readonly state: Capture;
}

export function checkpointText(checkpoint: Checkpoint): string {
  return `${JSON.stringify(checkpoint, undefined, 1)}\n`;
}

/** @param file its path, for the sentence that says what is wrong with it */
export function parseCheckpoint(text: string, file: string): Checkpoint {
  const parsed = parseJson(text, file);
  if (typeof parsed !== 'object' || parsed === null || !('format' in parsed) || parsed.format !== CHECKPOINT_FORMAT)
    throw bad(`${file} is not a checkpoint file: it does not say that its format is '${CHECKPOINT_FORMAT}'.`);
  const version = 'version' in parsed ? parsed.version : undefined;
  if (typeof version === 'number' && version > CHECKPOINT_VERSION)
    throw bad(`${file} was written by a newer version of Savepoint (format ${version}): update Savepoint to open it.`);
  validate ??= newValidate();
  if (!validate(parsed)) throw bad(`${file} is damaged or was edited: ${problem(validate.errors ?? [])}.`);
  return parsed as Checkpoint;
}

let validate: ValidateFunction | undefined;

function newValidate(): ValidateFunction {
  const compiler = new Ajv2020({ strict: false });
  addFormats(compiler);
  return compiler.compile(schema);
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw bad(`${file} is not a checkpoint file: it is not JSON.`, cause);
  }
}

/** The first of those that are deepest in the file: what they are in is wrong for their sake. */
function problem(errors: readonly ErrorObject[]): string {
  const depth = ({ instancePath }: ErrorObject): number => instancePath.split('/').length;
  const [first] = errors.filter(({ keyword }) => keyword !== 'if').sort((one, other) => depth(other) - depth(one));
  const where = first?.instancePath === '' ? 'the file' : first?.instancePath.slice(1).replaceAll('/', '.');
  return `${where ?? 'the file'} ${first?.message ?? 'is not as it should be'}`;
}

function bad(message: string, cause?: unknown): SavepointError {
  return new SavepointError('bad-file', message, { cause });
}
