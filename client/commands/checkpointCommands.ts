/** The commands between a debug session and checkpoint files or sessions of the past: exporting, comparing, restoring. */
import * as vscode from 'vscode';
import type { Savepoint, SavepointApi, SessionState } from '../apiTypes';
import type { ArchivedSavepoint, CheckpointWritten, ExportOptions } from '../archives/archiveTypes';
import { SavepointError } from '../savepointError';
import type { ArchiveNode } from '../views/archives/archiveTree';
import { changesText } from '../views/changesText';
import { count } from '../views/plainText';
import type { TextDocuments } from '../views/textDocuments';
import type { Reports } from './announceReport';
import { archivedSavepoint } from './archivedNode';
import type { CommandTable } from './commandIds';
import { decideRollback } from './decideRollback';
import { savepointFor } from './pickSavepoint';
import { previewPlan } from './previewPlan';
import { showWork } from './showWork';
import { isTreeNode, mustBePaused, savepointsFor, sessionFor } from './target';

const ENDING = '.savepoint-checkpoint.json';

export function checkpointCommands(
  api: SavepointApi,
  documents: TextDocuments,
  reports: Reports,
): CommandTable<
  'savepoint.exportSavepoint' | 'savepoint.exportSession' | 'savepoint.compareArchived' | 'savepoint.restoreArchived'
> {
  return {
    'savepoint.exportSavepoint': async (argument) => {
      const state = await savepointsFor(api, argument);
      const savepoint = await savepointFor(api, state, argument, 'Export');
      await exportTo(api, savepoint.name, { of: state.session, savepoint: savepoint.id });
    },
    'savepoint.exportSession': async (argument) => {
      const archive = archiveOf(argument);
      if (archive !== undefined) {
        await exportTo(api, archive.name, { of: archive.source });
        return;
      }
      const state = await savepointsFor(api, isTreeNode(argument) ? argument : undefined);
      await exportTo(api, state.session.name, { of: state.session });
    },
    'savepoint.compareArchived': async (argument) => {
      const { at, shown } = archivedSavepoint(argument);
      const { session } = await sessionFor(api, undefined);
      const comparing = api.archives.compare(at, { session });
      const title = `Comparing '${session.name}' with '${shown.name}'`;
      const { changes, missingCalls, notCompared } = await showWork({ title, kind: 'reads' }, comparing);
      const beside = [
        ...(missingCalls.length === 0 ? [] : [`${missingCalls.join(', ')} is not on the stack`]),
        ...(notCompared.length === 0 ? [] : [`${count(notCompared.length, 'place')} cannot be compared`]),
      ].join('; ');
      if (changes.length === 0) {
        const same = `Nothing differs from '${shown.name}'`;
        void vscode.window.showInformationMessage(beside === '' ? `${same}.` : `${same}, but ${beside}.`);
        return;
      }
      const { before, after } = changesText(changes);
      await documents.showDifference(`${shown.name} ↔ ${session.name}`, before, after);
      if (beside !== '') void vscode.window.showInformationMessage(`Beside what differs, ${beside}.`);
    },
    'savepoint.restoreArchived': async (argument) => {
      const { at, shown } = archivedSavepoint(argument);
      const state = await sessionFor(api, undefined);
      mustBePaused(state);
      const { session } = state;
      const { paths } = await decideRollback(plannerFor(api, state, at, shown), {});
      const work = api.archives.restore(at, { session, ...(paths !== undefined && { paths }) });
      const report = await showWork({ title: `Restoring '${shown.name}'`, kind: 'writes' }, work);
      reports.announce({ session, goal: { target: `'${shown.name}' of another run` }, report });
    },
  };
}

function plannerFor(api: SavepointApi, state: SessionState, at: ArchivedSavepoint, { name }: Savepoint) {
  const { session } = state;
  const title = `Restore '${name}' into '${session.name}'`;
  return {
    plan: ({ paths }: { readonly paths?: readonly string[] }) =>
      showWork(
        { title: `Planning to restore '${name}'`, kind: 'reads' },
        api.archives.plan(at, { session, ...(paths !== undefined && { paths }) }),
      ),
    show: (preview: Parameters<typeof previewPlan>[2]) => previewPlan(api, state, preview, title),
  };
}

async function exportTo(api: SavepointApi, name: string, options: ExportOptions): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const suggested = `${name.replaceAll(/[^\p{L}\p{N}.-]+/gu, '-')}${ENDING}`;
  const file = await vscode.window.showSaveDialog({
    title: 'Export to a checkpoint file',
    filters: { 'Checkpoint files': ['json'] },
    ...(folder !== undefined && { defaultUri: vscode.Uri.joinPath(folder, suggested) }),
  });
  if (file === undefined) throw new SavepointError('cancelled', 'Nothing was exported.');
  const work = api.archives.export(file, options);
  const written = await showWork({ title: `Exporting '${name}'`, kind: 'writes' }, work);
  void vscode.window.showInformationMessage(exportedSentence(file.fsPath, written));
}

export function exportedSentence(file: string, { savepoints, bytes, undescribed }: CheckpointWritten): string {
  const what = `${count(savepoints, 'savepoint')} in ${Math.max(1, Math.round(bytes / 1_000)).toLocaleString('en-US')} kB`;
  const without =
    undescribed === 0 ? '' : `; ${count(undescribed, 'object')} without contents, which nobody had looked at`;
  return `Exported ${what} to ${file}${without}. Values that are named like secrets were left out.`;
}

type NodeOfArchive = Extract<ArchiveNode, { kind: 'archive' }>;

function archiveOf(argument: unknown): NodeOfArchive | undefined {
  const node = argument as Partial<NodeOfArchive> | undefined;
  return node?.kind === 'archive' ? (node as NodeOfArchive) : undefined;
}
