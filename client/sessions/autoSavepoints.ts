/** At which stops an automatic savepoint is taken. */
import type { AutoSavepointMode } from './settings';
import { stopReason } from './stopReason';
import type { Stop } from './stops';

export async function takesAutoSavepoint(mode: AutoSavepointMode, stop: Stop): Promise<boolean> {
  switch (mode) {
    case 'off':
      return false;
    case 'everyStop':
      return true;
    case 'breakpoints':
      return BREAKPOINTS.has(stopReason(stop));
    case 'functionEntry': {
      if (stop.after !== 'stepIn') return false;
      const [before, stack] = await Promise.all([stop.depthBefore, stop.stack]);
      return before !== undefined && stack !== undefined && stack.length > before;
    }
  }
}

const BREAKPOINTS = new Set([
  'breakpoint',
  'function breakpoint',
  'data breakpoint',
  'instruction breakpoint',
  'debugger statement',
]);
