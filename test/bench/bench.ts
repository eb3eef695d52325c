// The benchmark: the store as shipped against its peers, in one process, in turns. Ratios are what counts.

import { cpus, totalmem } from 'node:os';
import { createStore, type Cell, type Store } from '../../server/store';
import { compare, type Side } from './measure';
import {
  loader,
  openSqlite,
  peers,
  SCOPE,
  SETS,
  sqliteCells,
  sqliteCycle,
  type Cycle,
  type OpenSqlite,
  type Sqlite,
} from './peers';
import { past } from './past';
import { pauses } from './pauses';

/** One line of the result. `goal` is in the unit of `ratio` where there are peers, of `ours` where there are none. */
export interface Result {
  readonly name: string;
  readonly peer: string;
  readonly size: number;
  readonly ratio?: number;
  readonly ours: number;
  readonly theirs?: number;
  readonly unit: 'us' | 'ns' | 'ms' | 'bytes';
  readonly goal?: string;
}

/** What every workload is given. */
export interface Bench {
  readonly load: (name: string) => unknown;
  readonly report: (result: Result) => void;
}

const json = process.argv.includes('--json');
const load = loader(process.argv[2] ?? '.');
const { found, skipped } = peers(load);

function report(result: Result): void {
  if (json) {
    console.log(JSON.stringify(result));
    return;
  }
  const { name, peer, size, ratio, ours, theirs, unit, goal } = result;
  const cells = [
    name,
    size.toExponential(0),
    peer,
    figure(ours, unit),
    theirs === undefined ? '' : figure(theirs, unit),
  ];
  console.log(`| ${[...cells, ratio === undefined ? '' : `${ratio.toPrecision(3)}x`, goal ?? ''].join(' | ')} |`);
}

function figure(value: number, unit: string): string {
  return `${value.toPrecision(3)} ${unit}`;
}

/** Paths of a number of variables, a hundred to a scope. */
function pathsOf(count: number): readonly string[] {
  return Array.from({ length: count }, (_, key) => `/frame/${Math.floor(key / SCOPE)}/locals/v${key % SCOPE}`);
}

/** Random keys, or random scopes whose keys come in order. */
function keysIn(count: number, order: 'random' | 'one scope'): () => number {
  const random = new Int32Array(1 << 16).map(() => Math.floor(Math.random() * count));
  let drawn = 0;
  let within = 0;
  let start = 0;
  if (order === 'random') return () => random[drawn++ & 0xffff] ?? 0;
  return () => {
    if (within++ % SETS === 0) start = Math.floor((random[drawn++ & 0xffff] ?? 0) / SCOPE) * SCOPE;
    return start + (within % SCOPE);
  };
}

function storeCycle(store: Store<number>, places: readonly (string | Cell)[]): Cycle {
  let value = 0;
  return (next) => {
    store.savepoint('s');
    for (let set = 0; set < SETS; set++) store.set(places[next()] ?? '', value++);
    store.rollbackTo('s');
    store.release('s');
  };
}

function repeat(cycle: Cycle, next: () => number): Side {
  return (count) => {
    for (let done = 0; done < count; done++) cycle(next);
  };
}

function seeded(paths: readonly string[]): { readonly store: Store<number>; readonly cells: readonly Cell[] } {
  const store = createStore<number>();
  paths.forEach((path, key) => store.seed(path, key));
  return { store, cells: paths.map((path) => store.cell(path)) };
}

function cycles(): void {
  for (const size of [1e3, 1e5, 1e6]) {
    const paths = pathsOf(size);
    for (const peer of found) {
      if (peer.most < size) continue;
      const theirs = peer.open(paths);
      for (const order of ['random', 'one scope'] as const) {
        const { store, cells } = seeded(paths);
        const ours = storeCycle(store, peer.by === 'handle' ? cells : paths);
        const measured = compare(repeat(ours, keysIn(size, order)), repeat(theirs, keysIn(size, order)));
        report({
          name: `cycle by ${peer.by}, ${order}`,
          peer: peer.name,
          size,
          ...measured,
          unit: 'us',
          ...goalOf(peer.name, peer.by, order, size),
        });
      }
    }
  }
}

function goalOf(peer: string, by: string, order: string, size: number): { readonly goal?: string } {
  const goals: Readonly<Record<string, string>> = {
    'node:sqlite handle random 100000': '100x', 'node:sqlite path random 100000': '10x', 'node:sqlite path one scope 100000': '25x',
    'immer path random 100000': '100x', 'immer path random 1000000': '1000x',
  }; // prettier-ignore
  const goal = goals[`${peer} ${by} ${order} ${size}`];
  return goal === undefined ? {} : { goal };
}

function savepointsHeld(sqlite: OpenSqlite): void {
  const paths = pathsOf(1e5);
  const { store, cells } = seeded(paths);
  const database = sqliteCells(sqlite, 'integer', paths);
  for (let level = 0; level < 5_000; level++) {
    store.savepoint(`level${level}`);
    database.exec(`savepoint level${level}`);
  }
  const next = keysIn(1e5, 'random');
  const measured = compare(repeat(storeCycle(store, cells), next), repeat(sqliteCycle(database, undefined), next));
  report({
    name: 'cycle by handle, 5,000 savepoints held',
    peer: 'node:sqlite',
    size: 1e5,
    ...measured,
    unit: 'us',
    goal: '1000x',
  });
}

function nesting(sqlite: OpenSqlite): void {
  const paths = pathsOf(1e3);
  const store = createStore<number>();
  const database = sqliteCells(sqlite, 'integer', paths);
  const levels = Array.from({ length: 10_000 }, (_, level) => `level${level}`);
  const openOurs = timed(
    () => levels.forEach((name) => void store.savepoint(name)),
    5,
    () => store.rollback(),
  );
  const openTheirs = timed(
    () => levels.forEach((name) => void database.exec(`savepoint ${name}`)),
    1,
    () => database.exec('rollback'),
  );
  report({
    name: 'open 10,000 nested savepoints',
    peer: 'node:sqlite',
    size: 1e3,
    ratio: openTheirs / openOurs,
    ours: openOurs,
    theirs: openTheirs,
    unit: 'ms',
    goal: '150x',
  });
  const fill = (open: (name: string) => unknown, set: (key: number) => unknown): void =>
    levels.forEach((name, level) => {
      open(name);
      set(level % 1e3);
    });
  const update = database.prepare('update cell set value = value + 1 where key = ?');
  fill((name) => store.savepoint(name), (key) => store.set(paths[key] ?? '', store.version)); // prettier-ignore
  fill((name) => database.exec(`savepoint ${name}`), (key) => update.run(key)); // prettier-ignore
  const ours = timed(() => store.rollbackTo('level0'), 1);
  const theirs = timed(() => database.exec('rollback to level0'), 1);
  report({
    name: 'roll back 10,000 savepoints',
    peer: 'node:sqlite',
    size: 1e3,
    ratio: theirs / ours,
    ours,
    theirs,
    unit: 'ms',
    goal: '100x',
  });
}

/** Milliseconds of one run, the least of several, each followed by `after`. */
function timed(work: () => unknown, times: number, after: () => unknown = () => undefined): number {
  const took = Array.from({ length: times }, () => {
    const start = performance.now();
    work();
    const end = performance.now();
    after();
    return end - start;
  });
  return Math.min(...took);
}

function commits(sqlite: OpenSqlite): void {
  const paths = pathsOf(1e5);
  const { store } = seeded(paths);
  const database = sqliteCells(sqlite, 'text', paths);
  const next = keysIn(1e5, 'random');
  const ours: Cycle = (key) => {
    store.savepoint('s');
    for (let set = 0; set < SETS; set++) store.set(paths[key()] ?? '', store.version);
    store.commit();
  };
  const theirs = sqliteCommit(database, paths);
  report({
    name: 'commit of 10 sets by path',
    peer: 'node:sqlite',
    size: 1e5,
    ...compare(repeat(ours, next), repeat(theirs, next)),
    unit: 'us',
    goal: '10x',
  });
}

function sqliteCommit(database: Sqlite, paths: readonly string[]): Cycle {
  const [begin, commit] = ['begin', 'commit'].map((sql) => database.prepare(sql));
  const update = database.prepare('update cell set value = ? where key = ?');
  let value = 0;
  return (next) => {
    begin?.run();
    for (let set = 0; set < SETS; set++) update.run(value++, paths[next()]);
    commit?.run();
  };
}

if (!json) {
  const [processor] = cpus();
  console.log(
    `${processor?.model.trim() ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}\n`,
  );
  for (const [name, reason] of skipped) console.log(`skipped: ${name}: ${reason}`);
  console.log('| workload | cells | peer | ours | theirs | ratio | goal |\n|---|---|---|---|---|---|---|');
}
cycles();
if (!skipped.has('node:sqlite')) {
  const sqlite = openSqlite(load, 'node:sqlite');
  savepointsHeld(sqlite);
  nesting(sqlite);
  commits(sqlite);
}
past({ load, report });
pauses({ load, report });
