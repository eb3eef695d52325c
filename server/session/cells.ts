/**
 * Where the store keeps what: `/object/12/p:name` is the slot `p:name` of object 12, `/frame/3/total` the binding
 * `total` of activation 3. The cell of an owner itself, `/object/12`, says that the owner was there.
 */
import type { Owner } from '../value';

export interface Place {
  readonly owner: Owner;
  readonly slot: string;
}

export function ownerPath(owner: Owner): string {
  return 'object' in owner ? `/object/${owner.object}` : `/frame/${owner.frame}`;
}

export function cellPath(owner: Owner, slot: string): string {
  return `${ownerPath(owner)}/${escapeSegment(slot)}`;
}

/** The place of a cell; undefined for an owner's own cell. */
export function placeOf(path: string): Place | undefined {
  const [, kind, id, slot] = path.split('/');
  if (slot === undefined) return undefined;
  const owner = kind === 'object' ? { object: Number(id) } : { frame: Number(id) };
  return { owner, slot: unescapeSegment(slot) };
}

/** RFC 6901. */
function escapeSegment(text: string): string {
  return text.replaceAll('~', '~0').replaceAll('/', '~1');
}

function unescapeSegment(text: string): string {
  return text.replaceAll('~1', '/').replaceAll('~0', '~');
}
