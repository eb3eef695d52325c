// The benchmark: the store as shipped against its peers, in one process, in turns. Ratios are what counts.

import { cpus, totalmem } from 'node:os';
import { createStore, type Cell, type Store } from '../../server/store';
import { compare, median, processorMicroseconds, type Side } from './measure';
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
import { debuggee } from './debuggee';
import { journal } from './journal';
import { past } from './past';
import { pauses } from './pauses';
import { schemas } from './schemas';

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

/** The value of `--name=value` among the arguments. */
function option(name: string): string | undefined {
  return process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
}

const load = loader(process.argv[2] ?? '.');
const only = option('only');
const { found, skipped } = peers(load, (name) => (only === undefined ? name !== option('except') : name === only));

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
  const paths = Array.from({ length: count }, (_, key) => `/frame/${Math.floor(key / SCOPE)}/locals/v${key % SCOPE}`);
  // Through JSON, as they arrive in the server: whole strings, not unjoined parts.
  return JSON.parse(JSON.stringify(paths)) as readonly string[];
}

/** Cycles' worth of keys that are drawn before anything is measured. */
const DRAWN = SETS * 6_553;

/** Ten keys a cycle: random ones, or ten in order of a random scope. */
function keysIn(count: number, order: 'random' | 'one scope'): Int32Array {
  const random = (below: number): number => Math.floor(Math.random() * below);
  const keys = new Int32Array(DRAWN);
  for (let from = 0; from < DRAWN; from += SETS) {
    const start = SCOPE * random(count / SCOPE) + random(SCOPE - SETS + 1);
    for (let set = 0; set < SETS; set++) keys[from + set] = order === 'random' ? random(count) : start + set;
  }
  return keys;
}

function pathCycle(store: Store<number>, paths: readonly string[]): Cycle {
  let value = 0;
  return (keys, from) => {
    store.savepoint('s');
    for (let at = from; at < from + SETS; at++) store.set(paths[keys[at] ?? 0] ?? '', value++);
    store.rollbackTo('s');
    store.release('s');
  };
}

/** Here `keys` are handles, as SQLite's are integer keys. */
function handleCycle(store: Store<number>): Cycle {
  let value = 0;
  return (keys, from) => {
    store.savepoint('s');
    for (let at = from; at < from + SETS; at++) store.set((keys[at] ?? 0) as Cell, value++);
    store.rollbackTo('s');
    store.release('s');
  };
}

function handlesOf(keys: Int32Array, cells: readonly Cell[]): Int32Array {
  return keys.map((key) => cells[key] ?? 0);
}

function repeat(cycle: Cycle, keys: Int32Array): Side {
  let from = 0;
  return (count) => {
    for (let done = 0; done < count; done++) {
      cycle(keys, from);
      from = from + SETS === DRAWN ? 0 : from + SETS;
    }
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
        const keys = keysIn(size, order);
        const ours =
          peer.by === 'handle'
            ? repeat(handleCycle(store), handlesOf(keys, cells))
            : repeat(pathCycle(store, paths), keys);
        const measured = compare(ours, repeat(theirs, keys));
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
  const keys = keysIn(1e5, 'random');
  const measured = compare(
    repeat(handleCycle(store), handlesOf(keys, cells)),
    repeat(sqliteCycle(database, undefined), keys),
  );
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
  const { store, cells } = seeded(paths);
  const database = sqliteCells(sqlite, 'integer', paths);
  const update = database.prepare('update cell set value = value + 1 where key = ?');
  const levels = Array.from({ length: 10_000 }, (_, level) => `level${level}`);
  const openOurs = (): void =>
    levels.forEach((name, level) => {
      store.savepoint(name);
      store.set(cells[level % 1e3] ?? '', store.version);
    });
  const openTheirs = (): void =>
    levels.forEach((name, level) => {
      database.exec(`savepoint ${name}`);
      update.run(level % 1e3);
    });
  for (let warm = 0; warm < 20; warm++) {
    openOurs();
    store.rollbackTo('level0');
    store.rollback();
  }
  const rounds = Array.from({ length: 7 }, () => {
    const opening = [milliseconds(openOurs), milliseconds(openTheirs)];
    const back = [
      milliseconds(() => store.rollbackTo('level0')),
      milliseconds(() => database.exec('rollback to level0')),
    ];
    store.rollback();
    database.exec('rollback');
    return [opening, back];
  });
  for (const [index, [name, goal]] of [
    ['open 10,000 nested savepoints, one set in each', '150x'],
    ['roll back to the outermost of them', '100x'],
  ].entries()) {
    const taken = rounds.map((round) => round[index] ?? []);
    report({
      name: name ?? '',
      peer: 'node:sqlite',
      size: 1e3,
      ratio: median(taken.map(([mine, other]) => (other ?? 0) / (mine ?? 1))),
      ours: median(taken.map(([mine]) => mine ?? 0)),
      theirs: median(taken.map(([, other]) => other ?? 0)),
      unit: 'ms',
      ...(goal && { goal }),
    });
  }
}

/** Milliseconds of processor time of one run. */
function milliseconds(work: () => unknown): number {
  const start = processorMicroseconds();
  work();
  return (processorMicroseconds() - start) / 1_000;
}

function commits(sqlite: OpenSqlite): void {
  const paths = pathsOf(1e5);
  const { store } = seeded(paths);
  const database = sqliteCells(sqlite, 'text', paths);
  const random = keysIn(1e5, 'random');
  const ours: Cycle = (keys, from) => {
    store.savepoint('s');
    for (let at = from; at < from + SETS; at++) store.set(paths[keys[at] ?? 0] ?? '', store.version);
    store.commit();
  };
  const theirs = sqliteCommit(database, paths);
  report({
    name: 'commit of 10 sets by path',
    peer: 'node:sqlite',
    size: 1e5,
    ...compare(repeat(ours, random), repeat(theirs, random)),
    unit: 'us',
    goal: '10x',
  });
}

function sqliteCommit(database: Sqlite, paths: readonly string[]): Cycle {
  const [begin, commit] = ['begin', 'commit'].map((sql) => database.prepare(sql));
  const update = database.prepare('update cell set value = ? where key = ?');
  let value = 0;
  return (keys, from) => {
    begin?.run();
    for (let at = from; at < from + SETS; at++) update.run(value++, paths[keys[at] ?? 0]);
    commit?.run();
  };
}

if (!json) {
  const [processor] = cpus();
  console.log(
    `${processor?.model.trim() ?? 'unknown'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Node ${process.versions.node}\n`,
  );
  for (const [name, reason] of skipped) console.log(`skipped: ${name}: ${reason}\n`);
  console.log('| workload | cells | peer | ours | theirs | ratio | goal |\n|---|---|---|---|---|---|---|');
}
const sqlite = only === undefined && !skipped.has('node:sqlite') ? openSqlite(load, 'node:sqlite') : undefined;
const parts: Readonly<Record<string, () => void | Promise<void>>> = {
  cycles,
  ...(sqlite && { held: () => savepointsHeld(sqlite), nesting: () => nesting(sqlite), commits: () => commits(sqlite) }),
  ...(only === undefined && {
    past: () => past({ load, report }),
    pauses: () => pauses({ load, report }),
    schemas: () => schemas(report),
    debuggee: () => debuggee(report),
  }),
  ...(sqlite && { journal: () => journal({ load, report }, import.meta.dirname) }),
};
const asked = process.argv.slice(3).filter((argument) => !argument.startsWith('--'));
for (const [name, part] of Object.entries(parts)) if (asked.length === 0 || asked.includes(name)) await part();
