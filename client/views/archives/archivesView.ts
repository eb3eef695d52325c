/** The view of past sessions and opened checkpoint files, in Run and Debug. It reads and changes nothing. */
import * as vscode from 'vscode';
import type { ArchivesApi, ArchiveSource } from '../../archives/archiveTypes';
import { failureSentence } from '../failureSentence';
import { rowItem } from '../treeItem';
import { archiveRow } from './archiveRow';
import { type ArchiveList, type ArchiveNode, changeNodes, PAGE, savepointNodes, valueNodes } from './archiveTree';

export class ArchivesView implements vscode.TreeDataProvider<ArchiveNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly subscriptions: vscode.Disposable;
  private readonly view: vscode.TreeView<ArchiveNode>;
  /** The paths of the checkpoint files that are shown. */
  private files: readonly string[] = [];

  constructor(private readonly archives: ArchivesApi) {
    this.view = vscode.window.createTreeView<ArchiveNode>('savepoint.archives', { treeDataProvider: this });
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.changed,
      archives.onDidChange(() => this.changed.fire(undefined)),
    );
  }

  getTreeItem(node: ArchiveNode): vscode.TreeItem {
    return rowItem(archiveRow(node));
  }

  async getChildren(node?: ArchiveNode): Promise<ArchiveNode[]> {
    try {
      return [...(node === undefined ? await this.roots() : await this.below(node))];
    } catch (error) {
      return [note(error)];
    }
  }

  getParent(): undefined {
    return undefined;
  }

  /** Shows a checkpoint file beside the others; one that is shown already is read anew. */
  async show(file: string): Promise<void> {
    this.files = [...this.files.filter((shown) => shown !== file), file];
    this.changed.fire(undefined);
    await vscode.commands.executeCommand('savepoint.archives.focus');
  }

  close({ kind, file }: ArchiveSource): void {
    if (kind !== 'checkpoint') return;
    this.files = this.files.filter((shown) => shown !== file);
    this.changed.fire(undefined);
  }

  dispose(): void {
    this.subscriptions.dispose();
  }

  private async roots(): Promise<readonly ArchiveNode[]> {
    const files = this.files.map((file): ArchiveNode => ({
      kind: 'archive',
      source: { kind: 'checkpoint', file },
      name: file.split(/[\\/]/u).at(-1) ?? file,
      at: undefined,
    }));
    return [...files, ...(await this.past())];
  }

  private async past(): Promise<readonly ArchiveNode[]> {
    try {
      const past = await this.archives.past();
      return past.map(({ file, name, lastWrittenAt }) => ({
        kind: 'archive',
        source: { kind: 'past', file },
        name,
        at: lastWrittenAt,
      }));
    } catch (error) {
      return [note(error)];
    }
  }

  private async below(node: ArchiveNode): Promise<readonly ArchiveNode[]> {
    switch (node.kind) {
      case 'archive':
        return savepointNodes(node.source, await this.archives.open(node.source));
      case 'archived-savepoint':
        return [...(await this.read({ kind: 'values', at: node.at }, 0)), { kind: 'archived-changes', at: node.at }];
      case 'archived-changes':
        return this.read({ kind: 'changes', at: node.at }, 0);
      case 'archived-value':
        return node.value.owner === undefined
          ? []
          : this.read({ kind: 'values', at: node.at, owner: node.value.owner }, 0);
      case 'rest':
        return this.read(node.of, node.offset);
      case 'archived-change':
      case 'archive-note':
        return [];
    }
  }

  private async read(list: ArchiveList, offset: number): Promise<readonly ArchiveNode[]> {
    const page = { offset, limit: PAGE };
    if (list.kind === 'changes') {
      const { changes, total } = await this.archives.diff(list.at, undefined, page);
      return changeNodes(list, offset, changes, total);
    }
    const { values, total } = await this.archives.values(list.at, list.owner, page);
    return valueNodes(list, offset, values, total);
  }
}

function note(error: unknown): ArchiveNode {
  return { kind: 'archive-note', text: `Cannot be shown: ${failureSentence(error)}` };
}
