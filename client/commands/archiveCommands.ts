/** The commands about what is kept beyond a debug session. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import { SavepointError } from '../savepointError';
import type { ArchiveNode } from '../views/archives/archiveTree';
import type { ArchivesView } from '../views/archives/archivesView';
import { changesText } from '../views/changesText';
import type { TextDocuments } from '../views/textDocuments';
import { archivedSavepoint } from './archivedNode';
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
): CommandTable<
  'savepoint.openCheckpoint' | 'savepoint.closeCheckpoint' | 'savepoint.showArchivedChanges' | 'savepoint.deleteAllData'
> {
  return {
    'savepoint.openCheckpoint': async (argument) => {
      const files = argument instanceof vscode.Uri ? [argument] : await pickFiles();
      for (const { fsPath: file } of files) {
        // One that is bad is refused here, and not shown.
        await api.archives.open({ kind: 'checkpoint', file });
        await views.archives.show(file);
      }
    },
    'savepoint.closeCheckpoint': (argument) => {
      const node = argument as ArchiveNode | undefined;
      if (node?.kind === 'archive') views.archives.close(node.source);
      return Promise.resolve();
    },
    'savepoint.showArchivedChanges': async (argument) => {
      const { at, shown } = archivedSavepoint(argument);
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

async function pickFiles(): Promise<readonly vscode.Uri[]> {
  const picked = await vscode.window.showOpenDialog({
    title: 'Open a checkpoint file',
    filters: { 'Checkpoint files': ['json'] },
    canSelectMany: true,
  });
  if (picked === undefined) throw new SavepointError('cancelled', 'No file was picked.');
  return picked;
}
