/** The command that compares a savepoint with now, in VS Code's own diff editor. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import { changesText } from '../views/changesText';
import type { TextDocuments } from '../views/textDocuments';
import type { CommandTable } from './commandIds';
import { savepointFor } from './pickSavepoint';
import { showWork } from './showWork';
import { savepointsFor } from './target';

export function showChangesCommand(api: SavepointApi, documents: TextDocuments): CommandTable<'savepoint.showChanges'> {
  return {
    'savepoint.showChanges': async (argument) => {
      const state = await savepointsFor(api, argument);
      const savepoint = await savepointFor(api, state, argument, 'Show changes since');
      const compared = api.diff(savepoint.id, undefined, { session: state.session });
      const changes = await showWork({ title: `Comparing with '${savepoint.name}'`, kind: 'reads' }, compared);
      if (changes.length === 0) {
        void vscode.window.showInformationMessage(`Nothing has changed since savepoint '${savepoint.name}'.`);
        return;
      }
      const { before, after } = changesText(changes);
      await documents.showDifference(`Changes since ${savepoint.name}`, before, after);
    },
  };
}
