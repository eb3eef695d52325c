/** What became of an attempt to move the execution point. */
import type { Arrival, Standing } from './rewindPort';

export type Moved =
  | { readonly kind: 'reached'; readonly standing: Standing }
  /** The program was set going and did not arrive; `standing` is where it stands, if it does. */
  | { readonly kind: 'short'; readonly reason: string; readonly standing?: Standing }
  /** The program has not moved. */
  | { readonly kind: 'refused'; readonly reason: string };

/** For an arrival that is none. */
export function notStanding(arrival: Exclude<Arrival, Standing>): Moved {
  switch (arrival.kind) {
    case 'refused':
      return { kind: 'refused', reason: withoutFullStop(arrival.message) };
    case 'ended':
      return { kind: 'short', reason: 'the program ended' };
    case 'running':
      return { kind: 'short', reason: 'the program was not seen to stand again in time, and may still be running' };
  }
}

function withoutFullStop(message: string): string {
  return message.trim().replace(/\.$/u, '');
}
