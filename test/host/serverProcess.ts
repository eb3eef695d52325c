/** The extension's server process, found as the system lists it. */
import { readdirSync, readFileSync } from 'node:fs';

/** The id of the process that runs the server's bundle and descends from a process that `isAncestor` accepts. */
export function serverProcess(isAncestor: (pid: number, commandLine: string) => boolean): number {
  const [found, ...others] = processes().filter(
    (pid) =>
      /dist[\\/]server[\\/]main\.js/u.test(commandLine(pid)) &&
      ancestors(pid).some((id) => isAncestor(id, commandLine(id))),
  );
  if (found === undefined) throw new Error("The extension's server does not run.");
  if (others.length > 0) throw new Error(`The extension has several servers: ${[found, ...others].join(', ')}.`);
  return found;
}

function processes(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number);
}

function ancestors(pid: number): readonly number[] {
  const parent = parentOf(pid);
  return parent <= 1 ? [] : [parent, ...ancestors(parent)];
}

/** In `stat` the name of the program, in parentheses, comes first and can hold anything. */
function parentOf(pid: number): number {
  const stat = read(pid, 'stat');
  return Number(/^ \S (\d+)/u.exec(stat.slice(stat.lastIndexOf(')') + 1))?.[1] ?? 0);
}

function commandLine(pid: number): string {
  return read(pid, 'cmdline').replaceAll('\0', ' ');
}

/** Empty for a process that has ended since. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
