/** The commands about what is kept beyond a debug session. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import { SavepointError } from '../savepointError';
import type { ArchiveNode } from '../views/archives/archiveTree';
import type { ArchivesView } from '../views/archives/archivesView';
import { changesText } from '../views/changesText';
import type { TextDocuments } from '../views/textDocuments';
import { deletedSentence } from './deletedSentence';
import type { CommandTable } from './commandIds';
import { showWork } from './showWork';

export interface ArchiveViews {
  readonly archives: ArchivesView;
  readonly documents: TextDocuments;
}

export function archiveCommands(
  api: SavepointApi,
  views: ArchiveViews,
): CommandTable<'savepoint.showArchivedChanges' | 'savepoint.deleteAllData'> {
  return {
    'savepoint.showArchivedChanges': async (argument) => {
      const { at, shown } = savepointNode(argument);
      const page = await showWork(
        { title: `Comparing '${shown.name}' with the end`, kind: 'reads' },
        api.archives.diff(at),
      );
      if (page.total === 0) {
        void vscode.window.showInformationMessage(`Nothing changed after savepoint '${shown.name}'.`);
        return;
      }
      const { before, after } = changesText(page.changes);
      await views.documents.showDifference(`Changes after ${shown.name}`, before, after);
    },
    'savepoint.deleteAllData': async () => {
      const what = 'Delete all savepoint data from this computer, of this workspace and of all others?';
      const detail =
        'The journals of running and of past debug sessions go. Running sessions keep their savepoints in memory alone. Checkpoint files that you exported stay.';
      const button = await vscode.window.showWarningMessage(what, { modal: true, detail }, DELETE);
      if (button !== DELETE) throw new SavepointError('cancelled', 'Nothing was deleted.');
      await showWork({ title: 'Deleting all savepoint data', kind: 'writes' }, api.archives.deleteAll());
      void vscode.window.showInformationMessage(deletedSentence(api.sessions()));
    },
  };
}

const DELETE = 'Delete';

type SavepointNode = Extract<ArchiveNode, { kind: 'archived-savepoint' }>;

function savepointNode(argument: unknown): SavepointNode {
  const node = argument as Partial<SavepointNode> | undefined;
  if (node?.kind === 'archived-savepoint') return node as SavepointNode;
  throw new SavepointError('no-savepoint', 'Choose a savepoint in the view of past sessions.');
}
