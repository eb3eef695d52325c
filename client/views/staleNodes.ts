/** Which nodes of the tree must be drawn again, given what was drawn and what is. */
import { automaticNode, changesNode, rootNodes, savepointNode, type ShownState, type TreeNode } from './savepointTree';

/** Drawing a node again draws what is below it again; `everything` where the roots themselves have changed. */
export function staleNodes(
  drawn: readonly ShownState[],
  present: readonly ShownState[],
): 'everything' | readonly TreeNode[] {
  const roots = rootNodes(present);
  if (!isDeepSame(rootNodes(drawn), roots)) return 'everything';
  return present.flatMap((state) => {
    const before = drawn.find((candidate) => candidate.session.id === state.session.id);
    const ownRoots = roots.filter((root) => root.session === state.session.id);
    if (before === undefined || !isDeepSame(before.savepoints, state.savepoints)) return ownRoots;
    if (!isDeepSame(before.branches, state.branches)) return ownRoots;
    const session = ownRoots.find((root) => root.kind === 'session');
    if (session !== undefined && before.status !== state.status) return [session];
    const isSame = before.version === state.version && before.changes === state.changes;
    const automatic = isDeepSame(automaticOf(before), automaticOf(state)) ? [] : [automaticNode(state.session.id)];
    return [...(isSame ? [] : nodesWithChanges(state)), ...automatic];
  });
}

function automaticOf({ autoSavepoints, stepBack }: ShownState): unknown {
  return [autoSavepoints, stepBack];
}

function nodesWithChanges(state: ShownState): readonly TreeNode[] {
  const session = state.session.id;
  return state.savepoints.map((savepoint, index) =>
    index === state.savepoints.length - 1 ? savepointNode(session, savepoint.id) : changesNode(session, savepoint.id),
  );
}

function isDeepSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
