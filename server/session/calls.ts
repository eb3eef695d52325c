/** The calls that a savepoint saw and that the present stack does not show for certain. */
import type { Difference } from '../plan/plan';
import type { DoubtfulCall, Obstacle } from '../protocol';
import { sameValue } from '../store';
import type { CapturedFrame, Slot } from '../value';
import { cellPath } from './cells';
import type { Session } from './session';
import type { StateView } from './stateView';

export interface EarlierCalls {
  /** Of the bindings of doubtful calls, where the user said that the calls are the same. */
  readonly differences: readonly Difference[];
  readonly doubtful: readonly DoubtfulCall[];
  /** Calls that have returned or are out of sight: their bindings cannot be written. */
  readonly lost: readonly Obstacle[];
}

export function earlierCalls(
  session: Session,
  frames: readonly CapturedFrame[],
  goal: StateView,
  sameCalls: 'proved' | 'assumed',
): EarlierCalls {
  const differences: Difference[] = [];
  const doubtful: DoubtfulCall[] = [];
  const lost: Obstacle[] = [];
  for (const frame of frames) {
    if (session.heap.isOnStack(frame.activation)) continue;
    const path = session.heap.callPath(frame.activation);
    const present = session.heap.doubtfulFrame(frame.activation);
    if (present === undefined) {
      lost.push({ path, ...lossOf(session, frame) });
      continue;
    }
    const bindings = differingBindings(session, goal, frame, present);
    if (bindings.length === 0) continue;
    if (sameCalls === 'assumed') {
      differences.push(...bindings);
      continue;
    }
    doubtful.push({ activation: frame.activation, path, bindings: bindings.length });
    lost.push({
      path,
      verdict: 'refused',
      reason: 'it cannot be shown that this is the same call as at the savepoint',
    });
  }
  return { differences, doubtful, lost };
}

export function lossOf(
  { heap }: Session,
  frame: CapturedFrame,
): { readonly verdict: 'refused' | 'gone'; readonly reason: string } {
  const captured = heap.stack.filter(({ scope }) => scope === undefined);
  const outermost = captured.at(-1);
  if (frame.scope === 'closure')
    return { verdict: 'gone', reason: 'no captured function refers to this scope any more' };
  if (outermost !== undefined && frame.depth < outermost.depth)
    return {
      verdict: 'refused',
      reason: `it is further out than the ${captured.length} frames that are captured (savepoint.capture.frames)`,
    };
  return { verdict: 'gone', reason: 'the call has returned' };
}

function differingBindings(
  session: Session,
  goal: StateView,
  { activation }: CapturedFrame,
  present: CapturedFrame,
): Difference[] {
  const differences: Difference[] = [];
  for (const [slot, target] of goal.slots({ frame: activation })) {
    const now: Slot | null = session.store.get(cellPath({ frame: present.activation }, slot)) ?? null;
    if (now !== null && sameValue(now, target)) continue;
    const path = session.pathOfPlace({ frame: present.activation }, slot, undefined);
    differences.push({ owner: { frame: activation }, slot, path, now, target, into: present.activation });
  }
  return differences;
}
