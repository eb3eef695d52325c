/** What a person sees and does at rules in the editor: verdicts, quick fixes, completion; and what is not evaluated. */
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { endDebugging, evaluate, startDebugging, step } from './support/debugging';
import { untilDiagnostics } from './support/diagnostics';
import { savepointApi } from './support/savepointApi';
import { nextState } from './support/untilState';
import { inWorkspace } from './support/workspace';

const DEBIT = 64;
const RULE = '    { "name": "no overdraft", "expression": "payer.balance >= 0" }';
const FILE = `{\n  "rules": [\n${RULE}\n  ]\n}\n`;

describe('rules in the editor', () => {
  let api: SavepointApi;
  let rules: string;
  let program: string;
  let original: { readonly rules: string; readonly program: string };

  before(async () => {
    api = await savepointApi();
    rules = inWorkspace('.vscode', 'savepoint.json');
    program = inWorkspace('transfer.js');
    original = { rules: await readFile(rules, 'utf8'), program: await readFile(program, 'utf8') };
  });
  afterEach(async () => {
    await endDebugging();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await writeFile(rules, original.rules);
    await writeFile(program, original.program);
  });

  async function stand(text: string, names: readonly string[]): Promise<vscode.DebugSession> {
    await writeFile(rules, text);
    const session = await startDebugging({ program, breakpoints: [DEBIT] });
    // The watcher tells of the file in its own time.
    while ((await api.check()).map(({ name }) => name).join() !== names.join());
    return session;
  }

  const actionsAt = (file: string, range: vscode.Range): Thenable<vscode.CodeAction[]> =>
    vscode.commands.executeCommand('vscode.executeCodeActionProvider', vscode.Uri.file(file), range);

  it('quick fixes roll back, whole or only what the rule reads, show what changed, and disable the rule', async () => {
    const session = await stand(FILE, ['no overdraft']);
    assert.equal((await api.savepoint('good')).health, 'good');
    await step(session);
    const [diagnostic] = await untilDiagnostics(program, ({ length }) => length === 1);
    assert.ok(diagnostic !== undefined);
    await vscode.window.showTextDocument(vscode.Uri.file(program));
    const actions = (await actionsAt(program, diagnostic.range)).filter(({ command, title }) =>
      [command?.command.startsWith('savepoint.'), title.startsWith('Disable rule')].includes(true),
    );
    assert.deepEqual(
      actions.map(({ title }) => title),
      [
        'Roll back to the last good savepoint',
        'Roll back only payer.balance',
        'Show what changed since the last good savepoint',
        "Disable rule 'no overdraft'",
      ],
    );
    const only = actions[1]?.command;
    assert.ok(only !== undefined);
    const entries = await evaluate(session, 'payer.entries.length');
    const rolledBack = nextState(api, session, ({ undo }) => undo !== undefined);
    await vscode.commands.executeCommand(only.command, ...((only.arguments ?? []) as unknown[]));
    await rolledBack;
    assert.equal(await evaluate(session, 'payer.balance'), '120');
    assert.equal(await evaluate(session, 'payer.entries.length'), entries, 'the rest stays as it was');
    await api.undoRollback();

    const show = actions[2]?.command;
    assert.ok(show !== undefined);
    await vscode.commands.executeCommand(show.command, ...((show.arguments ?? []) as unknown[]));
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    assert.equal(tab?.label, 'Changes since good');
    assert.ok(tab.input instanceof vscode.TabInputTextDiff);
    const [then, now] = await Promise.all([tab.input.original, tab.input.modified].map(readDocument));
    assert.match(then ?? '', /^payer\.balance = 120$/mu);
    assert.match(now ?? '', /^payer\.balance = -180$/mu);

    const whole = actions[0]?.command;
    assert.ok(whole !== undefined);
    await vscode.commands.executeCommand(whole.command, ...((whole.arguments ?? []) as unknown[]));
    assert.equal(await evaluate(session, 'payer.balance'), '120');
    assert.notEqual(await evaluate(session, 'payer.entries.length'), entries);

    const edit = actions[3]?.edit;
    assert.ok(edit !== undefined && (await vscode.workspace.applyEdit(edit)));
    const document = await vscode.workspace.openTextDocument(rules);
    assert.equal(document.lineAt(2).text, RULE.replace('"no overdraft"', '"no overdraft", "enabled": false'));
    assert.deepEqual(await api.check(), []);
    await document.save();
  });

  it('a hover tells the verdict, and variables of the program are completed', async () => {
    await stand(FILE, ['no overdraft']);
    const uri = vscode.Uri.file(rules);
    const document = await vscode.workspace.openTextDocument(uri);
    await vscode.window.showTextDocument(document);
    const name = document.positionAt(document.getText().indexOf('no overdraft') + 1);
    const hovers = await vscode.commands.executeCommand<vscode.Hover[]>('vscode.executeHoverProvider', uri, name);
    const told = hovers.flatMap(({ contents }) =>
      contents.map((one) => (one instanceof vscode.MarkdownString ? plain(one.value) : '')),
    );
    assert.ok(
      told.some((text) => text.includes('holds: payer.balance >= 0 is true')),
      told.join('\n'),
    );
    const typed = document.positionAt(document.getText().indexOf('payer.balance') + 'payer.bal'.length);
    const { items } = await vscode.commands.executeCommand<vscode.CompletionList>(
      'vscode.executeCompletionItemProvider',
      uri,
      typed,
    );
    const labels = items.map(({ label }) => (typeof label === 'string' ? label : label.label));
    assert.ok(labels.includes('payer.balance') && labels.includes('amount'), labels.join());
  });

  it('the present verdict stands above a comment', async () => {
    const text = original.program.replace(
      '  let total = amount;',
      '  let total = amount; // @invariant payer.balance >= 0',
    );
    await writeFile(program, text);
    const uri = vscode.Uri.file(program);
    await vscode.window.showTextDocument(uri);
    const session = await stand('{ "rules": [] }', ['payer.balance >= 0']);
    const lens = async (): Promise<string | undefined> => {
      const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri);
      return found.find(({ range }) => range.start.line === 62)?.command?.title;
    };
    assert.equal(await lens(), '$(pass) holds: payer.balance >= 0 is true');
    await step(session);
    await untilDiagnostics(program, ({ length }) => length > 0);
    assert.equal(await lens(), '$(error) violated: payer.balance >= 0 is false');
  });

  it('what may change the program is not evaluated unless it is allowed', async () => {
    const expression = 'payer.record("looked", 1) !== 0';
    const session = await stand(JSON.stringify({ rules: [{ name: 'looks', expression }] }), ['looks']);
    const [result] = await api.check();
    assert.equal(
      result?.message,
      "Rule 'looks' could not be checked: it calls record(), which may change the program, and nobody has allowed it.",
    );
    assert.equal((await api.savepoint('unchecked')).health, 'unchecked');
    assert.equal(await evaluate(session, 'payer.entries.some(({ kind }) => kind === "looked")'), 'false');
  });
});

async function readDocument(uri: vscode.Uri): Promise<string> {
  return (await vscode.workspace.openTextDocument(uri)).getText();
}

/** The text that a person sees of what is escaped for a hover. */
function plain(markdown: string): string {
  return markdown.replaceAll('&nbsp;', ' ').replace(/\\(.)/gu, '$1');
}
