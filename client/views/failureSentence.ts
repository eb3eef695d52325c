/** What went wrong, in one sentence for a person. */
export function failureSentence(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'Something unexpected happened.';
}
