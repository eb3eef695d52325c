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
export function showWork<T>(work: Work, task: Promise<T>): Promise<T> {
  const cancelled = (token: vscode.CancellationToken): Promise<never> =>
    new Promise((_resolve, reject) => {
      token.onCancellationRequested(() => reject(new SavepointError('cancelled', `${work.title} was cancelled.`)));
    });
  return showUntil(
    task,
    `${work.title}…`,
    work.kind === 'reads' ? (token) => Promise.race([task, cancelled(token)]) : undefined,
  );
}

/** For what runs the program: it can be given up, and then tells itself how far it came. */
export function showRun<T>(title: string, run: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const abort = new AbortController();
  const task = run(abort.signal);
  return showUntil(task, `${title}…`, (token) => {
    token.onCancellationRequested(() => abort.abort());
    return task;
  });
}

/** @param giveUp what is waited for in the task's place where it can be given up */
async function showUntil<T>(
  task: Promise<T>,
  title: string,
  giveUp: ((token: vscode.CancellationToken) => Promise<T>) | undefined,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const patience = new Promise<'slow'>((resolve) => {
    timer = setTimeout(() => resolve('slow'), PATIENCE);
  });
  try {
    const window = { location: vscode.ProgressLocation.Window, title };
    const first = await vscode.window.withProgress(window, () =>
      Promise.race([task.then(() => 'done' as const), patience]),
    );
    if (first === 'done') return await task;
    const notification = {
      location: vscode.ProgressLocation.Notification,
      title,
      cancellable: giveUp !== undefined,
    };
    return await vscode.window.withProgress(notification, (_progress, token) => giveUp?.(token) ?? task);
  } finally {
    clearTimeout(timer);
  }
}
