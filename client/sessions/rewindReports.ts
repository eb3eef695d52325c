/** What is told of a rewind, from what its moves came to. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type { Location, RewindReport } from '../../server/protocol';
import type { Moved } from '../debuggee/rewind/moved';
import type { Standing } from '../debuggee/rewind/rewindPort';
import { SavepointError } from '../savepointError';
import { functionName, sourceOf } from './stack';

/** @param entered where the function was entered anew, if the program has run on from there */
export function reportOfMove(moved: Moved, entered?: Standing): RewindReport {
  if (moved.kind === 'refused') return moved;
  const top = moved.standing?.stack[0];
  if (moved.kind === 'short')
    return { kind: 'short', reason: moved.reason, ...(top !== undefined && { at: placeOf(top) }) };
  if (top === undefined) throw new Error('The debugger stopped without a stack.');
  const from = entered?.stack[0]?.line;
  return {
    kind: 'reached',
    at: placeOf(top),
    ...(from !== undefined && from !== top.line && { ranAgain: { from, to: top.line } }),
  };
}

export function placeOf(frame: Dap.StackFrame): Location {
  const { source = '' } = sourceOf(frame);
  return { source, line: frame.line, column: frame.column, function: functionName(frame.name) };
}

export function cannotRewind({ name }: vscode.DebugSession, reason: string): SavepointError {
  return new SavepointError('cannot-rewind', `'${name}' was not moved, and nothing was written: ${reason}.`);
}

export function notStandingAnyMore({ name }: vscode.DebugSession, reason: string): SavepointError {
  return new SavepointError(
    'not-paused',
    `'${name}' was set going to rewind it, and ${reason}: what its variables hold is unknown.`,
  );
}
