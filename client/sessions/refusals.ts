/** Why an operation on a session cannot be done where its program stands, or because it does not stand. */
import type * as vscode from 'vscode';
import { SavepointError } from '../savepointError';

export function isRunning({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError(
    'not-paused',
    `'${name}' is running: pause it first, since Savepoint reads and writes a program that stands still.`,
  );
}

export function runsAgain({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError('not-paused', `'${name}' went on running in the middle of this: pause it and try again.`);
}

export function noFrame({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError(
    'no-frame',
    `'${name}' is paused where it has no stack frame: step to a line of the program.`,
  );
}

export function nothingToWatch({ name }: vscode.DebugSession): SavepointError {
  return new SavepointError(
    'no-path',
    `No invariant holds where '${name}' stands, so none can break: write rules in .vscode/savepoint.json, or go where they apply.`,
  );
}

export function nothingToStepBackTo({ name }: vscode.DebugSession, kept: number): SavepointError {
  const why =
    kept === 0
      ? 'has no automatic savepoint yet: they are taken as savepoint.autoSavepoint says'
      : 'stands at its oldest automatic savepoint';
  return new SavepointError('no-savepoint', `There is nothing to step back to: '${name}' ${why}.`);
}
