/** Whether a rule is for the place where the debuggee stands. */
import picomatch from 'picomatch';
import type { Location } from '../protocol';
import type { Where } from './rule';
import { basename, uriOf } from './sourceFile';

/** Why it is not, as a phrase that completes "it does not apply here:"; undefined where it is. */
export function whyNotHere({ files, functions, lines }: Where, location: Location | undefined): string | undefined {
  if (files !== undefined && !isInFile(files, location)) return `it is for ${describeFiles(files)}`;
  if (functions !== undefined && !functions.includes(location?.function ?? ''))
    return `it is for ${functions.map((name) => `${name}()`).join(', ')}`;
  if (lines !== undefined && !isBetween(lines, location?.line))
    return `it is for lines ${lines.first} to ${lines.last}, the function that its comment is in`;
  return undefined;
}

/** Whether a rule is a comment in a file other than the one that the debuggee stands in. */
export function isOfAnotherFile({ files }: Where, location: Location | undefined): boolean {
  return files !== undefined && 'uri' in files && !isInFile(files, location);
}

function isInFile(files: NonNullable<Where['files']>, location: Location | undefined): boolean {
  const source = location === undefined ? undefined : uriOf(location.source);
  if (source === undefined) return false;
  if ('uri' in files) return sameFile(files.uri, source);
  const root = `${pathOf(files.root)}/`;
  const path = pathOf(source);
  return path.startsWith(root) && files.globs.some((glob) => matches(glob, path.slice(root.length)));
}

function matches(glob: string, path: string): boolean {
  return picomatch.isMatch(path, glob.replace(/^\.?\//u, ''), { dot: true });
}

/** A window on another machine names files by uris of its own scheme, a debugger by their paths. */
function sameFile(one: string, other: string): boolean {
  return pathOf(one) === pathOf(other);
}

export function pathOf(uri: string): string {
  return decodeURIComponent(uri.replace(/^[a-z][a-z\d+.-]*:\/\/[^/]*/iu, ''));
}

function describeFiles(files: NonNullable<Where['files']>): string {
  return 'uri' in files ? basename(decodeURIComponent(files.uri)) : files.globs.join(', ');
}

function isBetween({ first, last }: NonNullable<Where['lines']>, line: number | undefined): boolean {
  return line !== undefined && first <= line && line <= last;
}
