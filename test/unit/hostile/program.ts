/** A made-up program: its true memory, which the tests know and the debugger only tells of. */
import { renderSlot } from '../../../server/session/paths';
import type { Random } from './random';

export type Content = number | string | Node | null;

/** One place that holds something; the same place for as long as the program lives. */
export interface Cell {
  /** No other cell's. */
  readonly name: string;
  readonly kind: 'number' | 'text' | 'pointer' | 'part' | 'getter';
  content: Content;
}

export interface Node {
  readonly address: string;
  readonly type: string;
  readonly cells: readonly Cell[];
}

const ODD = ['x', 'a.b', '[0]', 'a[', ']', ' ', 'größe', '\ud83d', '"q"', 'it\u2019s', 'a::b', '__proto__', '#', '~1/'];
const TEXTS = ['""', '"plain"', '"\ud83d half"', '"a \\"quote\\""', '"…"', "'c'", 'GREEN', '<odd>', '0x', 'NaN'];

export class Program {
  readonly locals: Cell[];
  /** What pointers may point to. */
  readonly nodes: Node[] = [];
  #cells = 0;
  #hasNameless = false;
  /** How often something was run that only looking should not run. */
  getterCalls = 0;

  constructor(readonly random: Random) {
    const { random: r } = this;
    const nodes = r.below(6);
    for (let i = 0; i < nodes; i++) this.nodes.push(this.#node(2));
    this.locals = Array.from({ length: 1 + r.below(6) }, () => this.#cell(2));
    if (r.below(1_000) === 0) this.locals.push({ name: 'many', kind: 'part', content: this.#nodeOfNumbers(100_000) });
  }

  cells(): Cell[] {
    const found = new Set<Cell>();
    const visit = (cell: Cell): void => {
      if (found.has(cell)) return;
      found.add(cell);
      if (typeof cell.content === 'object' && cell.content !== null) cell.content.cells.forEach(visit);
    };
    this.locals.forEach(visit);
    for (const node of this.nodes) node.cells.forEach(visit);
    return [...found];
  }

  memory(): Map<Cell, Content> {
    return new Map(this.cells().map((cell) => [cell, cell.content]));
  }

  /** Goes on for a while. */
  run(): void {
    for (const cell of this.cells()) {
      if (this.random.below(3) > 0) continue;
      if (cell.kind === 'number') cell.content = this.random.below(1_000) - 500;
      if (cell.kind === 'text') cell.content = this.#text();
      if (cell.kind === 'pointer') cell.content = this.#pointee();
    }
  }

  #cell(deep: number): Cell {
    const kinds = ['number', 'number', 'text', 'pointer', ...(deep > 0 ? (['part'] as const) : []), 'getter'] as const;
    const kind = this.random.pick(kinds);
    const name = this.#name();
    return { name, kind, content: this.#content(kind, deep) };
  }

  /** One cell has none. */
  #name(): string {
    if (++this.#cells > 1 && !this.#hasNameless && this.random.below(10) === 0) {
      this.#hasNameless = true;
      return '';
    }
    return `${this.random.pick(ODD)}${this.#cells}`;
  }

  #content(kind: Cell['kind'], deep: number): Content {
    if (kind === 'number' || kind === 'getter') return this.random.below(1_000);
    if (kind === 'text') return this.#text();
    return kind === 'pointer' ? this.#pointee() : this.#node(deep - 1);
  }

  #node(deep: number): Node {
    const address = `0x${(0x1000 + this.#cells++ * 64).toString(16)}`;
    const size = this.random.below(50) === 0 ? 200 : this.random.below(4);
    return {
      address,
      type: `T${this.random.below(3)}`,
      cells: Array.from({ length: size }, () => this.#cell(deep - 1)),
    };
  }

  #nodeOfNumbers(size: number): Node {
    const numbers = Array.from({ length: size }, (_, index): Cell => ({
      name: `n${index}`,
      kind: 'number',
      content: index,
    }));
    return { address: '0x10', type: 'Numbers', cells: numbers };
  }

  #text(): string {
    return this.random.pick(TEXTS);
  }

  #pointee(): Node | null {
    return this.nodes.length === 0 || this.random.below(4) === 0 ? null : this.random.pick(this.nodes);
  }
}

/** Names of cells are no others' names, so a path's last step says which it is; for many paths, all are looked through once. */
export function cellFinder(program: Program): (path: string) => Cell {
  const byName = new Map(program.cells().map((cell) => [cell.name, cell]));
  const byStep = new Map(program.cells().map((cell) => [stepTo(cell), cell]));
  return (path) => {
    let cell = byName.get(path);
    for (let start = path.length - 1; cell === undefined && start >= 0; start--) cell = byStep.get(path.slice(start));
    if (cell === undefined) throw new Error(`no cell is at '${path}'`);
    return cell;
  };
}

function stepTo({ name }: Cell): string {
  return renderSlot(`p:${/^\[(\d+)\]$/.exec(name)?.[1] ?? name}`, undefined, 'object');
}

export function printed(content: Content | undefined): string {
  return typeof content === 'object' && content !== null ? content.address : String(content);
}
