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
  const { notDurable } = state;
  const level = violated.length === 0 && notDurable === undefined ? 'plain' : 'warning';
  const alarms = [
    ...violated.map((result) => `Violated: ${result.message}`),
    ...(notDurable === undefined
      ? []
      : [`Savepoints are not durable, and are lost if Savepoint's server ends: ${notDurable}`]),
  ];
  const alarm =
    (violated.length === 0 ? '' : ` · ${count(violated.length, 'invariant')} violated`) +
    (notDurable === undefined ? '' : ' · not durable');
  if (current !== undefined) {
    return {
      text: `$(history) ${withoutIcons(current.name)} · ${count(state.changes, 'change')}${alarm}`,
      tooltip: [
        `${count(state.changes, 'change')} since savepoint '${current.name}'${state.status === 'running' ? ', as of the last pause' : ''}`,
        ...(state.drift === 0 ? [] : [`${count(state.drift, 'place')} edited while the program was paused (drift)`]),
        shareRestorable(current),
        ...alarms,
        'Click to roll back',
      ],
      command: 'savepoint.rollbackTo',
      level,
    };
  }
  if (state.status === 'running') return undefined;
  return {
    text: `$(history) No savepoint${alarm}`,
    tooltip: [...alarms, 'Click to create a savepoint'],
    command: 'savepoint.create',
    level,
  };
}
