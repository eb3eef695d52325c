/**
 * What a plan would do, as a short text that is the same for the same writes: the proof that what a person was shown is
 * what will be written.
 */
import { createHash } from 'node:crypto';
import type { DoubtfulCall, Obstacle, WriteOrder } from '../protocol';
import type { Difference } from './plan';

export interface PlannedContent {
  /** Which state it leads to. */
  readonly goal: readonly (string | number)[];
  readonly order: WriteOrder;
  readonly writes: readonly Difference[];
  readonly obstacles: readonly Obstacle[];
  readonly doubtful: readonly DoubtfulCall[];
}

export function digestOf({ goal, order, writes, obstacles, doubtful }: PlannedContent): string {
  const hash = createHash('sha256');
  hash.update(JSON.stringify([goal, order]));
  for (const { owner, slot, into, now, target } of writes)
    hash.update(JSON.stringify([owner, slot, into, now, target]));
  hash.update(JSON.stringify([obstacles, doubtful]));
  return hash.digest('base64url');
}
