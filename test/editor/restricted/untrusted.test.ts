/**
 * In a workspace that VS Code itself says is not trusted, nothing of the rules file is evaluated.
 *
 * VS Code starts no debug session before the workspace is trusted (test/page/untrusted), so the session here is a real
 * Node program under V8's debugger with a stand-in for VS Code's session object in front of it. All the rest is what
 * runs for a user: the rules file's watcher, the server's process, the probe, `vscode.workspace.isTrusted`.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { InvariantResult } from '../../../client/apiTypes';
import { RulesFiles } from '../../../client/rulesFiles';
import { SchemaFiles } from '../../../client/schemaFiles';
import { BreakpointRequests } from '../../../client/sessions/breakpointRequests';
import { OutsideRequests } from '../../../client/sessions/outsideRequests';
import { Sessions } from '../../../client/sessions/sessions';
import type { Stop } from '../../../client/sessions/stops';
import { journalSettings } from '../../../client/sessions/settings';
import { StoreClient } from '../../../client/storeClient';
import { InspectedProgram } from '../../adapters/inspectedProgram';
import { inWorkspace } from '../support/workspace';

const NOT_CHECKED =
  "Rule 'leaves a trace' could not be checked: the workspace is not trusted, so nothing of it is evaluated.";
const NOT_READ =
  "Rule 'refers' could not be checked: The schema of rule 'refers' refers to \"../steps.schema.json\", which cannot be read: the workspace is not trusted.";
const HELD = "Rule 'only looks' holds: steps matches its schema.";

describe('an untrusted workspace', () => {
  const disposables: vscode.Disposable[] = [];
  let store: StoreClient;
  let program: InspectedProgram;

  before(async () => {
    const extension = vscode.extensions.getExtension('savepoint.savepoint');
    assert.ok(extension);
    const log = vscode.window.createOutputChannel('test', { log: true });
    store = new StoreClient(join(extension.extensionPath, 'dist', 'server', 'main.js'), {}, journalSettings, log);
    await store.start();
    const source = await readFile(inWorkspace('trap.js'), 'utf8');
    program = await InspectedProgram.start(source.replace('return [', 'debugger; return ['));
    // The log stays open: the client writes to it that its server's process has ended, whenever that is.
    disposables.push(store);
  });
  after(async () => {
    await store.stop();
    await program.stop();
    for (const disposable of disposables) disposable.dispose();
  });

  it('has its rule shown as not checked, leaves no trace in the program, and has its savepoints all the same', async () => {
    assert.equal(vscode.workspace.isTrusted, false);
    const stopped = new vscode.EventEmitter<{ session: vscode.DebugSession; stop: Stop }>();
    const never = new vscode.EventEmitter<vscode.DebugSession>();
    const session = sessionOf(program);
    let stop = stopOf(program);
    const log = vscode.window.createOutputChannel('test', { log: true });
    const rules = new RulesFiles(store, log);
    const schemas = new SchemaFiles(store, log);
    const told = new Promise<void>((resolve) => store.onDidWantSchemaFiles(() => setImmediate(resolve)));
    const stops = { stopOf: () => stop, onDidStop: stopped.event, onDidResume: never.event, onDidEnd: never.event };
    const shown = { correct: () => undefined, askAgain: () => undefined, forget: () => undefined };
    const sources = { exist: true, see: () => Promise.resolve() };
    const outside = new OutsideRequests();
    const breakpoints = new BreakpointRequests();
    const consents = { allows: () => true };
    const adapters = { of: () => ({}) };
    const sessions = new Sessions(stops, shown, outside, adapters, breakpoints, consents, store, sources, log);
    disposables.push(stopped, never, log, rules, schemas, outside, breakpoints, sessions);
    const checked = new Promise<readonly InvariantResult[]>((resolve) => {
      sessions.onDidChangeState(({ invariants }) => {
        if (invariants.length > 0) resolve(invariants);
      });
    });
    await rules.tellAll();
    assert.ok(rules.exist, 'the rules file was found');
    await told;

    stopped.fire({ session, stop });
    const atTheStop = await checked;
    const operations = await sessions.operations(session);
    const savepoint = await operations.savepoint('before');
    const onCommand = await operations.check();
    for (const results of [atTheStop, onCommand])
      assert.deepEqual(
        results.map(({ name, status, message }) => ({ name, status, message })),
        [
          { name: 'leaves a trace', status: 'not-checked', message: NOT_CHECKED },
          { name: 'only looks', status: 'held', message: HELD },
          { name: 'refers', status: 'not-checked', message: NOT_READ },
        ],
      );
    assert.equal(await program.ask('traces.length'), 0);

    await program.ask('steps = 41');
    // The program has gone on and stands again.
    stop = stopOf(program);
    const report = await operations.rollback({ kind: 'savepoint', savepoint: savepoint.id }, {});
    assert.deepEqual([report.outcome, report.verdicts.map(({ path }) => path)], ['restored', ['steps']]);
    assert.deepEqual(await program.ask('[steps, traces.length].join()'), '2,0');
  });

  it('would have had a trace in the program, had its rule been evaluated', async () => {
    const { rules } = JSON.parse(await readFile(inWorkspace('.vscode', 'savepoint.json'), 'utf8')) as {
      rules: [{ expression: string }];
    };
    assert.equal(await program.ask(rules[0].expression), true);
    assert.equal(await program.ask('traces.length'), 1);
  });
});

function sessionOf(program: InspectedProgram): vscode.DebugSession {
  const customRequest = (command: 'evaluate' | 'completions', args: never): Promise<unknown> =>
    program.request(command, args);
  return { id: randomUUID(), name: 'untrusted', type: 'pwa-node', customRequest } as unknown as vscode.DebugSession;
}

function stopOf(program: InspectedProgram): Stop {
  const stack = program.frames().map(({ frameId, function: name, line, column, source = '' }) => {
    return { id: frameId, name, line, column, source: { path: source } };
  });
  return {
    threadId: 1,
    reason: 'breakpoint',
    after: undefined,
    depthBefore: Promise.resolve(undefined),
    stack: Promise.resolve(stack),
  };
}
