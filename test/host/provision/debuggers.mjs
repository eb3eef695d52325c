// Finds the debug adapters that come from Debian: debugpy for Debian's own Python, and lldb's.
import { existsSync } from 'node:fs';
import { runTool } from './runTool.mjs';

/** Debian's interpreter, not the first `python3` on the path: only it sees Debian's `python3-debugpy`. */
export const PYTHON = '/usr/bin/python3';
export const LLDB = '/usr/bin/lldb-vscode-14';

export async function hasDebugpy() {
  if (!existsSync(PYTHON)) return false;
  return runTool(PYTHON, ['-m', 'debugpy', '--version']).then(
    () => true,
    () => false,
  );
}

export function hasLldb() {
  return existsSync(LLDB);
}
