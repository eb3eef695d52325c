/** Plans written by hand, with only what a test is about spelled out. */
import type { RollbackPlan, Value } from '../../../client/apiTypes';

export function plan(news: Partial<RollbackPlan>): RollbackPlan {
  return { id: 1, digest: 'd', target: 'x', writes: [], obstacles: [], doubtful: [], limits: [], ...news };
}

export function write(path: string, now: Value = 2, target: Value = 1): RollbackPlan['writes'][number] {
  return { path, kind: 'changed', now, target };
}
