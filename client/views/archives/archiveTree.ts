/**
 * The tree of what is kept beyond a debug session: session of the past or checkpoint file → savepoint → calls of the stack
 * → variables → what they held, level by level; and what changed from a savepoint until the end.
 */
import type { Archive, ArchivedSavepoint, ArchivedValue, ArchiveSource, Owner } from '../../archives/archiveTypes';
import type { Change, Savepoint } from '../../apiTypes';

export type ArchiveNode =
  | { readonly kind: 'archive'; readonly source: ArchiveSource; readonly name: string; readonly at: number | undefined }
  | { readonly kind: 'archived-savepoint'; readonly at: ArchivedSavepoint; readonly shown: Savepoint }
  | { readonly kind: 'archived-changes'; readonly at: ArchivedSavepoint }
  | { readonly kind: 'archived-change'; readonly change: Change }
  | { readonly kind: 'archived-value'; readonly at: ArchivedSavepoint; readonly value: ArchivedValue }
  /** Opens to the rest of a list. */
  | { readonly kind: 'rest'; readonly of: ArchiveList; readonly offset: number; readonly count: number }
  | { readonly kind: 'archive-note'; readonly text: string };

/** What is read page by page. */
export type ArchiveList =
  | { readonly kind: 'changes'; readonly at: ArchivedSavepoint }
  | { readonly kind: 'values'; readonly at: ArchivedSavepoint; readonly owner?: Owner };

export const PAGE = 200;

export function savepointNodes(source: ArchiveSource, archive: Archive): readonly ArchiveNode[] {
  const notes = archive.notes.map((text): ArchiveNode => ({ kind: 'archive-note', text }));
  const savepoints = [...archive.savepoints, ...archive.autoSavepoints].map((shown): ArchiveNode => ({
    kind: 'archived-savepoint',
    at: { source, savepoint: shown.id },
    shown,
  }));
  return notes.length + savepoints.length === 0
    ? [{ kind: 'archive-note', text: 'No savepoints' }]
    : [...notes, ...savepoints];
}

export function changeNodes(
  list: ArchiveList,
  offset: number,
  changes: readonly Change[],
  total: number,
): readonly ArchiveNode[] {
  if (total === 0) return [{ kind: 'archive-note', text: 'Nothing has changed' }];
  const nodes = changes.map((change): ArchiveNode => ({ kind: 'archived-change', change }));
  return [...nodes, ...restNodes(list, offset + changes.length, total)];
}

export function valueNodes(
  list: Extract<ArchiveList, { kind: 'values' }>,
  offset: number,
  values: readonly ArchivedValue[],
  total: number,
): readonly ArchiveNode[] {
  if (total === 0) return [{ kind: 'archive-note', text: 'Nothing' }];
  const nodes = values.map((value): ArchiveNode => ({ kind: 'archived-value', at: list.at, value }));
  return [...nodes, ...restNodes(list, offset + values.length, total)];
}

function restNodes(of: ArchiveList, offset: number, total: number): readonly ArchiveNode[] {
  return offset < total ? [{ kind: 'rest', of, offset, count: total - offset }] : [];
}
