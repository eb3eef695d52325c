/** The command that sets the program going with a deadline. */
import * as vscode from 'vscode';
import type { RulePolicy, SavepointApi } from '../apiTypes';
import { describeTime, readTime } from '../triggers/deadlines';
import { withoutLinks } from '../views/plainText';
import type { CommandTable } from './commandIds';
import { mustBePaused, sessionFor } from './target';

interface PolicyItem extends vscode.QuickPickItem {
  readonly policy: Exclude<RulePolicy, 'report'>;
}

const POLICIES: readonly PolicyItem[] = [
  { policy: 'pause', label: 'Pause', description: 'and say so' },
  { policy: 'rollback', label: 'Roll back', description: 'to the last good savepoint' },
  { policy: 'rewind', label: 'Rewind', description: 'to the last good savepoint, values and line' },
];

export class ContinueWithDeadline {
  #last = '5 s';

  constructor(private readonly api: SavepointApi) {}

  table(): CommandTable<'savepoint.continueWithDeadline'> {
    return {
      'savepoint.continueWithDeadline': async (argument) => {
        const state = await sessionFor(this.api, argument);
        mustBePaused(state);
        const milliseconds = await this.#askTime();
        if (milliseconds === undefined) return;
        const picked = await vscode.window.showQuickPick(POLICIES, { title: 'When the deadline passes' });
        if (picked === undefined) return;
        const { session } = state;
        const outcome = await this.api.continueWithDeadline(milliseconds, { session, policy: picked.policy });
        if (outcome !== 'does-not-pause') return;
        const sentence = `'${session.name}' waits for something outside and does not pause: it will where it next runs.`;
        void vscode.window.showWarningMessage(
          withoutLinks(`The deadline of ${describeTime(milliseconds)} has passed. ${sentence}`),
        );
      },
    };
  }

  async #askTime(): Promise<number | undefined> {
    const text = await vscode.window.showInputBox({
      title: 'Continue With Deadline',
      prompt: 'How long may the program run? Seconds, or as in 200 ms, 2 min',
      value: this.#last,
      validateInput: (given) =>
        readTime(given) === undefined ? 'Write a time up to a day, such as 5 s, 200 ms or 2 min.' : undefined,
    });
    if (text === undefined) return undefined;
    this.#last = text;
    return readTime(text);
  }
}
