/** The command that goes back to the previous automatic savepoint: values and line. Without any, it offers to take them. */
import * as vscode from 'vscode';
import type { RewindPlan, Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import { whereTaken } from '../views/describeSavepoint';
import { withoutLinks } from '../views/plainText';
import { reportSentence } from '../views/reportSentence';
import type { Reports } from './announceReport';
import type { CommandTable } from './commandIds';
import { showRun, showWork } from './showWork';
import { mustBePaused, sessionFor } from './target';

/** How long the status bar says what was done, in milliseconds. */
const SAID_FOR = 5000;

const STEP_BACK = 'Step Back';

export class StepBack {
  /** The sessions whose user knows that lines run again. */
  private readonly warned = new Set<string>();

  constructor(
    private readonly api: SavepointApi,
    private readonly reports: Reports,
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
    const calls = await this.decide(state, place);
    const report = await showRun('Stepping back', (signal) => this.api.stepBack({ session, calls, signal }));
    const goal = { target: goalOf(previous) };
    if (report.outcome === 'restored') {
      this.reports.keep({ session, goal, report });
      vscode.window.setStatusBarMessage(reportSentence(goal, report), SAID_FOR);
    } else this.reports.announce({ session, goal, report });
  }

  /** Asks where something other than values goes: lines that run again, or a call that may be another one. */
  private async decide({ session }: SessionState, place: string): Promise<'proved' | 'assumed'> {
    const plan = (calls: 'proved' | 'assumed') =>
      showWork({ title: 'Planning to step back', kind: 'reads' }, this.api.planStepBack({ session, calls }));
    let { rewind } = await plan('proved');
    let calls: 'proved' | 'assumed' = 'proved';
    if (rewind?.kind === 'refused' && rewind.unless === 'assumed') {
      await confirm(
        `Step back ${place}?`,
        `${sentence(rewind.reason)} If it is not, its variables get another call's values.`,
      );
      calls = 'assumed';
      ({ rewind } = await plan(calls));
    }
    if (rewind?.kind === 'refused')
      throw new SavepointError('cannot-rewind', `Cannot step back ${place}: ${rewind.reason}.`);
    if (rewind?.kind === 'restart' && rewind.line !== undefined && !this.warned.has(session.id)) {
      await confirm(`Step back ${place}?`, whatRunsAgain(rewind));
      this.warned.add(session.id);
    }
    return calls;
  }
}

function whatRunsAgain(rewind: Extract<RewindPlan, { kind: 'restart' }>): string {
  const dropped = rewind.dropsFrames === 0 ? '' : ' The calls that it is in the middle of are dropped.';
  return (
    `This debugger cannot go to a line. '${rewind.function}' is entered anew and runs again up to line ${rewind.line}, ` +
    `with whatever that does outside memory: output, files, requests.${dropped} Then the values are brought back. ` +
    'You are asked once for each debug session.'
  );
}

/** Rejects where the user turns away. */
async function confirm(message: string, detail: string): Promise<void> {
  const pressed = await vscode.window.showWarningMessage(message, { modal: true, detail }, STEP_BACK);
  if (pressed !== STEP_BACK) throw new SavepointError('cancelled', 'Nothing was moved.');
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

function sentence(reason: string): string {
  return `${reason.charAt(0).toUpperCase()}${reason.slice(1)}.`;
}
