/** Lets the user pick one of a session's savepoints, the newest first. */
import * as vscode from 'vscode';
import type { Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { isRestorable, shareRestorable, whereTaken } from '../views/describeSavepoint';
import { count, withoutIcons } from '../views/plainText';
import { savepointOf } from './target';

/** How many savepoints, of the newest, show how much has changed since. */
const COUNTED = 20;

/** The savepoint that the argument names, or else the one that is picked; rejects with `cancelled` where none is. */
export async function savepointFor(
  api: SavepointApi,
  state: SessionState,
  argument: unknown,
  title: string,
): Promise<Savepoint> {
  const named = savepointOf(state, argument);
  if (named !== undefined) return named;
  const newestFirst = [...state.savepoints.toReversed(), ...state.autoSavepoints.toReversed()];
  const changes = await Promise.all(
    newestFirst.slice(0, COUNTED).map((savepoint) => countChanges(api, state, savepoint)),
  );
  const items = newestFirst.map((savepoint, index) => savepointItem(savepoint, changes[index]));
  const options = {
    title,
    placeHolder: 'The newest savepoint comes first',
    matchOnDescription: true,
    matchOnDetail: true,
  };
  const picked = await vscode.window.showQuickPick(items, options);
  if (picked === undefined) throw new SavepointError('cancelled', 'No savepoint was picked.');
  return picked.savepoint;
}

function savepointItem(savepoint: Savepoint, changes: number | undefined) {
  const facts = [whereTaken(savepoint), shareRestorable(savepoint)].filter((fact) => fact !== undefined);
  return {
    label: `${iconOf(savepoint)} ${withoutIcons(savepoint.name)}`,
    description: changes === undefined ? '' : `${count(changes, 'change')} since`,
    detail: withoutIcons(facts.join(' · ')),
    savepoint,
  };
}

function iconOf(savepoint: Savepoint): string {
  if (!isRestorable(savepoint)) return '$(warning)';
  return savepoint.id < 0 ? '$(history)' : '$(circle-outline)';
}

async function countChanges(api: SavepointApi, state: SessionState, savepoint: Savepoint): Promise<number | undefined> {
  const { session } = state;
  try {
    return (await api.diffPage(savepoint.id, undefined, { session, offset: 0, limit: 0 })).total;
  } catch {
    // The number only helps to choose; what is wrong is said by what comes of the choice.
    return undefined;
  }
}
