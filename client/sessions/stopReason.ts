/** Why a program stopped, told apart further than the adapters' reasons do. */
import type { Stop } from './stops';

export function stopReason({ reason, description }: Pick<Stop, 'reason' | 'description'>): string {
  // js-debug has one reason for a `debugger` statement and for a person who pauses the program.
  return reason === 'pause' && description?.includes('debugger statement') === true ? 'debugger statement' : reason;
}
