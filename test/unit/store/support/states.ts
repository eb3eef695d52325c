// States of the reference model: whole, by path. What differs between two, and what lies where.

import { isDeepStrictEqual } from 'node:util';
import { isUnder, type Change } from '../../../../server/store';

/** What a cell may hold: a number, or a composite value that recipes change. */
export type Value = number | Tally;

export interface Tally {
  count: number;
  marks: number[];
}

export type State = Readonly<Record<string, Value>>;

/** The paths whose values differ. */
export function changed(before: State, after: State): readonly string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (path) => !same(before[path], after[path]),
  );
}

/** Says whether two cells hold the same, by content: told by Node, not by the store's own comparison. */
export function same(one: Value | undefined, other: Value | undefined): boolean {
  return one === other || (typeof one === 'object' && isDeepStrictEqual(one, other));
}

export function assign(draft: Record<string, Value>, path: string, value: Value | undefined): void {
  if (value === undefined) Reflect.deleteProperty(draft, path);
  else draft[path] = value;
}

export function replaced(
  state: State,
  prefix: string,
  entries: readonly (readonly [string, Value])[],
  scope: 'subtree' | 'cell' = 'subtree',
): State {
  const kept = Object.entries(state).filter(([path]) => (scope === 'cell' ? path !== prefix : !isUnder(path, prefix)));
  return Object.fromEntries([...kept, ...entries]);
}

/** What of a state lies at and below a prefix. */
export function within(state: State, prefix: string): State {
  return Object.fromEntries(Object.entries(state).filter(([path]) => isUnder(path, prefix)));
}

export function differences(before: State, after: State, prefix: string): readonly Change<Value>[] {
  return bySpot(
    changed(before, after)
      .filter((path) => isUnder(path, prefix))
      .map((path) => {
        const [old, now] = [before[path], after[path]];
        if (old === undefined) return { path, kind: 'added' as const, ...(now !== undefined && { after: now }) };
        return now === undefined
          ? { path, kind: 'removed' as const, before: old }
          : { path, kind: 'changed' as const, before: old, after: now };
      }),
  );
}

export function bySpot(changes: readonly Change<Value>[]): readonly Change<Value>[] {
  return [...changes].sort((one, other) => (one.path < other.path ? -1 : 1));
}
