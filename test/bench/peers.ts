// The peers: each does what the store does by its own best means. One that cannot run here says why.

import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Does one cycle: keep the state, set the ten keys from `keys[from]` on, go back. */
export type Cycle = (keys: Int32Array, from: number) => void;

/** A peer's cycle over a number of keys, by integer or, as `paths`, by text. */
export interface Peer {
  readonly name: string;
  readonly by: 'handle' | 'path';
  /** The most keys at which it is worth waiting for. */
  readonly most: number;
  readonly open: (paths: readonly string[]) => Cycle;
}

/** What of SQLite's interface the bench uses: the same in both bindings. */
export interface Sqlite {
  exec(sql: string): unknown;
  prepare(sql: string): {
    run(...values: readonly unknown[]): unknown;
    all(...values: readonly unknown[]): readonly unknown[];
  };
}

export type OpenSqlite = () => Sqlite;
type Tree = Record<string, Record<string, number>>;
type Produce = (base: Tree, recipe: (draft: Tree) => void) => Tree;

export const SETS = 10;
/** Keys of one scope, of which a tree has one object. */
export const SCOPE = 100;

/** Where a peer's package comes from: the bench's own packages, or Node itself. */
export function loader(tools: string): (name: string) => unknown {
  return createRequire(join(tools, 'package.json'));
}

export function openSqlite(load: (name: string) => unknown, name: 'node:sqlite' | 'better-sqlite3'): OpenSqlite {
  if (name === 'better-sqlite3') {
    const Database = load(name) as new (file: string) => Sqlite;
    return () => new Database(':memory:');
  }
  const { DatabaseSync } = load(name) as { DatabaseSync: new (file: string) => Sqlite };
  return () => new DatabaseSync(':memory:');
}

/** A database in memory with one table of cells, by integer, which is SQLite's fastest, or by text. */
export function sqliteCells(open: OpenSqlite, keyed: 'integer' | 'text', paths: readonly string[]): Sqlite {
  const database = open();
  database.exec(`create table cell (key ${keyed} primary key, value) ${keyed === 'text' ? 'without rowid' : ''}`);
  const insert = database.prepare('insert into cell values (?, ?)');
  database.exec('begin');
  paths.forEach((path, key) => insert.run(keyed === 'text' ? path : key, key));
  database.exec('commit');
  return database;
}

export function sqliteCycle(database: Sqlite, paths: readonly string[] | undefined): Cycle {
  const [savepoint, undo, release] = ['savepoint s', 'rollback to s', 'release s'].map((sql) => database.prepare(sql));
  const update = database.prepare('update cell set value = ? where key = ?');
  let value = 0;
  return (keys, from) => {
    savepoint?.run();
    for (let at = from; at < from + SETS; at++) {
      const key = keys[at] ?? 0;
      update.run(value++, paths === undefined ? key : paths[key]);
    }
    undo?.run();
    release?.run();
  };
}

/** The peers asked for that `load` finds, and for each of the others the reason. */
export function peers(
  load: (name: string) => unknown,
  isAsked: (name: string) => boolean,
): {
  readonly found: readonly Peer[];
  readonly skipped: ReadonlyMap<string, string>;
} {
  const found: Peer[] = [];
  const skipped = new Map<string, string>();
  for (const [name, make] of Object.entries(MAKERS)) {
    if (!isAsked(name)) continue;
    try {
      found.push(...make(load));
    } catch (error) {
      skipped.set(
        name,
        String(error)
          .replaceAll(/\s+/g, ' ')
          .replaceAll(/'\/[^']*\//g, "'"),
      );
    }
  }
  return { found, skipped };
}

const MAKERS: Readonly<Record<string, (load: (name: string) => unknown) => readonly Peer[]>> = {
  'node:sqlite': (load) => sqlitePeers('node:sqlite', openSqlite(load, 'node:sqlite')),
  'better-sqlite3': (load) => sqlitePeers('better-sqlite3', openSqlite(load, 'better-sqlite3')),
  lmdb: (load) => [{ name: 'lmdb', by: 'handle', most: 1e5, open: lmdbCycle(load('lmdb') as Lmdb) }],
  immer: (load) => {
    const { produce, setAutoFreeze } = load('immer') as {
      produce: Produce;
      readonly setAutoFreeze: (on: boolean) => void;
    };
    setAutoFreeze(false);
    return [{ name: 'immer', by: 'path', most: 1e6, open: treeCycle(produce) }];
  },
  mutative: (load) => [
    { name: 'mutative', by: 'path', most: 1e6, open: treeCycle((load('mutative') as { create: Produce }).create) },
  ],
  'Immutable.js': (load) => [
    { name: 'Immutable.js', by: 'path', most: 1e6, open: immutableCycle(load('immutable') as Immutable) },
  ],
  tinybase: (load) => [{ name: 'tinybase', by: 'path', most: 1e5, open: tinybaseCycle(load('tinybase') as Tinybase) }],
  structuredClone: () => [{ name: 'structuredClone', by: 'path', most: 1e5, open: cloneCycle }],
};

function sqlitePeers(name: string, open: OpenSqlite): readonly Peer[] {
  open();
  return [
    { name, by: 'handle', most: 1e6, open: (paths) => sqliteCycle(sqliteCells(open, 'integer', paths), undefined) },
    { name, by: 'path', most: 1e6, open: (paths) => sqliteCycle(sqliteCells(open, 'text', paths), paths) },
  ];
}

/** A tree of plain objects, one per scope: what a library of immutable updates is best at. */
export function treeOf(keys: number): Tree {
  const tree: Tree = {};
  for (let key = 0; key < keys; key++) (tree[`scope${Math.floor(key / SCOPE)}`] ??= {})[`v${key % SCOPE}`] = key;
  return tree;
}

function treeCycle(produce: Produce): Peer['open'] {
  return (paths) => {
    const base = treeOf(paths.length);
    const names = paths.map((_, key) => [`scope${Math.floor(key / SCOPE)}`, `v${key % SCOPE}`] as const);
    let value = 0;
    return (keys, from) => {
      produce(base, (draft) => {
        for (let at = from; at < from + SETS; at++) {
          const [scope, name] = names[keys[at] ?? 0] ?? ['', ''];
          const members = draft[scope];
          if (members !== undefined) members[name] = value++;
        }
      });
    };
  };
}

function cloneCycle(paths: readonly string[]): Cycle {
  let state = new Map(paths.map((path, key) => [path, key]));
  let value = 0;
  return (keys, from) => {
    const kept = structuredClone(state);
    for (let at = from; at < from + SETS; at++) state.set(paths[keys[at] ?? 0] ?? '', value++);
    state = kept;
  };
}

interface ImmutableMap {
  withMutations(work: (map: { set(key: string, value: number): unknown }) => void): ImmutableMap;
}
interface Immutable {
  readonly Map: (entries: Iterable<readonly [string, number]>) => ImmutableMap;
}

function immutableCycle({ Map: create }: Immutable): Peer['open'] {
  return (paths) => {
    const base = create(paths.map((path, key) => [path, key] as const));
    let value = 0;
    return (keys, from) => {
      base.withMutations((map) => {
        for (let at = from; at < from + SETS; at++) map.set(paths[keys[at] ?? 0] ?? '', value++);
      });
    };
  };
}

interface TinybaseStore {
  setCell(table: string, row: string, cell: string, value: number): unknown;
  transaction(work: () => void): void;
}
interface Tinybase {
  readonly createStore: () => TinybaseStore;
  readonly createCheckpoints: (store: TinybaseStore) => { addCheckpoint(): string; goBackward(): unknown };
}

function tinybaseCycle({ createStore, createCheckpoints }: Tinybase): Peer['open'] {
  return (paths) => {
    const store = createStore();
    store.transaction(() => paths.forEach((path, key) => store.setCell('cells', path, 'value', key)));
    const checkpoints = createCheckpoints(store);
    let value = 0;
    return (keys, from) => {
      for (let at = from; at < from + SETS; at++) store.setCell('cells', paths[keys[at] ?? 0] ?? '', 'value', value++);
      checkpoints.addCheckpoint();
      checkpoints.goBackward();
    };
  };
}

interface Lmdb {
  readonly open: (options: object) => {
    readonly transactionSync: (work: () => unknown) => unknown;
    readonly putSync: (key: number, value: number) => unknown;
  };
  readonly ABORT: unknown;
}

/** Each cycle is a transaction that is aborted: LMDB's nearest to a savepoint. */
function lmdbCycle(lmdb: Lmdb): Peer['open'] {
  return (paths) => {
    const database = lmdb.open({ noSync: true });
    database.transactionSync(() => paths.forEach((_, key) => void database.putSync(key, key)));
    let value = 0;
    return (keys, from) => {
      database.transactionSync(() => {
        for (let at = from; at < from + SETS; at++) database.putSync(keys[at] ?? 0, value++);
        return lmdb.ABORT;
      });
    };
  };
}
