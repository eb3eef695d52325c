/** The composition root: builds the parts in order, and does nothing else. */
import * as vscode from 'vscode';
import { createApi } from './api';
import { Archives } from './archives/archives';
import { dataFolders } from './archives/dataFolders';
import type { SavepointApi, TriggerReport } from './apiTypes';
import { RuleConsents } from './ruleConsents';
import { RulesFileEdits } from './rulesFileEdits';
import { RulesFiles } from './rulesFiles';
import { SchemaFiles } from './schemaFiles';
import { AdapterCapabilities } from './sessions/adapterCapabilities';
import { BreakpointRequests } from './sessions/breakpointRequests';
import { OutsideRequests } from './sessions/outsideRequests';
import { Sessions } from './sessions/sessions';
import { journalSettings } from './sessions/settings';
import { ShownVariables } from './sessions/shownVariables';
import { Stops } from './sessions/stops';
import { SourceComments } from './sourceComments';
import { StoreClient } from './storeClient';
import { Deadlines } from './triggers/deadlines';
import { registerUserInterface } from './userInterface';

let stop: () => Promise<void> = () => Promise.resolve();

export async function activate(context: vscode.ExtensionContext): Promise<SavepointApi> {
  const log = vscode.window.createOutputChannel('Savepoint', { log: true });
  const stops = new Stops();
  const outside = new OutsideRequests();
  const shown = new ShownVariables();
  const capabilities = new AdapterCapabilities();
  const breakpoints = new BreakpointRequests();
  const consents = new RuleConsents(context.workspaceState);
  const options = dataFolders(context.globalStorageUri);
  const store = new StoreClient(context.asAbsolutePath('dist/server/main.js'), options, journalSettings, log);
  const rules = new RulesFiles(store, log);
  const schemas = new SchemaFiles(store, log);
  const comments = new SourceComments(store, log);
  const sources = {
    get exist() {
      return rules.exist || comments.exist;
    },
    see: (source: string) => comments.see(vscode.Uri.file(source)),
  };
  const sessions = new Sessions(stops, shown, outside, capabilities, breakpoints, consents, store, sources, log);
  context.subscriptions.push(log, stops, shown, outside, capabilities, breakpoints, store, rules, schemas, comments);
  context.subscriptions.push(sessions);
  await store.start();
  await rules.tellAll();
  comments.tellAll();
  stop = async () => {
    await sessions.leaveAll();
    await store.stop();
  };
  const archives = new Archives(store, sessions);
  context.subscriptions.push(archives);
  const triggered = new vscode.EventEmitter<TriggerReport>();
  const deadlines = new Deadlines(stops);
  const api = createApi(sessions, new RulesFileEdits(store), deadlines, archives, triggered.event);
  context.subscriptions.push(
    triggered,
    registerUserInterface(api, { triggered, deadlines, onDidCheck: sessions.onDidCheck }, consents, log),
  );
  return api;
}

export async function deactivate(): Promise<void> {
  await stop();
}
