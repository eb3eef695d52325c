/** Runs what a command stands for and tells the user, in one sentence, what went wrong. */
import * as vscode from 'vscode';
import type { ErrorCode } from '../../server/protocol';
import { SavepointError } from '../savepointError';
import { failureSentence } from '../views/failureSentence';
import { withoutLinks } from '../views/plainText';

/** What is not a fault of anything: the user asked for what cannot be now. */
const PLAIN: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'no-session',
  'no-transaction',
  'no-rollback',
  'no-branch',
  'no-path',
  'not-paused',
  'no-frame',
]);

const SHOW_LOG = 'Show Log';

export class CommandRunner {
  constructor(private readonly log: vscode.LogOutputChannel) {}

  /** Settles when the work has; never rejects. `title` names it in the message of an unexpected failure. */
  async run(title: string, work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.tell(title, error);
    }
  }

  private tell(title: string, error: unknown): void {
    const sentence = withoutLinks(failureSentence(error));
    if (!(error instanceof SavepointError)) {
      this.log.error(`${title} failed unexpectedly: ${withoutValues(error)}`);
      const shown = vscode.window.showErrorMessage(`${title} failed unexpectedly: ${sentence}`, SHOW_LOG);
      void shown.then((button) => {
        if (button === SHOW_LOG) this.log.show();
      });
    } else if (PLAIN.has(error.code)) {
      void vscode.window.showInformationMessage(sentence);
    } else if (error.code !== 'cancelled') {
      void vscode.window.showErrorMessage(sentence);
    }
  }
}

/** An error's class and where it was thrown: its message may quote what the program holds, which is not for logs. */
function withoutValues(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /u.test(line));
  return [error.name, ...frames].join('\n');
}
