/** The command that runs the program on until an invariant breaks, from the last good savepoint if one is broken now. */
import * as vscode from 'vscode';
import type { HuntReport, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { lastGood } from '../triggers/decideTrigger';
import { count, withoutLinks } from '../views/plainText';
import { reportSentence } from '../views/reportSentence';
import type { CommandTable } from './commandIds';
import { mustBePaused, sessionFor } from './target';

const TITLE = 'Running until an invariant breaks';
const SHOW_LINE = 'Show Line';

export function runUntilBrokenCommand(api: SavepointApi): CommandTable<'savepoint.runUntilBroken'> {
  return {
    'savepoint.runUntilBroken': async (argument) => {
      const state = await sessionFor(api, argument);
      mustBePaused(state);
      if ((await api.check({ session: state.session })).some(({ status }) => status === 'violated'))
        await goBack(api, state);
      await tell(await run(api, state));
    },
  };
}

async function goBack(api: SavepointApi, { session, savepoints, autoSavepoints }: SessionState): Promise<void> {
  const savepoint = lastGood([...savepoints, ...autoSavepoints]);
  if (savepoint === undefined)
    throw new SavepointError(
      'no-savepoint',
      'An invariant is violated here already, and there is no savepoint at which all held to run on from.',
    );
  const report = await api.rollbackTo(savepoint.id, { session, rewind: 'line' });
  if (report.outcome !== 'restored')
    throw new SavepointError('cannot-rewind', reportSentence({ target: `savepoint '${savepoint.name}'` }, report));
}

function run(api: SavepointApi, { session }: SessionState): Thenable<HuntReport> {
  const window = { location: vscode.ProgressLocation.Notification, title: TITLE, cancellable: true };
  return vscode.window.withProgress(window, (progress, token) => {
    const abort = new AbortController();
    token.onCancellationRequested(() => abort.abort());
    return api.runUntilBroken({
      session,
      signal: abort.signal,
      onProgress: (stops) => progress.report({ message: count(stops, 'stop') }),
    });
  });
}

async function tell(report: HuntReport): Promise<void> {
  const sentence = withoutLinks(huntSentence(report));
  if (report.outcome !== 'broken') {
    void vscode.window.showInformationMessage(sentence);
    return;
  }
  const { after } = report;
  if (after === undefined) {
    void vscode.window.showWarningMessage(sentence);
    return;
  }
  const pressed = await vscode.window.showWarningMessage(sentence, SHOW_LINE);
  if (pressed !== SHOW_LINE) return;
  const line = new vscode.Range(after.line - 1, 0, after.line - 1, 0);
  await vscode.window.showTextDocument(vscode.Uri.file(after.source), { selection: line });
}

function fileName(path: string): string {
  return path.split(/[\\/]/u).at(-1) ?? path;
}

export function huntSentence(report: HuntReport): string {
  switch (report.outcome) {
    case 'broken': {
      const { after, changes, message } = report;
      if (after === undefined) return message;
      const told = changes.flatMap(({ expression, before, now }) =>
        before === now
          ? []
          : [`${expression} was ${before ?? 'more than can be shown'}, is ${now ?? 'more than can be shown'}`],
      );
      return `It held before ${fileName(after.source)}:${after.line} ran, and does not after it. ${[message.replace(/\.$/u, ''), ...told].join('; ')}.`;
    }
    case 'ended':
      return 'The program ended, and no invariant was seen to be violated at any line.';
    case 'given-up':
      return `${WHY[report.why]} No invariant was violated until then.`;
    case 'failed':
      return `The program could not be set going: ${report.reason}`;
  }
}

const WHY: Readonly<Record<Extract<HuntReport, { outcome: 'given-up' }>['why'], string>> = {
  cancelled: 'Running on was cancelled.',
  stops: 'The program was stopped as often as it may be.',
  time: 'The time to run on is up.',
  'breakpoints-changed': 'Breakpoints were changed while the program ran on, so that it was stopped.',
  stopped: 'The program was paused.',
};
