/** Which way of reading and writing a debuggee serves which debug type. */
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import probe from 'savepoint:probe';
import pythonProbe from 'savepoint:python-probe';
import type { DapPort, Debuggee } from './debuggee';
import { languageOf } from './language';
import { DirectPort, type InspectorAccess } from './javascript/directPort';
import { JavaScriptDebuggee } from './javascript/javaScriptDebuggee';
import { PythonDebuggee } from './python/pythonDebuggee';
import { VariablesDebuggee } from './variables/variablesDebuggee';

export function debuggeeFor(
  type: string,
  port: DapPort,
  capabilities: () => Dap.Capabilities,
  inspector: InspectorAccess,
): Debuggee {
  switch (languageOf(type)) {
    case 'javascript':
      return new JavaScriptDebuggee(new DirectPort(port, inspector), probe);
    case 'python':
      return new PythonDebuggee(port, pythonProbe);
    case 'other':
      return new VariablesDebuggee(type, port, capabilities);
  }
}
