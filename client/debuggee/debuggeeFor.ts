/** Which way of reading and writing a debuggee serves which debug type. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import probe from 'savepoint:probe';
import type { DapPort, Debuggee } from './debuggee';
import { JavaScriptDebuggee } from './javascript/javaScriptDebuggee';
import { VariablesDebuggee } from './variables/variablesDebuggee';

export function debuggeeFor(type: string, port: DapPort, capabilities: () => Dap.Capabilities): Debuggee {
  if (JAVASCRIPT.has(type)) return new JavaScriptDebuggee(port, probe);
  return new VariablesDebuggee(type, port, capabilities);
}

/** js-debug's types; those without `pwa-` are what launch configurations name. */
const JAVASCRIPT = new Set([
  'node',
  'pwa-node',
  'node-terminal',
  'pwa-extensionHost',
  'extensionHost',
  'chrome',
  'pwa-chrome',
  'msedge',
  'pwa-msedge',
]);
