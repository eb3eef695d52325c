/** What a savepoint may be called. */

/** A sentence on why this cannot be a name; undefined where it can. */
export function nameProblem(name: string): string | undefined {
  if (name.trim() === '') return 'A savepoint needs a name.';
  return /[\r\n\u2028\u2029]/u.test(name) ? "A savepoint's name is a single line." : undefined;
}
