/** A promise with a time limit: the debuggee may be stuck in code of its own, and its adapter may never answer. */

export type Answer<R> = { readonly kind: 'answer'; readonly answer: R } | { readonly kind: 'late' };

/** The promise's outcome, or `late` after so many milliseconds; what becomes of it later is nobody's concern then. */
export async function within<R>(milliseconds: number, promise: Promise<R>): Promise<Answer<R>> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Answer<R>>((resolve) => {
    timer = setTimeout(() => resolve({ kind: 'late' }), milliseconds);
  });
  promise.catch(() => undefined);
  try {
    return await Promise.race([promise.then((answer) => ({ kind: 'answer', answer }) as const), late]);
  } finally {
    clearTimeout(timer);
  }
}
