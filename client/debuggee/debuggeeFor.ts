/** Which way of reading and writing a debuggee serves which debug type. */
import probe from 'savepoint:probe';
import type { Language } from '../../server/protocol';
import { SavepointError } from '../savepointError';
import type { DapPort, Debuggee } from './debuggee';
import { JavaScriptDebuggee } from './javascript/javaScriptDebuggee';

export function debuggeeFor(type: string, port: DapPort): Debuggee {
  return JAVASCRIPT.has(type) ? new JavaScriptDebuggee(port, probe) : unsupported(type);
}

/** The language of the programs that a debug type is for. */
export function languageOf(type: string): Language {
  if (JAVASCRIPT.has(type)) return 'javascript';
  return type === 'python' || type === 'debugpy' ? 'python' : 'other';
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

function unsupported(type: string): Debuggee {
  const refuse = (): Promise<never> =>
    Promise.reject(
      new SavepointError(
        'cannot-write',
        `Savepoint cannot read and write programs under the debugger '${type}' yet: it works with JavaScript and TypeScript (js-debug).`,
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
