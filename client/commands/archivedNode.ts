/** The savepoint that a row of the view of past savepoints stands for. */
import { SavepointError } from '../savepointError';
import type { ArchiveNode } from '../views/archives/archiveTree';

export type ArchivedSavepointNode = Extract<ArchiveNode, { kind: 'archived-savepoint' }>;

export function archivedSavepoint(argument: unknown): ArchivedSavepointNode {
  const node = argument as Partial<ArchivedSavepointNode> | undefined;
  if (node?.kind === 'archived-savepoint') return node as ArchivedSavepointNode;
  throw new SavepointError('no-savepoint', 'Choose a savepoint in the view of past savepoints.');
}
