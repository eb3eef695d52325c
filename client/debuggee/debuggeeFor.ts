/** Which way of reading and writing a debuggee serves which debug type. */
import probe from 'savepoint:probe';
import pythonProbe from 'savepoint:python-probe';
import type { Language } from '../../server/protocol';
import { SavepointError } from '../savepointError';
import type { DapPort, Debuggee } from './debuggee';
import { JavaScriptDebuggee } from './javascript/javaScriptDebuggee';
import { PythonDebuggee } from './python/pythonDebuggee';

export function debuggeeFor(type: string, port: DapPort): Debuggee {
  if (JAVASCRIPT.has(type)) return new JavaScriptDebuggee(port, probe);
  return PYTHON.has(type) ? new PythonDebuggee(port, pythonProbe) : unsupported(type);
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

function unsupported(type: string): Debuggee {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new SavepointError(
        'cannot-write',
        `Savepoint cannot read and write programs under the debugger '${type}' yet: it works with JavaScript and TypeScript (js-debug) and with Python (debugpy).`,
      ),
    );
  return {
    mayHaveJustBegun: () => Promise.resolve(true),
    refreshViews: () => Promise.resolve(),
    capture: refuse,
    describe: refuse,
    restore: refuse,
    evaluate: refuse,
    dispose: () => Promise.resolve(),
  };
}
