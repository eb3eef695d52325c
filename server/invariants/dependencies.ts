/**
 * What the outcome of a rule was made from, so that a rule is checked again only where something of it has changed.
 *
 * It errs to one side: what cannot be told for certain is unknown, and a rule with unknown dependencies is checked every
 * time. Names are looked up in the paused frame alone, since a caller's variable of the same name is another variable.
 */
import { sameValue } from '../store';
import { detailOf, unavailability, valueOf } from '../slot';
import type { ObjectId, ObjectInfo, ObjectKind, Owner, Slot } from '../value';
import type { ReadPath } from './expressionPaths';
import type { Language } from '../protocol';
import type { Outcome } from './judge';

/** The present state of the debuggee, place by place. */
export interface PlaceSource {
  readonly language: Language;
  /** The paused frame; undefined where none was captured. */
  readonly top: Owner | undefined;
  slot(owner: Owner, name: string): Slot | undefined;
  info(object: ObjectId): ObjectInfo | undefined;
  readonly version: number;
  /** By object, the slots that differ from what they held as of a version; undefined where that is forgotten. */
  changedSince(version: number): ReadonlyMap<ObjectId, readonly string[]> | undefined;
}

export type Dependencies =
  | { readonly kind: 'unknown' }
  /** The contents of the places on the expression's paths, in order. */
  | { readonly kind: 'places'; readonly owner: Owner; readonly contents: readonly Slot[] }
  /** A variable's content, and the objects that a schema looked into, as of a version. */
  | {
      readonly kind: 'objects';
      readonly slot: Slot;
      readonly objects: ReadonlySet<ObjectId>;
      readonly version: number;
    };

export interface Remembered {
  readonly outcome: Outcome;
  readonly dependencies: Dependencies;
}

const UNKNOWN: Dependencies = { kind: 'unknown' };

/** What an expression that reads these paths depends on. */
export function dependenciesOf(paths: readonly ReadPath[] | undefined, source: PlaceSource): Dependencies {
  const { top } = source;
  if (paths === undefined || top === undefined) return UNKNOWN;
  const contents: Slot[] = [];
  for (const path of paths) if (!follow(path, top, source, contents)) return UNKNOWN;
  return { kind: 'places', owner: top, contents };
}

/** Whether an expression would read what it read before. */
export function readsTheSame(before: Dependencies, now: Dependencies): boolean {
  if (before.kind !== 'places' || now.kind !== 'places') return false;
  if (!sameValue(before.owner, now.owner) || before.contents.length !== now.contents.length) return false;
  return before.contents.every((content, index) => {
    const other = now.contents[index];
    return other !== undefined && sameValue(content, other);
  });
}

/** Whether a schema would see what it saw before in a variable that now holds `slot`. */
export function seesTheSame(before: Dependencies, slot: Slot, source: PlaceSource): boolean {
  if (before.kind !== 'objects' || !sameValue(before.slot, slot)) return false;
  const changed =
    before.objects.size === 0 ? new Map<ObjectId, readonly string[]>() : source.changedSince(before.version);
  return changed !== undefined && [...before.objects].every((object) => !changed.has(object));
}

/** Adds what is on the path; false where what is read there cannot be told. */
function follow([name, ...steps]: ReadPath, top: Owner, source: PlaceSource, contents: Slot[]): boolean {
  let content = source.slot(top, name);
  for (const step of steps) {
    if (content === undefined || !isPlain(content)) return false;
    contents.push(content);
    const value = valueOf(content);
    if (typeof value !== 'object' || value?.type !== 'object') return false;
    content = memberOf(value.id, step, source);
  }
  if (content === undefined || !isPlain(content)) return false;
  contents.push(content);
  const value = valueOf(content);
  // An operator may ask an object for its value, which runs code of the program.
  return typeof value !== 'object' || value?.type !== 'object';
}

function memberOf(object: ObjectId, step: string | number, source: PlaceSource): Slot | undefined {
  const info = source.info(object);
  if (info?.described !== true || !READ_DIRECTLY.has(info.kind)) return undefined;
  // A class may answer for an attribute of its instances, whatever they hold.
  if (source.language === 'python') return undefined;
  const owner = { object };
  if (typeof step === 'string' && step.startsWith('#')) return source.slot(owner, `#:${step.slice(1)}`);
  if (step === 'length' && info.kind === 'array') return source.slot(owner, 'i:length');
  return source.slot(owner, `p:${step}`);
}

/** Objects whose members are what their slots say. */
const READ_DIRECTLY: ReadonlySet<ObjectKind> = new Set(['object', 'array', 'buffer', 'error', 'function', 'class']);

/** Neither an accessor nor something that could not be read or was not read as a whole. */
function isPlain(content: Slot): boolean {
  const detail = detailOf(content);
  if (detail?.get !== undefined || detail?.set !== undefined) return false;
  if (detail?.label === 'opaque' || detail?.label === 'lazy' || detail?.label === 'truncated') return false;
  return unavailability(content) === undefined;
}
