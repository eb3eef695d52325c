/** What each node of the tree of past sessions and checkpoint files looks like, as plain data. */
import { describeValue } from '../../../server/describeValue';
import { describeChange } from '../describeChange';
import { shareRestorable, whereTaken } from '../describeSavepoint';
import { onOneLine } from '../plainText';
import { CHANGE_LOOKS, type TreeRow } from '../treeRow';
import type { ArchiveNode } from './archiveTree';

export function archiveRow(node: ArchiveNode): TreeRow {
  switch (node.kind) {
    case 'archive':
      return {
        label: onOneLine(node.name),
        ...(node.at !== undefined && { description: new Date(node.at).toLocaleString() }),
        icon: node.source.kind === 'past' ? 'history' : 'file',
        contextValue: node.source.kind === 'past' ? 'pastSession' : 'checkpointFile',
        fold: 'closed',
        tooltip: [
          { kind: 'text', text: 'A debug session that is over: it can be looked at, and compared with one that runs.' },
        ],
      };
    case 'archived-savepoint': {
      const facts = [whereTaken(node.shown), shareRestorable(node.shown)].filter((fact) => fact !== undefined);
      return {
        label: onOneLine(node.shown.name),
        description: facts.join(' · '),
        icon: node.shown.id < 0 ? 'circle-small' : 'circle-outline',
        contextValue: 'archivedSavepoint',
        fold: 'closed',
        spoken: ['Savepoint of the past', node.shown.name, ...facts].join(', '),
      };
    }
    case 'archived-changes':
      return { label: 'Changed since, until the end', icon: 'edit', contextValue: 'archivedChanges', fold: 'closed' };
    case 'archived-change': {
      const { path, kind } = node.change;
      const { before, after } = describeChange(node.change.before, node.change.after);
      return {
        label: onOneLine(path),
        description: `${before} → ${after}`,
        ...CHANGE_LOOKS[kind],
        contextValue: 'archivedChange',
        fold: 'none',
        spoken: `${path} ${kind}, was ${before}, became ${after}`,
      };
    }
    case 'archived-value': {
      const text = describeValue(node.value.value);
      return {
        label: onOneLine(node.value.label),
        description: onOneLine(text),
        icon: node.value.owner !== undefined && 'frame' in node.value.owner ? 'symbol-function' : 'symbol-variable',
        contextValue: 'archivedValue',
        fold: node.value.owner === undefined ? 'none' : 'closed',
        spoken: `${node.value.label}, ${text}`,
      };
    }
    case 'rest':
      return { label: `… ${node.count.toLocaleString('en-US')} more`, contextValue: 'archiveRest', fold: 'closed' };
    case 'archive-note':
      return { label: '', description: node.text, contextValue: 'note', fold: 'none' };
  }
}
