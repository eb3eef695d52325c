/** The own keys of an object, as far as they are looked at. Lists of the same keys are one list. */
import type { Tracked } from './model';
import { viewLength } from './bytes';
import { append, charCodeAt, getOwnPropertyNames, getOwnPropertySymbols } from './safe';

/** More elements than this are not looked through for further properties, which would list every index. */
const LARGE_VIEW = 65_536;

export const UNLISTED = `named properties of typed arrays with more than ${LARGE_VIEW} elements`;

/** Whether only the symbols among an object's properties are looked at. */
export function isUnlisted({ kind, object }: Tracked): boolean {
  return kind === 'view' && viewLength(object) > LARGE_VIEW;
}

/** @returns `last` itself if the keys are the same */
export function ownKeysOf(tracked: Tracked, last: readonly PropertyKey[] | undefined): readonly PropertyKey[] {
  const { object } = tracked;
  const names: PropertyKey[] = namesOf(tracked);
  const symbols = getOwnPropertySymbols(object);
  for (let i = 0; i < symbols.length; i++) append(names, symbols[i] as symbol);
  return last !== undefined && sameKeys(last, names) ? last : shared(names);
}

function namesOf(tracked: Tracked): string[] {
  const { object, kind } = tracked;
  switch (kind) {
    case 'view':
      return isUnlisted(tracked) ? [] : getNames(object, isElement);
    case 'function':
      return getNames(object, isMadeUp);
    default:
      return getOwnPropertyNames(object);
  }
}

function getNames(object: object, isLeftOut: (name: string) => boolean): string[] {
  const names = getOwnPropertyNames(object);
  const rest: string[] = [];
  for (let i = 0; i < names.length; i++) {
    const name = names[i] ?? '';
    if (!isLeftOut(name)) append(rest, name);
  }
  return rest;
}

function isElement(name: string): boolean {
  const unit = charCodeAt(name, 0);
  return unit >= 48 && unit <= 57;
}

/** The engine makes these properties of a running function up, anew each time they are read. */
function isMadeUp(name: string): boolean {
  return name === 'arguments' || name === 'caller';
}

function sameKeys(a: readonly PropertyKey[], b: readonly PropertyKey[]): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

/** Objects of one shape mostly come together, so the last list of a length serves the next object. */
const recent: (readonly PropertyKey[] | undefined)[] = [];
const LONGEST_SHARED = 64;
for (let i = 0; i <= LONGEST_SHARED; i++) append(recent, undefined);

function shared(keys: readonly PropertyKey[]): readonly PropertyKey[] {
  if (keys.length > LONGEST_SHARED) return keys;
  const found = recent[keys.length];
  if (found !== undefined && sameKeys(found, keys)) return found;
  recent[keys.length] = keys;
  return keys;
}
