/** What each node of the tree looks like, as plain data; the view turns it into VS Code's items. */
import { describeChange } from './describeChange';
import { describeLimit, examplesOf, isRestorable, shareRestorable, whereTaken } from './describeSavepoint';
import { count, onOneLine } from './plainText';
import type { Branch, ChangeAuthor, Savepoint } from '../apiTypes';
import type { ShownState, TreeNode } from './savepointTree';

export interface TreeRow {
  readonly label: string;
  readonly description?: string;
  readonly tooltip?: readonly TooltipBlock[];
  /** A theme icon's name, and the theme color it has if not its own. */
  readonly icon?: string;
  readonly color?: string;
  /** What the menus' `viewItem` compares with. */
  readonly contextValue: string;
  readonly fold: 'none' | 'open' | 'closed';
  readonly spoken?: string;
  /** Whether the label stands back behind those of the others. */
  readonly tone?: 'dimmed';
}

/** A paragraph, or an item of a list; values and names in it are not markup. */
export interface TooltipBlock {
  readonly kind: 'title' | 'text' | 'item' | 'code';
  readonly text: string;
}

export function treeRow(node: TreeNode, states: readonly ShownState[]): TreeRow {
  const state = states.find((candidate) => candidate.session.id === node.session);
  switch (node.kind) {
    case 'session':
      return {
        label: state?.session.name ?? 'Ended session',
        description: state?.status ?? 'ended',
        icon: 'debug-alt',
        contextValue: 'session',
        fold: 'open',
      };
    case 'transaction':
      return transactionRow(state);
    case 'savepoint': {
      const savepoint = state?.savepoints.find((candidate) => candidate.id === node.savepoint);
      return savepoint === undefined || state === undefined
        ? noteRow('This savepoint is gone')
        : savepointRow(savepoint, state);
    }
    case 'automatic':
      return automaticRow(state);
    case 'auto-savepoint': {
      const savepoint = state?.autoSavepoints.find((candidate) => candidate.id === node.savepoint);
      return savepoint === undefined || state === undefined
        ? noteRow('This savepoint is gone')
        : autoSavepointRow(savepoint, state);
    }
    case 'changes':
      return {
        label: 'Changed since',
        description: onOneLine(state?.savepoints.find(({ id }) => id === node.savepoint)?.name ?? ''),
        icon: 'edit',
        contextValue: 'changes',
        fold: 'closed',
        tooltip: [
          { kind: 'text', text: 'Everything that differs now, the changes since the nested savepoints included.' },
        ],
      };
    case 'change':
      return changeRow(node.change);
    case 'branch': {
      const branch = state?.branches.find(({ id }) => id === node.branch);
      return branch === undefined ? noteRow('This branch is gone') : branchRow(branch);
    }
    case 'limits':
      return limitsRow(state?.savepoints.find(({ id }) => id === node.savepoint));
    case 'limit':
      return limitRow(node.limit);
    case 'more':
      return { label: `… ${node.count.toLocaleString('en-US')} more`, contextValue: 'more', fold: 'none' };
    case 'note':
      return noteRow(node.text);
  }
}

function transactionRow(state: ShownState | undefined): TreeRow {
  const savepoints = state?.savepoints ?? [];
  return {
    label: 'Transaction',
    description: count(savepoints.length, 'savepoint'),
    tooltip: [
      { kind: 'title', text: 'Transaction' },
      {
        kind: 'text',
        text: 'Commit keeps everything that has changed. Rolling back brings back what was there when its first savepoint was created.',
      },
    ],
    icon: 'layers',
    contextValue: 'transaction',
    fold: 'open',
  };
}

function savepointRow(savepoint: Savepoint, state: ShownState): TreeRow {
  const current = savepoint.id === state.savepoints.at(-1)?.id;
  const whole = isRestorable(savepoint);
  const facts = [shortPlace(savepoint), shareRestorable(savepoint)].filter((fact) => fact !== undefined);
  return {
    label: onOneLine(savepoint.name),
    description: (current ? [...facts, 'current'] : facts).join(' · '),
    tooltip: savepointTooltip(savepoint, current, state.changes),
    icon: whole ? (current ? 'circle-filled' : 'circle-outline') : 'warning',
    ...(current || !whole ? { color: whole ? 'charts.blue' : 'list.warningForeground' } : {}),
    contextValue: 'savepoint',
    // Never a leaf: VS Code leaves a leaf that gets children folded, and would hide the next savepoint.
    fold: 'open',
    spoken: [current ? 'Current savepoint' : 'Savepoint', savepoint.name, ...facts].join(', '),
  };
}

function automaticRow(state: ShownState | undefined): TreeRow {
  return {
    label: 'Automatic',
    description: count(state?.autoSavepoints.length ?? 0, 'savepoint'),
    tooltip: [
      { kind: 'title', text: 'Automatic savepoints' },
      {
        kind: 'text',
        text: 'Taken as savepoint.autoSavepoint says. They nest in nothing: going back to one ends none of your savepoints, and the oldest go when there are too many.',
      },
    ],
    icon: 'history',
    color: 'disabledForeground',
    contextValue: 'automatic',
    fold: 'closed',
    tone: 'dimmed',
  };
}

function autoSavepointRow(savepoint: Savepoint, state: ShownState): TreeRow {
  const goal = savepoint.id === state.stepBack ? ['Step Back goes here'] : [];
  const call = savepoint.location?.function;
  const facts = [...(call ? [`in ${onOneLine(call)}`] : []), shareRestorable(savepoint), ...goal];
  return {
    label: onOneLine(savepoint.name),
    description: facts.join(' · '),
    tooltip: savepointTooltip(savepoint, false, 0),
    icon: goal.length > 0 ? 'debug-step-back' : 'circle-small',
    color: 'disabledForeground',
    contextValue: 'autoSavepoint',
    fold: 'none',
    spoken: ['Automatic savepoint', savepoint.name, ...facts].join(', '),
    tone: 'dimmed',
  };
}

function savepointTooltip(savepoint: Savepoint, current: boolean, changes: number): readonly TooltipBlock[] {
  const where = whereTaken(savepoint);
  return [
    { kind: 'title', text: onOneLine(savepoint.name) },
    ...(where === undefined ? [] : [{ kind: 'text', text: `Taken ${where}.` } as const]),
    ...(current ? [{ kind: 'text', text: `Current savepoint, ${count(changes, 'change')} since.` } as const] : []),
    {
      kind: 'text',
      text: `${savepoint.restorable.toLocaleString('en-US')} of ${count(savepoint.captured, 'captured place')} can be restored.`,
    },
    ...(savepoint.truncated
      ? [{ kind: 'text', text: 'The capture was cut short: there is more that it did not reach.' } as const]
      : []),
    ...(savepoint.limits.length === 0 ? [] : [{ kind: 'text', text: 'Out of reach:' } as const]),
    ...savepoint.limits.flatMap((limit): readonly TooltipBlock[] => {
      const examples = examplesOf(limit);
      return [{ kind: 'item', text: describeLimit(limit) + (examples === '' ? '' : ` (${examples})`) }];
    }),
  ];
}

function changeRow(change: Extract<TreeNode, { kind: 'change' }>['change']): TreeRow {
  const { before, after } = describeChange(change.before, change.after);
  const looks = CHANGE_LOOKS[change.kind];
  return {
    label: onOneLine(change.path),
    description: `${before} → ${after}${change.by === undefined ? '' : BY[change.by].mark}`,
    tooltip: [
      { kind: 'title', text: onOneLine(change.path) },
      ...(change.by === undefined ? [] : [{ kind: 'text', text: BY[change.by].sentence } as const]),
      { kind: 'text', text: 'At the savepoint:' },
      { kind: 'code', text: before },
      { kind: 'text', text: 'Now:' },
      { kind: 'code', text: after },
    ],
    ...looks,
    ...(change.by === 'outside' && { color: 'list.warningForeground' }),
    contextValue: 'change',
    fold: 'none',
    spoken: `${change.path} ${change.kind}, was ${before}, is ${after}${change.by === undefined ? '' : BY[change.by].mark}`,
  };
}

/** Who made a change; that the program did is what everybody expects. */
const BY: Readonly<Record<ChangeAuthor, { readonly mark: string; readonly sentence: string }>> = {
  program: { mark: '', sentence: 'Changed by the program.' },
  savepoint: { mark: ' · by a rollback', sentence: 'Written by a rollback.' },
  outside: {
    mark: ' · edited while paused',
    sentence: 'Drift: somebody else changed this while the program stood still. A rollback would write over it.',
  },
};

function branchRow(branch: Branch): TreeRow {
  const time = new Date(branch.leftAt).toLocaleTimeString();
  const what = branch.kind === 'places' ? 'some places' : 'everything';
  const had = branch.savepoints.length === 0 ? [] : [`had ${branch.savepoints.map(quoted).join(', ')}`];
  const facts = [count(branch.changes, 'change'), ...had];
  return {
    label: `Abandoned at ${time}`,
    description: facts.join(' · '),
    tooltip: [
      { kind: 'title', text: `Abandoned at ${time}` },
      { kind: 'text', text: `Left by a rollback of ${what} to ${quoted(branch.leftFor)}: ${facts.join(', ')}.` },
      { kind: 'text', text: 'Restore This Branch brings it back, savepoints included. That can be undone too.' },
    ],
    icon: 'git-branch',
    contextValue: 'branch',
    fold: 'none',
    spoken: [`Branch abandoned at ${time}`, ...facts].join(', '),
  };
}

function quoted(name: string): string {
  return `'${onOneLine(name)}'`;
}

function limitsRow(savepoint: Savepoint | undefined): TreeRow {
  const places = savepoint?.limits.reduce((sum, limit) => sum + limit.count, 0) ?? 0;
  return {
    label: 'Cannot be restored',
    description: count(places, 'place'),
    tooltip: [{ kind: 'text', text: 'What a rollback to this savepoint would not bring back, and why.' }],
    icon: 'circle-slash',
    contextValue: 'limits',
    fold: 'closed',
  };
}

function limitRow(limit: Savepoint['limits'][number]): TreeRow {
  const examples = examplesOf(limit);
  return {
    label: describeLimit(limit),
    ...(examples === '' ? {} : { description: examples }),
    contextValue: 'limit',
    fold: 'none',
  };
}

export const CHANGE_LOOKS = {
  added: { icon: 'diff-added', color: 'gitDecoration.addedResourceForeground' },
  removed: { icon: 'diff-removed', color: 'gitDecoration.deletedResourceForeground' },
  changed: { icon: 'diff-modified', color: 'gitDecoration.modifiedResourceForeground' },
} as const;

function noteRow(text: string): TreeRow {
  return { label: '', description: text, contextValue: 'note', fold: 'none' };
}

/** `transfer.js:12`: the row has no room for the function's name. */
function shortPlace(savepoint: Savepoint): string | undefined {
  return whereTaken(savepoint)?.replace(/ in .*$/u, '');
}
