// Pauses: the longest single operation while a store grows to a million cells and works there.

import { createStore, type Cell } from '../../server/store';
import { type Bench } from './bench';

const SIZE = 1e6;

const RUNS = 5;

/**
 * By the clock, since processor time is counted in steps of milliseconds on many machines. Another program that takes
 * the processor away looks like a pause, so the work is done several times over, and the least of each operation's
 * longest pauses is what counts: what the store or the garbage collector makes wait, it does each time.
 */
export function pauses({ report }: Bench): void {
  const least = new Map<string, number>();
  for (let run = 0; run < RUNS; run++) {
    for (const [name, took] of longestPauses()) least.set(name, Math.min(took, least.get(name) ?? Infinity));
  }
  for (const [name, took] of least) {
    report({ name: `longest pause: ${name}`, peer: 'none', size: SIZE, ours: took, unit: 'ms', goal: '<= 5' });
  }
  const kept = Math.min(...Array.from({ length: RUNS }, longestOfKeeping));
  report({
    name: 'longest pause: the same paths kept in plain arrays',
    peer: 'none',
    size: SIZE,
    ours: kept,
    unit: 'ms',
  });
}

/** What V8 makes wait for the paths alone: they are made and kept, in arrays that never grow, and nothing else is done. */
function longestOfKeeping(): number {
  const kept: string[][] = [];
  let longest = 0;
  for (let key = 0; key < SIZE; key++) {
    const path = `/frame/${Math.floor(key / 100)}/locals/v${key % 100}`;
    const start = performance.now();
    if (key % 16_384 === 0) kept.push(new Array<string>(16_384).fill(''));
    (kept.at(-1) ?? [])[key % 16_384] = path;
    longest = Math.max(longest, performance.now() - start);
  }
  return kept.length > 0 ? longest : Infinity;
}

function longestPauses(): ReadonlyMap<string, number> {
  const store = createStore<number>();
  const longest = new Map<string, number>();
  const watch = <T>(name: string, work: () => T): T => {
    const start = performance.now();
    const result = work();
    const took = performance.now() - start;
    if (took > (longest.get(name) ?? 0)) longest.set(name, took);
    return result;
  };
  const cells: Cell[] = [];
  for (let key = 0; key < SIZE; key++) {
    const path = `/frame/${Math.floor(key / 100)}/locals/v${key % 100}`;
    cells[key] = watch('first mention of a path', () => store.cell(path));
    watch('set', () => store.set(path, key));
  }
  for (let round = 0; round < 50_000; round++) {
    watch('savepoint', () => store.savepoint('s'));
    for (let set = 0; set < 10; set++) {
      const cell = cells[Math.floor(Math.random() * SIZE)] ?? '';
      watch('set', () => store.set(cell, round));
    }
    if (round % 2 === 0) watch('rollback to', () => store.rollbackTo('s'));
    watch('release', () => store.release('s'));
    watch('as-of', () => store.getAt(cells[round] ?? '', store.oldestVersion));
  }
  return longest;
}
