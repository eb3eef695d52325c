/** What the status bar says of a session. */
import { shareRestorable } from './describeSavepoint';
import { count, withoutIcons } from './plainText';
import type { ShownState } from './savepointTree';

export interface StatusText {
  readonly text: string;
  /** Lines. */
  readonly tooltip: readonly string[];
  readonly command: 'savepoint.rollbackTo' | 'savepoint.create';
  readonly level: 'plain' | 'warning';
}

/** Undefined: nothing to say. */
export function presentStatus(state: ShownState): StatusText | undefined {
  const current = state.savepoints.at(-1);
  const violated = state.invariants.filter((result) => result.status === 'violated');
  const level = violated.length === 0 ? 'plain' : 'warning';
  const violations = violated.map((result) => `Violated: ${result.message}`);
  const alarm = violated.length === 0 ? '' : ` · ${count(violated.length, 'invariant')} violated`;
  if (current !== undefined) {
    return {
      text: `$(history) ${withoutIcons(current.name)} · ${count(state.changes, 'change')}${alarm}`,
      tooltip: [
        `${count(state.changes, 'change')} since savepoint '${current.name}'${state.status === 'running' ? ', as of the last pause' : ''}`,
        shareRestorable(current),
        ...violations,
        'Click to roll back',
      ],
      command: 'savepoint.rollbackTo',
      level,
    };
  }
  if (state.status === 'running') return undefined;
  return {
    text: `$(history) No savepoint${alarm}`,
    tooltip: [...violations, 'Click to create a savepoint'],
    command: 'savepoint.create',
    level,
  };
}
