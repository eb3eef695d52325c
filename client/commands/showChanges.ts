/** The command that compares a savepoint with now, in VS Code's own diff editor. */
import * as vscode from 'vscode';
import type { SavepointApi, SessionState } from '../apiTypes';
import { changesText } from '../views/changesText';
import type { TextDocuments } from '../views/textDocuments';
import type { CommandTable } from './commandIds';
import { savepointFor } from './pickSavepoint';
import { showWork } from './showWork';
import { branchOf, savepointsFor, sessionFor } from './target';

export function showChangesCommand(api: SavepointApi, documents: TextDocuments): CommandTable<'savepoint.showChanges'> {
  return {
    'savepoint.showChanges': async (argument) => {
      const branch = branchOf(argument);
      if (branch !== undefined) {
        await showBranch(api, documents, await sessionFor(api, argument), branch);
        return;
      }
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

async function showBranch(
  api: SavepointApi,
  documents: TextDocuments,
  { session }: SessionState,
  branch: number,
): Promise<void> {
  const work = { title: 'Comparing with the branch', kind: 'reads' } as const;
  const { changes } = await showWork(work, api.branchDiff(branch, { session }));
  const { before, after } = changesText(changes);
  await documents.showDifference('What was abandoned', before, after);
}
