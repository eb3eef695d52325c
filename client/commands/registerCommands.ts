/** The one table of commands: id → operation. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import type { RuleConsents } from '../ruleConsents';
import type { SavepointsView } from '../views/savepointsView';
import type { TextDocuments } from '../views/textDocuments';
import type { ArchivesView } from '../views/archives/archivesView';
import { archiveCommands } from './archiveCommands';
import type { Reports } from './announceReport';
import { checkpointCommands } from './checkpointCommands';
import { checkCommand } from './checkInvariants';
import { COMMAND_IDS, type CommandId, type CommandTable } from './commandIds';
import { ContinueWithDeadline } from './continueWithDeadline';
import { lastGoodCommands } from './lastGood';
import { learnCommands } from './learnInvariants';
import { rewindToCommand } from './rewindTo';
import { rollBackCommands } from './rollBack';
import { restoreBranchCommand } from './restoreBranch';
import { rollBackVariableCommand } from './rollBackVariable';
import type { CommandRunner } from './runCommand';
import { runUntilBrokenCommand } from './runUntilBroken';
import { savepointCommands } from './savepoints';
import { showChangesCommand } from './showChanges';
import { StepBack } from './stepBack';
import { isTreeNode } from './target';
import { withdrawConsentCommand } from './withdrawConsent';

const TITLES: Readonly<Record<CommandId, string>> = {
  'savepoint.create': 'Create Savepoint',
  'savepoint.createNamed': 'Create Named Savepoint',
  'savepoint.rollbackTo': 'Roll Back To',
  'savepoint.rollbackVariable': 'Roll Back Variable',
  'savepoint.rollback': 'Roll Back Transaction',
  'savepoint.undoRollback': 'Undo Rollback',
  'savepoint.redoRollback': 'Redo Rollback',
  'savepoint.restoreBranch': 'Restore Branch',
  'savepoint.rewindTo': 'Rewind',
  'savepoint.stepBack': 'Step Back',
  'savepoint.release': 'Release Savepoint',
  'savepoint.commit': 'Commit Transaction',
  'savepoint.showChanges': 'Show Changes',
  'savepoint.check': 'Check Invariants',
  'savepoint.runUntilBroken': 'Run Until An Invariant Breaks',
  'savepoint.continueWithDeadline': 'Continue With Deadline',
  'savepoint.rollbackToGood': 'Roll Back To Last Good Savepoint',
  'savepoint.showChangesSinceGood': 'Show Changes Since Last Good Savepoint',
  'savepoint.markGood': 'Mark Savepoint as Good',
  'savepoint.learn': 'Learn Invariants',
  'savepoint.withdrawConsent': 'Withdraw Consent to Rules',
  'savepoint.showReport': 'Show Last Rollback Report',
  'savepoint.showMore': 'Show More',
  'savepoint.openCheckpoint': 'Open Checkpoint File',
  'savepoint.closeCheckpoint': 'Close Checkpoint File',
  'savepoint.exportSavepoint': 'Export Savepoint',
  'savepoint.exportSession': 'Export Session',
  'savepoint.compareArchived': 'Compare With Running Program',
  'savepoint.restoreArchived': 'Restore Into Running Program',
  'savepoint.showArchivedChanges': 'Show Changes',
  'savepoint.deleteAllData': 'Delete All Savepoint Data',
};

export interface CommandViews {
  readonly tree: SavepointsView;
  readonly archives: ArchivesView;
  readonly documents: TextDocuments;
  readonly reports: Reports;
  readonly consents: Pick<RuleConsents, 'forget'>;
}

export function registerCommands(api: SavepointApi, views: CommandViews, runner: CommandRunner): vscode.Disposable {
  const { reports } = views;
  const warned = new Set<string>();
  const table: CommandTable = {
    ...savepointCommands(api),
    ...rollBackCommands(api, reports),
    ...rollBackVariableCommand(api, reports),
    ...restoreBranchCommand(api, reports),
    ...showChangesCommand(api, views.documents),
    ...rewindToCommand(api, reports, warned),
    ...new StepBack(api, reports, warned).table(),
    ...checkCommand(api),
    ...new ContinueWithDeadline(api).table(),
    ...runUntilBrokenCommand(api),
    ...lastGoodCommands(api, views.documents, reports),
    ...archiveCommands(api, views),
    ...checkpointCommands(api, views.documents, reports),
    ...learnCommands(api),
    ...withdrawConsentCommand(views.consents),
    'savepoint.showMore': async (argument) => {
      if (isTreeNode(argument) && argument.kind === 'more') await views.tree.showMore(argument);
    },
  };
  return vscode.Disposable.from(
    ...COMMAND_IDS.map((id) =>
      vscode.commands.registerCommand(id, (argument: unknown) => runner.run(TITLES[id], () => table[id](argument))),
    ),
  );
}
