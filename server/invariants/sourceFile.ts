/** Source files as a debugger names them: absolute paths of either kind of system, or uris. */

export function basename(source: string): string {
  return source.split(/[\\/]/u).at(-1) ?? source;
}

/** The file's uri; undefined for what is no file, as the inside of a runtime. */
export function uriOf(source: string): string | undefined {
  if (/^[a-z][a-z\d+.-]+:\/\//iu.test(source)) return source;
  if (/^[a-z]:[\\/]/iu.test(source)) return `file:///${encoded(source.replaceAll('\\', '/'))}`;
  if (source.startsWith('\\\\')) return `file:${encoded(source.replaceAll('\\', '/'))}`;
  return source.startsWith('/') ? `file://${encoded(source)}` : undefined;
}

function encoded(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
