/** The language of the programs that a debug type is for. */
import type { Language } from '../../server/protocol';

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
