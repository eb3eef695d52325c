// Retention: how much of the past is kept.

/**
 * The stated policy: `'all'` keeps every version until `prune` is called; a number keeps at least that many of the
 * latest changes, abandoned ones included, and forgets older ones when a transaction ends. What was rolled back together is
 * forgotten together. Neither forgets what an open
 * transaction, the store's own or a concurrent one, may still need.
 */
export type Retention = 'all' | { readonly changes: number };

/** Keeps a million changes: about twenty megabytes. */
export const DEFAULT_RETENTION: Retention = { changes: 1_000_000 };

/** The oldest version to keep under a policy. */
export function oldestKept(retention: Retention, version: number): number {
  return retention === 'all' ? 0 : Math.max(0, version - retention.changes);
}

/** The version from which on it is worth the while to forget again, where it was done at a version. */
export function nextForgetting(retention: Retention, version: number): number {
  return retention === 'all' ? Infinity : version + Math.floor(retention.changes / 1_024) + 1;
}
