/** What the editor is told of rules, over the wire: lenses, hovers, quick fixes, names to complete. */
import assert from 'node:assert/strict';
import {
  CodeActionRequest,
  CodeLensRequest,
  CompletionRequest,
  type Diagnostic,
  HoverRequest,
  PublishDiagnosticsNotification,
} from 'vscode-languageserver-protocol';
import * as protocol from '../../server/protocol';
import { ACCOUNT, capture, inFrame, inObject, MAIN, reference } from '../unit/session/captures';
import { connectedClient, type ConnectedClient } from './connectedClient';

const RULES = 'file:///bank/.vscode/savepoint.json';
const SOURCE = 'file:///bank/main.js';
const FILE = `{
  "rules": [
    { "name": "enough", "expression": "account.balance >= total", "policy": "rollback" },
    { "name": "typed", "expression": "account.balance" }
  ]
}`;
const COMMENTS = 'function main() {\n  // @invariant total > 0\n  // @invariant missing > 0\n}\n';
const LOCATION = { source: '/bank/main.js', line: 2, function: 'main' };

describe('the language of rules', () => {
  let server: ConnectedClient;
  let published: Map<string, readonly Diagnostic[]>;

  beforeEach(async () => {
    server = connectedClient();
    published = new Map();
    server.client.onNotification(PublishDiagnosticsNotification.type, ({ uri, diagnostics }) => {
      published.set(uri, diagnostics);
    });
    await server.client.sendRequest(protocol.OpenSession, { session: 's', name: 'bank', language: 'javascript' });
    await server.client.sendNotification(protocol.RulesChanged, { uri: RULES, text: FILE });
    await server.client.sendNotification(protocol.RulesChanged, { uri: SOURCE, text: COMMENTS });
  });
  afterEach(() => server.close());

  async function check(): Promise<void> {
    const news = capture({
      objects: [ACCOUNT],
      changes: [
        inFrame(MAIN, { total: 7, account: reference(ACCOUNT) }),
        inObject(ACCOUNT, { 'p:balance': 5, 'p:owner name': 'Alice' }),
      ],
    });
    await server.client.sendRequest(protocol.Observe, { session: 's', capture: news });
    const where = { session: 's', location: LOCATION, which: 'all' as const };
    const rules = await server.client.sendRequest(protocol.RulesToEvaluate, where);
    const given: Readonly<Record<string, protocol.Evaluation>> = {
      'account.balance >= total': { value: 'false' },
      'account.balance': { value: 'other', type: 'number', text: '5' },
      'total > 0': { value: 'true' },
      'missing > 0': { value: 'not-in-scope', name: 'missing' },
    };
    const evaluations = rules.map(({ rule, expression }) => {
      const evaluation = given[expression];
      assert.ok(evaluation !== undefined, expression);
      return { rule, evaluation };
    });
    await server.client.sendRequest(protocol.Judge, { ...where, evaluations, newRules: 'refuse' });
  }

  const lenses = async (): Promise<(string | undefined)[] | undefined> =>
    (await server.client.sendRequest(CodeLensRequest.type, { textDocument: { uri: SOURCE } }))?.map(
      ({ command }) => command?.title,
    );

  const hover = async (line: number, character: number): Promise<unknown> => {
    const position = { line, character };
    const found = await server.client.sendRequest(HoverRequest.type, { textDocument: { uri: RULES }, position });
    return (found?.contents as { readonly value: string } | undefined)?.value;
  };

  it('shows the present verdict above each comment, and none that is over', async () => {
    const waiting = '$(debug-pause) checked when the program is paused';
    assert.deepEqual(await lenses(), [waiting, waiting]);
    await check();
    assert.deepEqual(await lenses(), [
      '$(pass) holds: total > 0 is true',
      '$(circle-slash) does not apply: missing is not in scope',
    ]);
    await server.client.sendRequest(protocol.Resumed, { session: 's' });
    assert.deepEqual(await lenses(), [waiting, waiting]);
  });

  it('tells the verdict and the policy in a hover over the name', async () => {
    assert.match(String(await hover(2, 17)), /checked when the program is paused\.\nPolicy: rollback\./u);
    await check();
    assert.match(String(await hover(2, 17)), /violated at main.js:2 in main\(\): account.balance >= total is false/u);
    assert.match(String(await hover(3, 17)), /could not be checked: account.balance gave 5 \(number\)/u);
    assert.equal(await hover(0, 0), undefined);
  });

  it('fixes a violation: back as a whole, in what the rule reads, show, disable', async () => {
    await check();
    const [diagnostic] = published.get(RULES) ?? [];
    assert.ok(diagnostic !== undefined);
    const context = { diagnostics: [diagnostic] };
    const params = { textDocument: { uri: RULES }, range: diagnostic.range, context };
    const actions = (await server.client.sendRequest(CodeActionRequest.type, params)) ?? [];
    assert.deepEqual(
      actions.map(({ title }) => title),
      [
        'Roll back to the last good savepoint',
        'Roll back only account.balance, total',
        'Show what changed since the last good savepoint',
        "Disable rule 'enough'",
      ],
    );
    const edit = actions.flatMap((action) => ('edit' in action ? (action.edit.changes?.[RULES] ?? []) : []))[0];
    assert.ok(edit !== undefined);
    await server.client.sendNotification(protocol.RulesChanged, { uri: RULES, text: edited(FILE, edit) });
    const where = { session: 's', location: LOCATION, which: 'all' as const };
    const rules = await server.client.sendRequest(protocol.RulesToEvaluate, where);
    assert.deepEqual(rules.map(({ expression }) => expression).sort(), ['account.balance', 'missing > 0', 'total > 0']);
  });

  it('completes the variables of the paused program where a rule names them, and nowhere else', async () => {
    await check();
    const complete = async (text: string): Promise<readonly string[]> => {
      await server.client.sendNotification(protocol.RulesChanged, { uri: RULES, text });
      const position = { line: 0, character: text.indexOf('|') };
      const params = { textDocument: { uri: RULES }, position };
      const found = await server.client.sendRequest(CompletionRequest.type, params);
      return Array.isArray(found) ? found.map(({ label, textEdit }) => `${label} ${textEdit?.newText ?? '-'}`) : [];
    };
    assert.deepEqual(await complete('{ "rules": [{ "name": "x", "expression": "account.b|" }] }'), [
      'total total',
      'account account',
      'account.balance account.balance',
      'account["owner name"] account[\\"owner name\\"]',
    ]);
    assert.equal((await complete('{ "rules": [{ "name": "x", "variable": "|" }] }')).length, 4);
    assert.deepEqual(await complete('{ "rules": [{ "name": "|" }] }'), []);
  });
});

function edited(text: string, { range, newText }: { range: Diagnostic['range']; newText: string }): string {
  const lines = text.split('\n');
  const line = lines[range.start.line] ?? '';
  lines[range.start.line] = line.slice(0, range.start.character) + newText + line.slice(range.end.character);
  return lines.join('\n');
}
