/** The plain store: an append-only log in which a rollback is recorded as the changes that undo what came after. */
import { StoreError } from './storeError';

export interface Mark {
  readonly id: number;
  readonly name: string;
  readonly parent?: number;
  readonly version: number;
}

interface Cell<V> {
  base: V | undefined;
  readonly versions: number[];
  readonly values: (V | undefined)[];
}

export interface StoreChange<V> {
  readonly path: string;
  readonly before?: V;
  readonly after?: V;
}

export class Store<V> {
  readonly #cells = new Map<string, Cell<V>>();
  readonly #log: string[] = [];
  readonly #stacks = new Map<number, readonly Mark[]>();
  #marks: readonly Mark[] = [];
  #ids = 0;

  get version(): number {
    return this.#log.length;
  }

  equals(one: V, other: V): boolean {
    return Object.is(one, other) || JSON.stringify(one) === JSON.stringify(other);
  }

  get(path: string): V | undefined {
    return this.getAt(path, this.version);
  }

  has(path: string): boolean {
    return this.get(path) !== undefined;
  }

  getAt(path: string, version: number): V | undefined {
    const cell = this.#cells.get(path);
    if (cell === undefined) return undefined;
    let index = cell.versions.length - 1;
    while (index >= 0 && (cell.versions[index] ?? 0) > version) index--;
    return index < 0 ? cell.base : cell.values[index];
  }

  hasHistory(path: string): boolean {
    const cell = this.#cells.get(path);
    return cell !== undefined && (cell.versions.length > 0 || cell.base !== undefined);
  }

  set(path: string, value: V): void {
    this.#record(path, value);
  }

  delete(path: string): void {
    this.#record(path, undefined);
  }

  seed(path: string, value: V): void {
    this.#cell(path).base = value;
  }

  *entries(prefix: string): Iterable<{ path: string; value: V }> {
    for (const [path] of this.#cells)
      if (path === prefix || path.startsWith(`${prefix}/`)) {
        const value = this.get(path);
        if (value !== undefined) yield { path, value };
      }
  }

  *diff(from: number, to: number): Iterable<StoreChange<V>> {
    const paths = new Set(this.#log.slice(Math.min(from, to), Math.max(from, to)));
    for (const path of paths) {
      const before = this.getAt(path, from);
      const after = this.getAt(path, to);
      if (before === undefined ? after === undefined : after !== undefined && this.equals(before, after)) continue;
      yield { path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
    }
  }

  savepoints(): readonly Mark[] {
    return this.#marks;
  }

  savepoint(name: string): Mark {
    const parent = this.#marks.at(-1)?.id;
    const mark = { id: ++this.#ids, name, version: this.version, ...(parent !== undefined && { parent }) };
    this.#marks = [...this.#marks, mark];
    return mark;
  }

  release(id: number): void {
    this.#marks = this.#marks.slice(0, this.#index(id));
  }

  rollbackTo(id: number): void {
    const index = this.#index(id);
    const mark = this.#marks[index];
    this.#stacks.set(this.version, this.#marks);
    this.#moveTo(mark?.version ?? 0);
    this.#marks = this.#marks.slice(0, index + 1);
  }

  commit(): void {
    this.#marks = [];
  }

  rollback(): void {
    const [outermost] = this.#marks;
    if (outermost === undefined) throw new StoreError('no-transaction', 'No transaction is open.');
    this.rollbackTo(outermost.id);
    this.#marks = [];
  }

  reinstate(version: number): void {
    const marks = this.#stacks.get(version);
    if (marks === undefined) throw new StoreError('no-version', `No rollback was made at version ${version}.`);
    this.#moveTo(version);
    this.#marks = marks;
  }

  #moveTo(version: number): void {
    for (const { path, after } of [...this.diff(this.version, version)]) this.#record(path, after);
  }

  #index(id: number): number {
    const index = this.#marks.findIndex((mark) => mark.id === id);
    if (index < 0) throw new StoreError('no-savepoint', `No savepoint with the id ${id}.`);
    return index;
  }

  #record(path: string, value: V | undefined): void {
    const present = this.get(path);
    if (present === undefined ? value === undefined : value !== undefined && this.equals(present, value)) return;
    const cell = this.#cell(path);
    this.#log.push(path);
    cell.versions.push(this.version);
    cell.values.push(value);
  }

  #cell(path: string): Cell<V> {
    let cell = this.#cells.get(path);
    if (cell === undefined) this.#cells.set(path, (cell = { base: undefined, versions: [], values: [] }));
    return cell;
  }
}
