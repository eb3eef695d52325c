/** What a command is about: the session, the savepoint or the place that its argument names, or that the user picks. */
import * as vscode from 'vscode';
import type { Savepoint, SavepointApi, SessionState } from '../apiTypes';
import { SavepointError } from '../savepointError';
import type { TreeNode } from '../views/savepointTree';

/** The session of a node or of one of VS Code's variables; without either the API's default, or the user's choice. */
export async function sessionFor(api: SavepointApi, argument: unknown): Promise<SessionState> {
  const id = isTreeNode(argument) ? argument.session : isVariable(argument) ? argument.sessionId : undefined;
  if (id !== undefined) {
    const state = api.sessions().find((candidate) => candidate.session.id === id);
    if (state === undefined) throw new SavepointError('session-ended', 'That debug session has ended.');
    return state;
  }
  try {
    return await api.state();
  } catch (error) {
    if (error instanceof SavepointError && error.code === 'several-sessions') return pickSession(api.sessions());
    throw error;
  }
}

/** A session that has savepoints. */
export async function transactionFor(api: SavepointApi, argument: unknown): Promise<Transaction> {
  const state = await sessionFor(api, argument);
  const [outermost] = state.savepoints;
  const innermost = state.savepoints.at(-1);
  if (outermost === undefined || innermost === undefined) {
    throw new SavepointError('no-transaction', `'${state.session.name}' has no savepoints. Create one first.`);
  }
  return { state, outermost, innermost };
}

/** A session that has savepoints, if only automatic ones. */
export async function savepointsFor(api: SavepointApi, argument: unknown): Promise<SessionState> {
  const state = await sessionFor(api, argument);
  return state.autoSavepoints.length > 0 ? state : (await transactionFor(api, argument)).state;
}

export interface Transaction {
  readonly state: SessionState;
  readonly outermost: Savepoint;
  readonly innermost: Savepoint;
}

export function mustBePaused(state: SessionState): void {
  if (state.status === 'paused') return;
  throw new SavepointError('not-paused', `'${state.session.name}' is running. Pause it first.`);
}

export function savepointOf(state: SessionState, argument: unknown): Savepoint | undefined {
  if (!isTreeNode(argument) || !('savepoint' in argument)) return undefined;
  const all = [...state.savepoints, ...state.autoSavepoints];
  const savepoint = all.find((candidate) => candidate.id === argument.savepoint);
  if (savepoint === undefined) throw new SavepointError('no-savepoint', 'That savepoint is gone.');
  return savepoint;
}

/** The abandoned branch that a node of the tree stands for. */
export function branchOf(argument: unknown): number | undefined {
  return isTreeNode(argument) && argument.kind === 'branch' ? argument.branch : undefined;
}

/** The place that a changed variable of the tree, or one of VS Code's own Variables view, stands for. */
export function placeOf(argument: unknown): string | undefined {
  if (isTreeNode(argument)) return argument.kind === 'change' ? argument.change.path : undefined;
  if (!isVariable(argument)) return undefined;
  return argument.variable.evaluateName ?? argument.variable.name;
}

export function isTreeNode(argument: unknown): argument is TreeNode {
  return isRecord(argument) && typeof argument['kind'] === 'string' && typeof argument['session'] === 'string';
}

/** What VS Code passes to the commands of its `debug/variables/context` menu. */
interface VariableArgument {
  readonly sessionId: string;
  readonly variable: { readonly name: string; readonly evaluateName?: string };
}

function isVariable(argument: unknown): argument is VariableArgument {
  if (!isRecord(argument) || typeof argument['sessionId'] !== 'string') return false;
  const variable = argument['variable'];
  return isRecord(variable) && typeof variable['name'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

async function pickSession(states: readonly SessionState[]): Promise<SessionState> {
  const picked = await vscode.window.showQuickPick(
    states.map((state) => ({ label: state.session.name, description: state.status, state })),
    { title: 'Which debug session?' },
  );
  if (picked === undefined) throw new SavepointError('cancelled', 'No session was picked.');
  return picked.state;
}
