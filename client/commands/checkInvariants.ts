/** The command that checks the workspace's invariants where the program stands. */
import * as vscode from 'vscode';
import type { SavepointApi } from '../apiTypes';
import { withoutLinks } from '../views/plainText';
import type { CommandTable } from './commandIds';
import { invariantSummary } from './invariantSummary';
import { showWork } from './showWork';
import { mustBePaused, sessionFor } from './target';

export function checkCommand(api: SavepointApi): CommandTable<'savepoint.check'> {
  return {
    'savepoint.check': async (argument) => {
      const state = await sessionFor(api, argument);
      mustBePaused(state);
      const checked = api.check({ session: state.session });
      const results = await showWork({ title: 'Checking invariants', kind: 'reads' }, checked);
      const summary = withoutLinks(invariantSummary(results));
      if (results.some((result) => result.status === 'violated')) {
        void vscode.window.showWarningMessage(summary);
        await vscode.commands.executeCommand('workbench.actions.view.problems');
      } else {
        void vscode.window.showInformationMessage(summary);
      }
    },
  };
}
