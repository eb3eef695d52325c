/** The command that takes back the user's word on rules whose expressions may change the program. */
import * as vscode from 'vscode';
import type { RuleConsents } from '../ruleConsents';
import type { CommandTable } from './commandIds';

export function withdrawConsentCommand(
  consents: Pick<RuleConsents, 'forget'>,
): CommandTable<'savepoint.withdrawConsent'> {
  return {
    'savepoint.withdrawConsent': async () => {
      await consents.forget();
      void vscode.window.showInformationMessage(
        'Rules whose expressions may change your program are not checked any more, until you allow them again.',
      );
    },
  };
}
