// Finds the debug adapters that come from Debian: debugpy for Debian's own Python, and lldb's.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from './runTool.mjs';

/** Debian's interpreter, not the first `python3` on the path: only it sees Debian's `python3-debugpy`. */
export const PYTHON = '/usr/bin/python3';
export const LLDB = '/usr/bin/lldb-vscode-14';
export const CXX = '/usr/bin/g++';

const LLDB_LIBRARIES = '/usr/lib/llvm-14/lib';

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

export function hasCompiler() {
  return existsSync(CXX);
}

/** Debian's lldb looks for its Python in a folder that is not there; without it, it shows no elements of C++ containers. */
export function lldbEnvironment() {
  const python = readdirSync(LLDB_LIBRARIES).find((name) => /^python3\.\d+$/.test(name));
  return python === undefined ? {} : { PYTHONPATH: join(LLDB_LIBRARIES, python, 'dist-packages') };
}
