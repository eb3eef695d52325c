/** The commands that create savepoints and end them while keeping what has changed. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { isRestorable, shareRestorable } from '../views/describeSavepoint';
import type { CommandTable } from './commandIds';
import { savepointFor } from './pickSavepoint';
import { nameProblem } from './savepointName';
import { showWork } from './showWork';
import { mustBePaused, sessionFor, transactionFor } from './target';

/** How long the status bar says what was done, in milliseconds. */
const SAID_FOR = 5000;

export function savepointCommands(
  api: SavepointApi,
): CommandTable<'savepoint.create' | 'savepoint.createNamed' | 'savepoint.release' | 'savepoint.commit'> {
  const create = async (argument: unknown, askName: () => Promise<string | undefined>): Promise<void> => {
    const state = await sessionFor(api, argument);
    mustBePaused(state);
    const { session } = state;
    const name = await askName();
    const created = await showWork({ title: 'Creating a savepoint', kind: 'writes' }, api.savepoint(name, { session }));
    // The status bar has its name already; what a rollback could not bring back is news.
    if (!isRestorable(created)) say(`Savepoint '${created.name}': ${shareRestorable(created)}`);
  };

  return {
    'savepoint.create': (argument) => create(argument, () => Promise.resolve(undefined)),
    'savepoint.createNamed': (argument) => create(argument, askName),
    'savepoint.release': async (argument) => {
      const { state } = await transactionFor(api, argument);
      const savepoint = await savepointFor(api, state, argument, 'Release, keeping what has changed');
      await api.release(savepoint.id, { session: state.session });
      say(`Released savepoint '${savepoint.name}'`);
    },
    'savepoint.commit': async (argument) => {
      const { state } = await transactionFor(api, argument);
      await api.commit({ session: state.session });
      say('Committed the transaction');
    },
  };
}

async function askName(): Promise<string> {
  const name = await vscode.window.showInputBox({
    title: 'Create a named savepoint',
    prompt: 'A name may be used again: the newest savepoint that has it is meant then.',
    placeHolder: 'before-debit',
    validateInput: nameProblem,
  });
  if (name === undefined) throw new SavepointError('cancelled', 'No savepoint was created.');
  return name.trim();
}

function say(text: string): void {
  vscode.window.setStatusBarMessage(text, SAID_FOR);
}
