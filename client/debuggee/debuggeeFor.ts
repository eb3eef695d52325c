/** Which way of reading and writing a debuggee serves which debug type. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import probe from 'savepoint:probe';
import pythonProbe from 'savepoint:python-probe';
import type { Language } from '../../server/protocol';
import type { DapPort, Debuggee } from './debuggee';
import { JavaScriptDebuggee } from './javascript/javaScriptDebuggee';
import { PythonDebuggee } from './python/pythonDebuggee';
import { VariablesDebuggee } from './variables/variablesDebuggee';

export function debuggeeFor(type: string, port: DapPort, capabilities: () => Dap.Capabilities): Debuggee {
  if (JAVASCRIPT.has(type)) return new JavaScriptDebuggee(port, probe);
  if (PYTHON.has(type)) return new PythonDebuggee(port, pythonProbe);
  return new VariablesDebuggee(type, port, capabilities);
}

/** The language of the programs that a debug type is for. */
export function languageOf(type: string): Language {
  if (JAVASCRIPT.has(type)) return 'javascript';
  return PYTHON.has(type) ? 'python' : 'other';
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

/** debugpy's types: that of the Python Debugger extension, and that of older launch configurations. */
const PYTHON = new Set(['debugpy', 'python']);
