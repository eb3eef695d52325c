// Pauses: the longest single operation while a store grows to a million cells and works there.

import { createStore, type Cell } from '../../server/store';
import { type Bench } from './bench';

const SIZE = 1e6;

export function pauses({ report }: Bench): void {
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
  for (const [name, took] of longest) {
    report({ name: `longest pause: ${name}`, peer: 'none', size: SIZE, ours: took, unit: 'ms', goal: '<= 5' });
  }
}
