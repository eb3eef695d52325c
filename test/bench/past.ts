// The past: what keeping it costs, and reading it.

import { createStore, type Place, type Store } from '../../server/store';
import { type Bench } from './bench';
import { alone, bytesInUse, compare } from './measure';
import { openSqlite, SCOPE, SETS, treeOf, type OpenSqlite } from './peers';

const SIZE = 1e5;
const CHECKPOINTS = 5_000;

type Tree = Record<string, Record<string, number>>;
type Produce = (base: Tree, recipe: (draft: Tree) => void) => Tree;

/** Keys that every side changes alike: checkpoint `c` sets the ten keys from `keys[10c]`. */
const keys = Array.from({ length: CHECKPOINTS * SETS }, () => Math.floor(Math.random() * SIZE));

export function past({ load, report }: Bench): void {
  const paths = Array.from({ length: SIZE }, (_, key) => `/frame/${Math.floor(key / SCOPE)}/locals/v${key % SCOPE}`);
  const seeded = (): Store<number> => {
    const store = createStore<number>({ retention: 'all' });
    paths.forEach((path, key) => store.seed(path, key));
    return store;
  };
  // What a first store makes V8 compile is no checkpoint's cost.
  keep(seeded(), paths);
  const store = seeded();
  const cells = paths.map((path) => store.cell(path));
  const before = bytesInUse();
  const versions = keep(store, cells);
  const bytes = (bytesInUse() - before) / CHECKPOINTS;
  const immer = attempt(() => immerStates(load('immer') as { produce: Produce }));
  report({
    name: 'bytes per checkpoint of 10 changes',
    peer: 'none',
    size: SIZE,
    ours: bytes,
    unit: 'bytes',
    goal: '<= 250',
  });
  if (immer)
    report({
      name: 'bytes per checkpoint of 10 changes',
      peer: 'immer',
      size: SIZE,
      ours: bytes,
      theirs: immer.bytes,
      ratio: immer.bytes / bytes,
      unit: 'bytes',
      goal: '40x',
    });

  let drawn = 0;
  const asOf = alone((count) => {
    for (let read = 0; read < count; read++)
      store.getAt(cells[keys[drawn++ % keys.length] ?? 0] ?? '', versions[drawn % CHECKPOINTS] ?? 0);
  });
  report({ name: 'as-of by handle', peer: 'none', size: SIZE, ours: asOf * 1_000, unit: 'ns', goal: '<= 150' });
  asOfManyVersions(report);

  const sqlite = attempt(() => openSqlite(load, 'node:sqlite'));
  const history = sqlite && historyTable(sqlite, cells);
  for (const apart of [1, 1_000]) {
    const start = (): number => drawn++ % (CHECKPOINTS - apart);
    const ours = (count: number): void => {
      for (let done = 0; done < count; done++) {
        const at = start();
        nonEmpty(store.diff(versions[at] ?? 0, versions[at + apart] ?? 0));
      }
    };
    const goals = apart === 1_000 ? [{ goal: '30x' }, { goal: '10x' }] : [{}, {}];
    const name = `diff of checkpoints ${apart} apart`;
    if (history) report({ name, peer: 'SQLite history table', size: SIZE, ...compare(ours, (count) => { for (let done = 0; done < count; done++) { const at = start(); nonEmpty(history(at, at + apart)); } }), unit: 'us', ...goals[0] }); // prettier-ignore
    if (immer) report({ name, peer: 'immer', size: SIZE, ...compare(ours, (count) => { for (let done = 0; done < count; done++) { const at = start(); nonEmpty(treeDiff(immer.states[at] ?? {}, immer.states[at + apart] ?? {})); } }), unit: 'us', ...goals[1] }); // prettier-ignore
  }
}

/** Makes the checkpoints, each a transaction, and returns their versions. */
function keep(store: Store<number>, places: readonly Place[]): readonly number[] {
  return Array.from({ length: CHECKPOINTS }, (_, checkpoint) =>
    store.transaction(() => {
      for (let set = 0; set < SETS; set++) store.set(places[keys[checkpoint * SETS + set] ?? 0] ?? '', checkpoint);
      return store.version;
    }, 'checkpoint'),
  );
}

function asOfManyVersions(report: Bench['report']): void {
  const store = createStore<number>({ retention: 'all' });
  const cell = store.cell('/x');
  for (let value = 0; value < 1e5; value++) store.set(cell, value);
  let drawn = 1;
  const took = alone((count) => {
    for (let read = 0; read < count; read++) store.getAt(cell, (drawn = (drawn * 48_271) % 2_147_483_647) % 1e5);
  });
  report({
    name: 'as-of by handle, 100,000 versions of one cell',
    peer: 'none',
    size: 1,
    ours: took * 1_000,
    unit: 'ns',
    goal: '<= 1000',
  });
}

function immerStates({ produce }: { produce: Produce }): { readonly states: readonly Tree[]; readonly bytes: number } {
  let state = treeOf(SIZE);
  const before = bytesInUse();
  const states = Array.from({ length: CHECKPOINTS }, (_, checkpoint) => {
    state = produce(state, (draft) => {
      for (let set = 0; set < SETS; set++) {
        const key = keys[checkpoint * SETS + set] ?? 0;
        const scope = draft[`scope${Math.floor(key / SCOPE)}`];
        if (scope !== undefined) scope[`v${key % SCOPE}`] = checkpoint;
      }
    });
    return state;
  });
  return { states, bytes: (bytesInUse() - before) / CHECKPOINTS };
}

interface TreeChange {
  readonly path: readonly [scope: string, name: string];
  readonly before: number | undefined;
  readonly after: number | undefined;
}

/** The changes between two states, as the store gives them, skipping what the states share. */
function treeDiff(one: Tree, other: Tree): readonly TreeChange[] {
  const changes: TreeChange[] = [];
  for (const scope in other) {
    const [left, right] = [one[scope], other[scope]];
    if (left === right || left === undefined || right === undefined) continue;
    for (const name in right) {
      const [before, after] = [left[name], right[name]];
      if (before !== after) changes.push({ path: [scope, name], before, after });
    }
  }
  return changes;
}

/** A table of every value with the checkpoint it is from, and the query for a net difference. */
function historyTable(open: OpenSqlite, cells: readonly unknown[]): (from: number, to: number) => readonly unknown[] {
  const database = open();
  database.exec(
    'create table history (key integer, checkpoint integer, value, primary key (key, checkpoint)) without rowid',
  );
  database.exec('create index by_checkpoint on history (checkpoint, key)');
  const insert = database.prepare('insert or replace into history values (?, ?, ?)');
  database.exec('begin');
  cells.forEach((_, key) => insert.run(key, -1, key));
  keys.forEach((key, index) => insert.run(key, Math.floor(index / SETS), Math.floor(index / SETS)));
  database.exec('commit');
  const value = (at: string): string =>
    `(select value from history h where h.key = c.key and h.checkpoint <= ${at} order by h.checkpoint desc limit 1)`;
  const query = database.prepare(
    `select c.key, ${value('?')} as old, ${value('?')} as new from (select distinct key from history where checkpoint > ? and checkpoint <= ?) c`,
  );
  return (from, to) => query.all(from, to, from, to);
}

/** What every side's difference goes through, so that none is left out as unused. */
function nonEmpty(changes: readonly unknown[]): void {
  if (changes.length === 0) throw new Error('A difference was lost.');
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
