/** The order in which people look for paths: `orders[2]` comes before `orders[10]`. */
export function comparePaths(one: string, other: string): number {
  return collator.compare(one, other) || (one < other ? -1 : one > other ? 1 : 0);
}

const collator = new Intl.Collator('en', { numeric: true });
