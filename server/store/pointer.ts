// Paths as the store reads them: RFC 6901 JSON Pointers. It says what is a pointer and what lies under what; it holds nothing.

import { StoreError } from './storeError';

/** A place, as an RFC 6901 JSON Pointer: `''` is the root, `/frame/0/x` a place below it, `~0` and `~1` stand for `~` and `/`. */
export type Path = string;

const BAD_ESCAPE = /~(?![01])/;

/** Returns the path, or throws `bad-path`. */
export function validPath(path: Path): Path {
  if ((path !== '' && !path.startsWith('/')) || BAD_ESCAPE.test(path))
    throw new StoreError('bad-path', `'${path}' is not a JSON Pointer.`);
  return path;
}

/** The path one segment up; the root has none. */
export function parentPath(path: Path): Path | undefined {
  return path === '' ? undefined : path.slice(0, path.lastIndexOf('/'));
}

/** True where `path` is `prefix` or lies below it: a prefix ends where a segment ends, so `/ab` is not under `/a`. */
export function isUnder(path: Path, prefix: Path): boolean {
  return path.startsWith(prefix) && (path.length === prefix.length || path.charAt(prefix.length) === '/');
}

/** A pointer from plain segments, escaped: `pointer('a/b', '0')` is `/a~1b/0`. */
export function pointer(...segments: readonly string[]): Path {
  return segments.map((segment) => `/${segment.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
