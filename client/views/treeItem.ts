/** A row of the tree as VS Code's item. */
import * as vscode from 'vscode';
import { dimmedUri } from './dimmedRows';
import type { ShownState, TreeNode } from './savepointTree';
import { treeRow, type TooltipBlock, type TreeRow } from './treeRow';

const STATES: Readonly<Record<TreeRow['fold'], vscode.TreeItemCollapsibleState>> = {
  none: vscode.TreeItemCollapsibleState.None,
  open: vscode.TreeItemCollapsibleState.Expanded,
  closed: vscode.TreeItemCollapsibleState.Collapsed,
};

export function treeItem(node: TreeNode, states: readonly ShownState[]): vscode.TreeItem {
  const row = treeRow(node, states);
  const item = rowItem(row);
  item.id = node.id;
  if (row.tone === 'dimmed') item.resourceUri = dimmedUri(node.id);
  if (node.kind === 'more') item.command = { command: 'savepoint.showMore', title: 'Show More', arguments: [node] };
  return item;
}

/** A row without what tells it from others. */
export function rowItem(row: TreeRow): vscode.TreeItem {
  const item = new vscode.TreeItem(row.label, STATES[row.fold]);
  item.contextValue = row.contextValue;
  if (row.description !== undefined) item.description = row.description;
  if (row.tooltip !== undefined) item.tooltip = markdown(row.tooltip);
  if (row.icon !== undefined) {
    item.iconPath = new vscode.ThemeIcon(
      row.icon,
      row.color === undefined ? undefined : new vscode.ThemeColor(row.color),
    );
  }
  if (row.spoken !== undefined) item.accessibilityInformation = { label: row.spoken };
  return item;
}

/** Names and values are the debuggee's: they are appended as text, so that nothing in them acts as markup. */
function markdown(blocks: readonly TooltipBlock[]): vscode.MarkdownString {
  const text = new vscode.MarkdownString();
  for (const block of blocks) {
    switch (block.kind) {
      case 'title':
        text.appendMarkdown('**').appendText(block.text).appendMarkdown('**\n\n');
        break;
      case 'text':
        text.appendText(block.text).appendMarkdown('\n\n');
        break;
      case 'item':
        text.appendMarkdown('- ').appendText(block.text).appendMarkdown('\n');
        break;
      case 'code':
        text.appendCodeblock(block.text, 'plaintext');
        break;
    }
  }
  return text;
}
