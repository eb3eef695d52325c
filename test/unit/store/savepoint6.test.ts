// SQLite's savepoint6 method with SQLite itself as the oracle: the same random operations on both, compared whole after
// each one. Five names make duplicates constant; unknown names are part of it.

import assert from 'node:assert/strict';
import { pointer, type Retention, type Store } from '../../../server/store';
import { checkedStore } from './support/checkedStore';
import { ITERATIONS, Random, SEED } from './support/random';
import { Sqlite } from './support/sqlite';

interface Setup {
  readonly name: string;
  readonly keys: number;
  readonly rows: number;
  readonly retention: Retention;
}

const SETUPS: readonly Setup[] = [
  { name: 'small', keys: 20, rows: 4, retention: { changes: 1_000 } },
  { name: 'large', keys: 1_000, rows: 100, retention: { changes: 1_000_000 } },
  { name: 'history kept', keys: 200, rows: 20, retention: 'all' },
  { name: 'history pruned', keys: 200, rows: 20, retention: { changes: 0 } },
];
const NAMES = ['one', 'two', 'three', 'four', 'five'];
const OPERATIONS = { savepoint: 4, release: 1, rollbackTo: 1, insert: 4, delete: 3, commit: 1, rollback: 1 };

class Pair {
  readonly store: Store<number>;
  readonly sqlite = new Sqlite();
  readonly random: Random;
  readonly seen: { readonly version: number; readonly line: string }[] = [];
  refusals = 0;

  constructor(
    readonly setup: Setup,
    seed: number,
  ) {
    this.store = checkedStore<number>({ retention: setup.retention });
    this.random = new Random(seed);
  }

  step(): void {
    const operation = this.random.weighted(OPERATIONS);
    if (operation === 'insert') this.#insert();
    else if (operation === 'delete') this.#delete();
    else this.#control(operation);
    const line = this.sqlite.contents();
    assert.equal(lineOf(this.store), line);
    this.#lookBack(line);
  }

  #insert(): void {
    const rows = Array.from({ length: this.setup.rows }, () => [this.#key(), this.random.below(1_000)] as const);
    this.#together(() => rows.forEach(([key, value]) => void this.store.set(pointer(String(key)), value)));
    this.sqlite.run(`insert or replace into cell values ${rows.map((row) => `(${row.join()})`).join()}`);
  }

  #delete(): void {
    const keys = Array.from({ length: this.setup.rows }, () => this.#key());
    this.#together(() => keys.forEach((key) => void this.store.delete(pointer(String(key)))));
    this.sqlite.run(`delete from cell where key in (${keys.join()})`);
  }

  /** SQLite runs a statement inside a transaction of its own where none is open. */
  #together(work: () => void): void {
    this.store.transaction(work);
  }

  #control(operation: 'savepoint' | 'release' | 'rollbackTo' | 'commit' | 'rollback'): void {
    const name = this.random.pick(NAMES);
    const statement = { savepoint: `savepoint ${name}`, release: `release ${name}`, rollbackTo: `rollback to ${name}` };
    const refused = refusal(() =>
      this.sqlite.run(operation in statement ? statement[operation as 'release'] : operation),
    );
    const ours = refusal(() => void this.store[operation](name));
    assert.equal(
      ours !== undefined,
      refused !== undefined,
      `${operation} ${name}: ${ours ?? 'done'} / ${refused ?? 'done'}`,
    );
    if (refused !== undefined) this.refusals++;
  }

  /** What SQLite once held is what the store still says it held then. */
  #lookBack(line: string): void {
    if (this.setup.retention !== 'all') return;
    this.seen.push({ version: this.store.version, line });
    const then = this.random.pick(this.seen);
    assert.equal(lineOf(this.store, then.version), then.line);
  }

  #key(): number {
    return this.random.below(this.setup.keys);
  }
}

function lineOf(store: Store<number>, version?: number): string {
  const rows = [...store.entries('', version)].map(([path, value]) => [Number(path.slice(1)), value] as const);
  return rows
    .sort(([one], [other]) => one - other)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

function refusal(work: () => void): string | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    return String(error);
  }
}

describe(`store: savepoint6 against SQLite ${new Sqlite().version}`, function () {
  this.timeout(0);

  for (const setup of SETUPS) {
    it(`agrees after each of ${ITERATIONS} operations, ${setup.name}, seed ${SEED}`, () => {
      const pair = new Pair(setup, SEED);
      for (let iteration = 0; iteration < ITERATIONS; iteration++) pair.step();
      pair.sqlite.close();
      assert.ok(pair.refusals > 0, 'no operation was refused');
    });
  }
});
