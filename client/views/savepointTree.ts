/**
 * The tree that the Savepoints view shows: session → transaction → nested savepoints → what has changed since each; and
 * beside the transaction the automatic savepoints, newest first.
 *
 * A node is only a reference; what it looks like is in `treeRow`, and what has changed is read when a node is opened.
 */
import type { Change, DiffPage, Savepoint, SessionState } from '../apiTypes';

/** What the views need of a session's state. */
export interface ShownState extends Omit<SessionState, 'session'> {
  readonly session: { readonly id: string; readonly name: string };
}

export type TreeNode =
  | SessionNode
  | TransactionNode
  | SavepointNode
  | AutomaticNode
  | AutoSavepointNode
  | ChangesNode
  | ChangeNode
  | BranchNode
  | LimitsNode
  | LimitNode
  | MoreNode
  | NoteNode;

interface Node {
  /** The same for as long as the thing is shown, so that what is open stays open. */
  readonly id: string;
  readonly session: string;
}
export interface SessionNode extends Node {
  readonly kind: 'session';
}
export interface TransactionNode extends Node {
  readonly kind: 'transaction';
}
export interface SavepointNode extends Node {
  readonly kind: 'savepoint';
  readonly savepoint: number;
}
/** Holds the automatic savepoints. */
export interface AutomaticNode extends Node {
  readonly kind: 'automatic';
}
export interface AutoSavepointNode extends Node {
  readonly kind: 'auto-savepoint';
  readonly savepoint: number;
}
/** What has changed since a savepoint that has another one nested in it. */
export interface ChangesNode extends Node {
  readonly kind: 'changes';
  readonly savepoint: number;
}
export interface ChangeNode extends Node {
  readonly kind: 'change';
  readonly savepoint: number;
  readonly change: Change;
}
/** What a rollback has abandoned. */
export interface BranchNode extends Node {
  readonly kind: 'branch';
  readonly branch: number;
}
/** What a savepoint cannot bring back, and why. */
export interface LimitsNode extends Node {
  readonly kind: 'limits';
  readonly savepoint: number;
}
export interface LimitNode extends Node {
  readonly kind: 'limit';
  readonly limit: Savepoint['limits'][number];
}
/** Stands for the changes that are not loaded yet. */
export interface MoreNode extends Node {
  readonly kind: 'more';
  readonly savepoint: number;
  readonly count: number;
}
export interface NoteNode extends Node {
  readonly kind: 'note';
  readonly text: string;
}

/** Sessions are shown where there is more than one to tell apart; nothing is where nobody took a savepoint. */
export function rootNodes(states: readonly ShownState[]): readonly TreeNode[] {
  if (states.every(isEmpty)) return [];
  const sessions = states.map((state): SessionNode => ({ kind: 'session', ...ids(state.session.id, '') }));
  return sessions.length === 1 ? states.flatMap(sessionNodes) : sessions;
}

/** A savepoint's changes are read when they are looked at; `after` are the nodes that follow them. */
export interface ChangesBelow {
  readonly changesSince: number;
  readonly after: readonly TreeNode[];
}

/** The nodes below one, or the savepoint whose changes are the nodes below it. */
export function childNodes(node: TreeNode, states: readonly ShownState[]): readonly TreeNode[] | ChangesBelow {
  const state = states.find((candidate) => candidate.session.id === node.session);
  if (state === undefined) return [];
  switch (node.kind) {
    case 'session':
      return isEmpty(state)
        ? [{ kind: 'note', ...ids(node.session, '/none'), text: 'No savepoints' }]
        : sessionNodes(state);
    case 'automatic':
      return state.autoSavepoints.toReversed().map(({ id }) => autoSavepointNode(node.session, id));
    case 'transaction':
      return savepointNodes(state, 0);
    case 'savepoint': {
      const nested = state.savepoints.findIndex((savepoint) => savepoint.id === node.savepoint) + 1;
      if (nested === 0) return [];
      const after = [...branchNodes(state, node.savepoint), ...limitsNodes(state, node.savepoint)];
      if (nested === state.savepoints.length) return { changesSince: node.savepoint, after };
      return [...savepointNodes(state, nested), changesNode(node.session, node.savepoint), ...after];
    }
    case 'changes':
      return { changesSince: node.savepoint, after: [] };
    case 'limits':
      return limitsOf(state, node.savepoint).map((limit, index): LimitNode => ({
        kind: 'limit',
        ...ids(node.session, `/${node.savepoint}/limits/${index}`),
        limit,
      }));
    case 'limit':
    case 'branch':
    case 'auto-savepoint':
    case 'change':
    case 'more':
    case 'note':
      return [];
  }
}

export function changeNodes(session: string, savepoint: number, page: DiffPage): readonly TreeNode[] {
  const used = new Set<string>();
  const nodes = page.changes.map((change): TreeNode => {
    let id = `/${savepoint}/changes/${change.path}`;
    while (used.has(id)) id += ' ';
    used.add(id);
    return { kind: 'change', ...ids(session, id), savepoint, change };
  });
  const count = page.total - page.changes.length;
  if (count > 0) return [...nodes, { kind: 'more', ...ids(session, `/${savepoint}/more`), savepoint, count }];
  if (nodes.length > 0) return nodes;
  return [{ kind: 'note', ...ids(session, `/${savepoint}/same`), text: 'Nothing has changed' }];
}

export function changesNode(session: string, savepoint: number): ChangesNode {
  return { kind: 'changes', ...ids(session, `/${savepoint}/changes`), savepoint };
}

export function savepointNode(session: string, savepoint: number): SavepointNode {
  return { kind: 'savepoint', ...ids(session, `/${savepoint}`), savepoint };
}

export function automaticNode(session: string): AutomaticNode {
  return { kind: 'automatic', ...ids(session, '/automatic') };
}

function autoSavepointNode(session: string, savepoint: number): AutoSavepointNode {
  return { kind: 'auto-savepoint', ...ids(session, `/automatic/${savepoint}`), savepoint };
}

export function transactionNode(session: string, outermost: number): TransactionNode {
  return { kind: 'transaction', ...ids(session, `/transaction/${outermost}`) };
}

function isEmpty(state: ShownState): boolean {
  return state.savepoints.length + state.autoSavepoints.length + state.branches.length === 0;
}

function sessionNodes(state: ShownState): readonly TreeNode[] {
  const automatic = state.autoSavepoints.length === 0 ? [] : [automaticNode(state.session.id)];
  return [...transactionNodes(state), ...branchNodes(state, undefined), ...automatic];
}

function branchNodes(state: ShownState, under: number | undefined): readonly TreeNode[] {
  return state.branches
    .filter((branch) => branch.under === under)
    .map(({ id }): BranchNode => ({ kind: 'branch', ...ids(state.session.id, `/branch/${id}`), branch: id }));
}

function limitsNodes({ session, savepoints }: ShownState, savepoint: number): readonly TreeNode[] {
  const limited = savepoints.some(({ id, limits }) => id === savepoint && limits.length > 0);
  return limited ? [{ kind: 'limits', ...ids(session.id, `/${savepoint}/limits`), savepoint }] : [];
}

function limitsOf({ savepoints }: ShownState, savepoint: number): Savepoint['limits'] {
  return savepoints.find(({ id }) => id === savepoint)?.limits ?? [];
}

function transactionNodes(state: ShownState): readonly TreeNode[] {
  const outermost = state.savepoints[0];
  return outermost === undefined ? [] : [transactionNode(state.session.id, outermost.id)];
}

function savepointNodes(state: ShownState, index: number): readonly TreeNode[] {
  const savepoint = state.savepoints[index];
  return savepoint === undefined ? [] : [savepointNode(state.session.id, savepoint.id)];
}

function ids(session: string, rest: string): Node {
  return { id: session + rest, session };
}
