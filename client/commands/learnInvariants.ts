/** The commands that mark savepoints as good and make rules of what was learned from them. */
import * as vscode from 'vscode';
import type { LearnedRule, SavepointApi } from '../apiTypes';
import { count } from '../views/plainText';
import type { CommandTable } from './commandIds';
import { savepointFor } from './pickSavepoint';
import { showWork } from './showWork';
import { sessionFor, transactionFor } from './target';

interface RuleItem extends vscode.QuickPickItem {
  readonly rule: LearnedRule;
}

export function learnCommands(api: SavepointApi): CommandTable<'savepoint.markGood' | 'savepoint.learn'> {
  return {
    'savepoint.markGood': async (argument) => {
      const { state } = await transactionFor(api, argument);
      const savepoint = await savepointFor(api, state, argument, 'Mark as good');
      await api.markGood(savepoint.id, { session: state.session });
      void vscode.window.showInformationMessage(
        `'${savepoint.name}' is marked as good: Learn Invariants… tells what holds at all good savepoints.`,
      );
    },
    'savepoint.learn': async (argument) => {
      const { session } = await sessionFor(api, argument);
      const rules = await showWork({ title: 'Learning invariants', kind: 'reads' }, api.learn({ session }));
      if (rules.length === 0) {
        void vscode.window.showInformationMessage(
          'There is nothing to learn from yet: mark savepoints as good, or take some while all invariants hold.',
        );
        return;
      }
      const picked = await vscode.window.showQuickPick(rules.map(itemOf), {
        title: 'Likely invariants: tick those that are to be rules',
        placeHolder: 'What held at every good savepoint',
        canPickMany: true,
        matchOnDescription: true,
      });
      if (picked === undefined || picked.length === 0) return;
      await api.enforce(
        picked.map(({ rule }) => rule),
        { session },
      );
      void vscode.window.showInformationMessage(`${count(picked.length, 'rule')} added to .vscode/savepoint.json.`);
    },
  };
}

function itemOf(rule: LearnedRule): RuleItem {
  const place = rule.function === '' ? '' : `${rule.function}() · `;
  const held = `held in ${rule.held} of ${rule.held}`;
  const needs = rule.needs === 0 ? '' : `, needs ${rule.needs} more`;
  return { label: rule.expression, description: `${place}${held}${needs}`, rule };
}
