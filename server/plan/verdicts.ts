/**
 * What the read-back proves of each planned write.
 *
 * A write's own report counts for nothing but its reason: the verdict comes from what the debuggee holds afterwards.
 */
import { describeValue } from '../describeValue';
import type { Interruption, PathVerdict, Verdict } from '../protocol';
import { unavailability, valueOf } from '../slot';
import type { Slot } from '../value';
import type { Difference } from './plan';

export interface ReadBack {
  /** What is there after the writes; null: nothing. */
  readonly after: Slot | null;
  /** What the writer said went wrong. */
  readonly failure?: string;
  /** What became of the writer, if it did not come to its end. */
  readonly interrupted?: Interruption;
}

export function judgeWrite(
  write: Difference,
  { after, failure, interrupted }: ReadBack,
  equal: (one: Slot | null, other: Slot | null) => boolean,
): PathVerdict {
  const verdict = (kind: Verdict, reason?: string): PathVerdict => ({
    path: write.path,
    verdict: kind,
    ...(reason !== undefined && { reason }),
  });
  if (equal(after, write.target)) return verdict(equal(write.now, write.target) ? 'unchanged' : 'restored');
  const unreadable = unavailability(after);
  if (unreadable !== undefined) return verdict('unknown', `it could not be read back: ${unreadable}`);
  if (failure !== undefined) return verdict('refused', failure);
  const value = after === null ? undefined : valueOf(after);
  if (interrupted?.kind === 'late')
    return verdict('unknown', `${interrupted.reason}: it reads ${describeValue(value)} and may still be written`);
  if (interrupted !== undefined) return verdict('refused', interrupted.reason);
  return verdict(
    'lied',
    equal(after, write.now)
      ? `the write was reported as done, but it still reads ${describeValue(value)}`
      : `the write was reported as done, but it reads back as ${describeValue(value)}`,
  );
}

/** Whether a verdict means that the place does not hold what the target held. */
export function failed({ verdict }: PathVerdict): boolean {
  return verdict !== 'restored' && verdict !== 'unchanged';
}
