/** Waits for a condition that the page gives no event for. */
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Asks again until `attempt` gives something other than undefined, and gives that. An attempt that throws has not succeeded
 * either; when the time is over, the last error says why.
 */
export async function eventually<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
  milliseconds = 20_000,
): Promise<T> {
  const end = performance.now() + milliseconds;
  let cause: unknown;
  do {
    try {
      const value = await attempt();
      if (value !== undefined) return value;
    } catch (error) {
      cause = error;
    }
    await pause(POLL_MILLISECONDS);
  } while (performance.now() < end);
  throw new Error(`Waited ${milliseconds / 1000} s for ${what}.`, { cause });
}

const POLL_MILLISECONDS = 50;
