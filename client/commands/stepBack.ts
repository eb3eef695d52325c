/** The command that goes back to the previous automatic savepoint: values and line. Without any, it offers to take them. */
import * as vscode from 'vscode';
import type { Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { whereTaken } from '../views/describeSavepoint';
import { withoutLinks } from '../views/plainText';
import { reportSentence } from '../views/reportSentence';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { type Calls, decideRewind, type Warned } from './decideRewind';
import { showRun, showWork } from './showWork';
import { mustBePaused, sessionFor } from './target';

/** How long the status bar says what was done, in milliseconds. */
const SAID_FOR = 5000;

export class StepBack {
  constructor(
    private readonly api: SavepointApi,
    private readonly reports: Reports,
    private readonly warned: Warned,
  ) {}

  table(): CommandTable<'savepoint.stepBack'> {
    return {
      'savepoint.stepBack': async (argument) => {
        const state = await sessionFor(this.api, argument);
        mustBePaused(state);
        if (state.stepBack === undefined && state.autoSavepoints.length === 0 && mode() === 'off') await offer(state);
        else await this.run(state);
      },
    };
  }

  private async run(state: SessionState): Promise<void> {
    const { session } = state;
    const previous = state.autoSavepoints.find(({ id }) => id === state.stepBack);
    const place = (previous && whereTaken(previous)) ?? 'at the previous stop';
    const question = {
      act: `Step back ${place}`,
      button: 'Step Back',
      plan: (how: Calls) =>
        showWork({ title: 'Planning to step back', kind: 'reads' }, this.api.planStepBack({ session, calls: how })),
    };
    const calls = await decideRewind(question, session.id, this.warned);
    const report = await showRun('Stepping back', (signal) => this.api.stepBack({ session, calls, signal }));
    const goal = { target: goalOf(previous) };
    if (report.outcome === 'restored') {
      this.reports.keep({ session, goal, report });
      vscode.window.setStatusBarMessage(reportSentence(goal, report), SAID_FOR);
    } else this.reports.announce({ session, goal, report });
  }
}

const EVERY_STOP = 'At Every Stop';
const BREAKPOINTS = 'At Breakpoints';

/** The first one is taken where the program stands, as soon as the setting is on. */
async function offer({ session }: SessionState): Promise<void> {
  const pressed = await vscode.window.showInformationMessage(
    withoutLinks(
      `Step Back goes to the previous automatic savepoint of '${session.name}', and none are taken (savepoint.autoSavepoint is off). Take them from now on?`,
    ),
    EVERY_STOP,
    BREAKPOINTS,
  );
  if (pressed === undefined) return;
  const settings = vscode.workspace.getConfiguration('savepoint');
  const wanted = pressed === EVERY_STOP ? 'everyStop' : 'breakpoints';
  await settings.update('autoSavepoint', wanted, vscode.ConfigurationTarget.Global);
  vscode.window.setStatusBarMessage('From the next stop on, Step Back comes back here', SAID_FOR);
}

function mode(): string {
  return vscode.workspace.getConfiguration('savepoint').get('autoSavepoint', 'off');
}

function goalOf(previous: Savepoint | undefined): string {
  return previous === undefined ? 'the previous automatic savepoint' : `automatic savepoint ${previous.name}`;
}
