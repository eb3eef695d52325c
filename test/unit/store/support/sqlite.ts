// Real SQLite, compiled to WebAssembly so that it runs wherever Node does, as an oracle over one table of keys.

import { Database } from 'node-sqlite3-wasm';

export class Sqlite {
  readonly #database = new Database();

  constructor() {
    this.run('create table cell (key integer primary key, value integer not null)');
  }

  /** Runs one statement; throws what SQLite does. */
  run(statement: string): void {
    this.#database.exec(statement);
  }

  /** The whole table as one line, `key=value` in order of keys. */
  contents(): string {
    const row = this.#database.get("select group_concat(key || '=' || value, ' ' order by key) as line from cell") as {
      readonly line: string | null;
    };
    return row.line ?? '';
  }

  get version(): string {
    return (this.#database.get('select sqlite_version() as version') as { readonly version: string }).version;
  }

  close(): void {
    this.#database.close();
  }
}
