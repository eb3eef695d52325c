/**
 * What a source says of the names at a place in it: whose they are, whether they are constants, and whether inner
 * functions use them. Reads JavaScript and TypeScript; knows nothing of what the program does.
 */
import { parse } from '@babel/parser';
import { declaredBy } from './declarations';
import { privateNamesIn } from './privateNames';
import type { Place } from './probe/frameSpec';
import { children, isFunction, isNode, options, pluginsFor, type Node } from './syntaxTree';

export interface NameInfo {
  readonly place: Place;
  readonly isConstant: boolean;
  /** The offset of its declaration. */
  readonly declaration: number;
  readonly isCaptured: boolean;
  /** Whether it is in its dead zone there: declared further down in its block. */
  readonly isUninitialized: boolean;
}

/** Where a place lies in its function: at the beginning, or further on; or in no function, in code that runs once. */
export type Standing = 'beginning' | 'inside' | 'program';

/** A parsed source; asked for many places. */
export class SourceScopes {
  readonly #program: Node;
  readonly #lineStarts: readonly number[];
  /** All that the source mentions, with their `#`. */
  readonly privateNames: readonly string[];

  private constructor(text: string, program: Node) {
    this.#program = program;
    this.#lineStarts = lineStartsOf(text);
    this.privateNames = [...new Set(privateNamesIn(program))];
  }

  /** @returns undefined if the source cannot be parsed at all */
  static parse(text: string, path: string): SourceScopes | undefined {
    try {
      const file = parse(text, { ...options, plugins: pluginsFor(path) });
      return new SourceScopes(text, file.program as unknown as Node);
    } catch {
      return undefined;
    }
  }

  /** The names in scope at a place, by name; line and column are 1-based. */
  namesAt(line: number, column: number): ReadonlyMap<string, NameInfo> {
    const { path, own, offset } = this.#pathTo(line, column);
    const names = new Map<string, NameInfo>();
    for (const [index, node] of path.entries()) {
      for (const { name, declaration, isConstant, initialized } of declaredBy(node, path[index - 1])) {
        const place: Place = index < Math.max(own, 0) ? 'outer' : isBody(node, path, index, own) ? 'body' : 'block';
        const isCaptured = usedByInnerFunctions(node).has(name);
        const isUninitialized = initialized !== undefined && offset < initialized;
        names.set(name, { place, isConstant, declaration, isCaptured, isUninitialized });
      }
    }
    return names;
  }

  /** A text that is the same for all places that see the same declarations; line and column are 1-based. */
  scopeAt(line: number, column: number): string {
    const { path } = this.#pathTo(line, column);
    const inner = path.findLast((node, index) => declaredBy(node, path[index - 1]).length > 0 || isFunction(node));
    return `${inner?.start ?? 0}-${inner?.end ?? 0}`;
  }

  /** Whether a call that has just begun could stand at a place; line and column are 1-based. */
  standingAt(line: number, column: number): Standing {
    const { path, own, offset } = this.#pathTo(line, column);
    const owner = path[own];
    if (owner === undefined) return 'program';
    return offset < endOfBeginning(owner) ? 'beginning' : 'inside';
  }

  /** Whether what is thrown at a place is met by a `catch` or `finally` of its function; line and column are 1-based. */
  catchesAt(line: number, column: number): boolean {
    const { path, own } = this.#pathTo(line, column);
    return path.some((node, index) => {
      if (index < own || node.type !== 'TryStatement') return false;
      const part = path[index + 1];
      return part === node['block'] || (part === node['handler'] && isNode(node['finalizer']));
    });
  }

  #pathTo(line: number, column: number): { path: readonly Node[]; own: number; offset: number } {
    const offset = (this.#lineStarts[line - 1] ?? 0) + column - 1;
    const path: Node[] = [];
    descend(this.#program, offset, path);
    return { path, own: path.findLastIndex(isFunction), offset };
  }
}

/** The end of what a debugger may take for the first place in a function where a program can stand. */
function endOfBeginning(owner: Node): number {
  const body = owner['body'];
  const first = isNode(body) ? (body.type === 'BlockStatement' ? (body['body'] as Node[])[0] : body) : undefined;
  if (first === undefined) return owner.end;
  const inner = HEADED.map((part) => first[part]).find(isNode);
  return inner?.start ?? first.end;
}

/** Where the part of a statement begins that is reached only after its head was: the body of a loop, a branch. */
const HEADED = ['body', 'consequent', 'block'] as const;

/** Collects the nodes that contain an offset, from the outside in. */
function descend(node: Node, offset: number, path: Node[]): void {
  path.push(node);
  const inside = children(node).filter((child) => child.start <= offset && offset < child.end);
  const child = inside[0];
  if (child !== undefined) descend(child, offset, path);
}

/** Whether what a node declares belongs to the body of the innermost function, and not to a block or loop in it. */
function isBody(node: Node, path: readonly Node[], index: number, own: number): boolean {
  if (own < 0) return node.type === 'Program';
  return index === own || (index === own + 1 && path[own]?.['body'] === node);
}

const used = new WeakMap<Node, ReadonlySet<string>>();

/** The names that functions inside a scope mention: V8 keeps those where kept closures reach them. */
function usedByInnerFunctions(scope: Node): ReadonlySet<string> {
  const known = used.get(scope);
  if (known !== undefined) return known;
  const names = new Set<string>();
  const visit = (node: Node, isInner: boolean) => {
    if (isInner && (node.type === 'Identifier' || node.type === 'JSXIdentifier')) names.add(node['name'] as string);
    for (const child of children(node)) {
      const isPropertyName = child === node['property'] && node['computed'] === false;
      if (!isPropertyName) visit(child, isInner || isFunction(node) || node.type === 'ClassBody');
    }
  };
  for (const child of children(scope)) visit(child, scope.type === 'ClassBody');
  used.set(scope, names);
  return names;
}

function lineStartsOf(text: string): number[] {
  return [0, ...[...text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)].map((match) => match.index + match[0].length)];
}
