/** The Savepoints view in Run and Debug. It shows what the API's state says and changes nothing. */
import * as vscode from 'vscode';
import type { DiffPage, SavepointApi } from '../apiTypes';
import { ChangePages, type ChangeList } from './changePages';
import { failureSentence } from './failureSentence';
import { changeNodes, childNodes, rootNodes, type MoreNode, type ShownState, type TreeNode } from './savepointTree';
import { staleNodes } from './staleNodes';
import { treeItem } from './treeItem';

/** Changes that come within this many milliseconds, as those of one step do, are drawn at once. */
const SETTLE_TIME = 50;

export class SavepointsView implements vscode.TreeDataProvider<TreeNode>, vscode.Disposable {
  private readonly changed = new vscode.EventEmitter<TreeNode | TreeNode[] | undefined>();
  readonly onDidChangeTreeData = this.changed.event;
  private readonly view: vscode.TreeView<TreeNode>;
  private readonly subscriptions: vscode.Disposable;
  private readonly pages: ChangePages;
  /** The nodes that may be drawn again, by id: VS Code knows a node again only if it is the same object. */
  private readonly nodes = new Map<string, TreeNode>();
  private drawn: readonly ShownState[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly api: SavepointApi) {
    this.pages = new ChangePages((list, offset, limit) => this.readChanges(list, offset, limit));
    this.drawn = api.sessions();
    this.view = vscode.window.createTreeView('savepoint.savepoints', { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = vscode.Disposable.from(
      this.view,
      this.changed,
      api.onDidChangeState(() => this.drawSoon()),
      api.onDidEndSession(() => this.drawSoon()),
    );
  }

  getTreeItem(node: TreeNode): vscode.TreeItem {
    return treeItem(node, this.api.sessions());
  }

  async getChildren(node?: TreeNode): Promise<TreeNode[]> {
    const states = this.api.sessions();
    if (node === undefined) {
      this.nodes.clear();
      return this.keep(rootNodes(states));
    }
    const children = childNodes(node, states);
    if (!('changesSince' in children)) return this.keep(children);
    return this.keep([...(await this.changesBelow(node, children.changesSince)), ...children.after]);
  }

  async showMore(node: MoreNode): Promise<void> {
    await this.pages.extend(node);
    const { session, savepoint } = node;
    const parent = this.nodes.get(`${session}/${savepoint}/changes`) ?? this.nodes.get(`${session}/${savepoint}`);
    if (parent !== undefined) this.changed.fire(parent);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.subscriptions.dispose();
  }

  private drawSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.draw();
    }, SETTLE_TIME);
  }

  private draw(): void {
    const present = this.api.sessions();
    const stale = staleNodes(this.drawn, present);
    this.drawn = present;
    this.pages.retain(
      present.flatMap((state) =>
        state.savepoints.map((savepoint) => ({ session: state.session.id, savepoint: savepoint.id })),
      ),
    );
    const only = present.length === 1 ? present[0] : undefined;
    this.view.description = only?.status === 'running' && only.savepoints.length > 0 ? 'as of the last pause' : '';
    if (stale === 'everything') {
      this.changed.fire(undefined);
      return;
    }
    const known = stale.map((node) => this.nodes.get(node.id)).filter((node) => node !== undefined);
    if (known.length > 0) this.changed.fire(known);
  }

  private keep(nodes: readonly TreeNode[]): TreeNode[] {
    return nodes.map((node) => {
      // These carry what they show, and are made anew with their parents.
      if (node.kind === 'change' || node.kind === 'limit' || node.kind === 'more' || node.kind === 'note') return node;
      const kept = this.nodes.get(node.id) ?? node;
      this.nodes.set(node.id, kept);
      return kept;
    });
  }

  private async changesBelow(node: TreeNode, savepoint: number): Promise<readonly TreeNode[]> {
    const state = this.api.sessions().find((candidate) => candidate.session.id === node.session);
    if (state === undefined) return [];
    try {
      return changeNodes(
        node.session,
        savepoint,
        await this.pages.read({ session: node.session, savepoint }, state.version),
      );
    } catch (error) {
      const { id, session } = node;
      return [{ kind: 'note', id: `${id}/failed`, session, text: `Cannot be shown: ${failureSentence(error)}` }];
    }
  }

  private async readChanges(list: ChangeList, offset: number, limit: number): Promise<DiffPage> {
    const state = this.api.sessions().find((candidate) => candidate.session.id === list.session);
    if (state === undefined) return { changes: [], total: 0 };
    return this.api.diffPage(list.savepoint, undefined, { session: state.session, offset, limit });
  }
}
