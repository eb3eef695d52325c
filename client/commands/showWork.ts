/** Progress for work that may take a while: nothing for what is done at once, a notification after a second. */
import * as vscode from 'vscode';
import { SavepointError } from '../savepointError';

const PATIENCE = 1000;

export interface Work {
  /** "Comparing with 'before-debit'". */
  readonly title: string;
  /** Reading can be abandoned at any time; writing runs to its end. */
  readonly kind: 'reads' | 'writes';
}

/** Rejects with `cancelled` if the user gives up reading. */
export async function showWork<T>(work: Work, task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'slow'>((resolve) => {
    timer = setTimeout(() => resolve('slow'), PATIENCE);
  });
  try {
    const window = { location: vscode.ProgressLocation.Window, title: `${work.title}…` };
    const first = await vscode.window.withProgress(window, () =>
      Promise.race([task.then(() => 'done' as const), patience]),
    );
    return first === 'done' ? await task : await showNotification(work, task);
  } finally {
    clearTimeout(timer);
  }
}

function showNotification<T>(work: Work, task: Promise<T>): Thenable<T> {
  const cancellable = work.kind === 'reads';
  const options = { location: vscode.ProgressLocation.Notification, title: `${work.title}…`, cancellable };
  return vscode.window.withProgress(options, (_progress, token) => {
    const cancelled = new Promise<never>((_resolve, reject) => {
      token.onCancellationRequested(() => reject(new SavepointError('cancelled', `${work.title} was cancelled.`)));
    });
    return Promise.race([task, cancelled]);
  });
}
