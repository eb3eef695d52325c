/** Tells the user what became of a rollback, offers to undo it, and keeps the last report at hand. */
import * as vscode from 'vscode';
import type { RollbackReport, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { reportSentence, type RollbackGoal } from '../views/reportSentence';
import { reportText } from '../views/reportText';
import type { TextDocuments } from '../views/textDocuments';
import type { CommandRunner } from './runCommand';
import { showRollback } from './showRollback';

export interface Rollback {
  readonly session: SessionState['session'];
  readonly goal: RollbackGoal;
  readonly report: RollbackReport;
}

const UNDO = 'Undo Rollback';
const REDO = 'Redo Rollback';
const SHOW = 'Show Report';

export class Reports {
  private last: Rollback | undefined;

  constructor(
    private readonly api: SavepointApi,
    private readonly documents: TextDocuments,
    private readonly runner: CommandRunner,
  ) {}

  /** Returns as soon as the notification stands; its buttons work for as long as it does. */
  announce(rollback: Rollback): void {
    this.tell(rollback, rollback.report.outcome === 'undone' ? [SHOW] : [UNDO, SHOW]);
  }

  /** Has it at hand for those who ask to see it. */
  keep(rollback: Rollback): void {
    this.last = rollback;
    void vscode.commands.executeCommand('setContext', 'savepoint.hasReport', true);
  }

  /** Undoes the session's last rollback. */
  async undo(session: Rollback['session']): Promise<void> {
    const report = await showRollback('Undoing the rollback', (way) => this.api.undoRollback({ session, ...way }));
    this.tell({ session, goal: { target: 'the state before the rollback' }, report }, [REDO, SHOW]);
  }

  /** Redoes what was undone last. */
  async redo(session: Rollback['session']): Promise<void> {
    const report = await showRollback('Redoing the rollback', (way) => this.api.redoRollback({ session, ...way }));
    this.tell({ session, goal: { target: 'the state before the undo' }, report }, [UNDO, SHOW]);
  }

  async showLast(): Promise<void> {
    if (this.last === undefined) throw new SavepointError('no-rollback', 'Nothing has been rolled back yet.');
    await this.show(this.last);
  }

  private tell(rollback: Rollback, buttons: readonly string[]): void {
    this.keep(rollback);
    const { report, goal } = rollback;
    const sentence = reportSentence(goal, report);
    const pressed =
      report.outcome === 'restored'
        ? vscode.window.showInformationMessage(sentence, ...buttons)
        : vscode.window.showWarningMessage(sentence, ...buttons);
    void this.runner.run('Rollback', async () => {
      const button = await pressed;
      if (button === UNDO) await this.undo(rollback.session);
      if (button === REDO) await this.redo(rollback.session);
      if (button === SHOW) await this.show(rollback);
    });
  }

  private show({ session, goal, report }: Rollback): Promise<void> {
    return this.documents.showReport('Rollback report', reportText(`Rollback in ${session.name}`, goal, report));
  }
}
