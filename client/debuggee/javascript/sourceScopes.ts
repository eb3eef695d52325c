/**
 * What a source says of the names at a place in it: whose they are, whether they are constants, and whether inner
 * functions use them. Reads JavaScript and TypeScript; knows nothing of what the program does.
 */
import { parse, type ParserPlugin } from '@babel/parser';
import type * as t from '@babel/types';
import type { ClassNames } from './probe/classes';
import type { Place } from './probe/frames';

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

  private constructor(text: string, program: Node) {
    this.#program = program;
    this.#lineStarts = lineStartsOf(text);
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

/** The private fields that a class declares, from the source of the class alone. */
export function privateFieldsOf(source: string): Omit<ClassNames, 'id'> {
  const fields: string[] = [];
  const statics: string[] = [];
  const parsed = parseClass(source);
  for (const member of parsed?.body.body ?? []) {
    if (member.type !== 'ClassPrivateProperty') continue;
    (member.static ? statics : fields).push(`#${member.key.id.name}`);
  }
  return { fields, statics };
}

function parseClass(source: string): t.Class | undefined {
  try {
    const statement = parse(`(${source}\n)`, { ...options, plugins: ['decorators'] }).program.body[0];
    const expression = statement?.type === 'ExpressionStatement' ? statement.expression : undefined;
    return expression?.type === 'ClassExpression' ? expression : undefined;
  } catch {
    return undefined;
  }
}

const options = {
  sourceType: 'unambiguous',
  errorRecovery: true,
  attachComment: false,
  createParenthesizedExpressions: false,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
  allowNewTargetOutsideFunction: true,
} as const;

function pluginsFor(path: string): ParserPlugin[] {
  const common: ParserPlugin[] = ['decorators', 'explicitResourceManagement'];
  if (/\.[cm]?ts$/i.test(path)) return ['typescript', ...common];
  if (/\.tsx$/i.test(path)) return ['typescript', 'jsx', ...common];
  return ['jsx', 'flow', ...common];
}

/** Any node of the tree, as far as walking it needs. */
interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

interface Declared {
  readonly name: string;
  readonly declaration: number;
  readonly isConstant: boolean;
  /** The offset from which on it has a value; undefined if it has one from the beginning of its scope. */
  readonly initialized?: number;
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

function children(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'loc' || key === 'extra' || key === 'errors') return [];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isNode);
  });
}

/** Collects the nodes that contain an offset, from the outside in. */
function descend(node: Node, offset: number, path: Node[]): void {
  path.push(node);
  const inside = children(node).filter((child) => child.start <= offset && offset < child.end);
  const child = inside[0];
  if (child !== undefined) descend(child, offset, path);
}

function isFunction(node: Node): boolean {
  return (
    /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|Class(Private)?Method)$/.test(
      node.type,
    ) || node.type === 'StaticBlock'
  );
}

/** Whether what a node declares belongs to the body of the innermost function, and not to a block or loop in it. */
function isBody(node: Node, path: readonly Node[], index: number, own: number): boolean {
  if (own < 0) return node.type === 'Program';
  return index === own || (index === own + 1 && path[own]?.['body'] === node);
}

function declaredBy(node: Node, parent: Node | undefined): Declared[] {
  switch (node.type) {
    case 'Program':
      return [...hoisted(node), ...lexical(node['body'])];
    case 'BlockStatement':
      return lexical(node['body']);
    case 'StaticBlock':
      return [...hoisted(node), ...lexical(node['body'])];
    case 'SwitchStatement':
      return (node['cases'] as Node[]).flatMap((item) => lexical(item['consequent']));
    case 'ForStatement':
      return lexical([node['init']]);
    case 'ForInStatement':
    case 'ForOfStatement':
      return lexical([node['left']]);
    case 'CatchClause':
      return bound(node['param'], false);
    case 'ClassExpression':
    case 'ClassDeclaration':
      return bound(node['id'], true);
    default:
      return isFunction(node) ? ofFunction(node, parent) : [];
  }
}

function ofFunction(node: Node, parent: Node | undefined): Declared[] {
  const itself = node.type === 'FunctionExpression' && parent?.type !== 'Program' ? bound(node['id'], true) : [];
  const params = (node['params'] as Node[]).flatMap((param) => bound(param, false));
  return [...itself, ...params, ...hoisted(node)];
}

/** What `var` declares anywhere in a function, and the functions declared in its blocks. */
function hoisted(scope: Node): Declared[] {
  const found: Declared[] = [];
  const visit = (node: Node) => {
    if (node.type === 'VariableDeclaration' && node['kind'] === 'var') {
      found.push(...(node['declarations'] as Node[]).flatMap((item) => bound(item['id'], false)));
    }
    if (isFunction(node) || node.type === 'ClassBody') return;
    children(node).forEach(visit);
  };
  children(scope).forEach(visit);
  return found;
}

/** What the statements of a block declare in it. */
function lexical(statements: unknown): Declared[] {
  return (statements as unknown[]).filter(isNode).flatMap((statement): Declared[] => {
    switch (statement.type) {
      case 'VariableDeclaration': {
        const kind = statement['kind'];
        if (kind === 'var') return [];
        return (statement['declarations'] as Node[]).flatMap((item) =>
          bound(item['id'], kind !== 'let').map((name) => ({ ...name, initialized: item.end })),
        );
      }
      case 'ClassDeclaration':
        return bound(statement['id'], false).map((name) => ({ ...name, initialized: statement.end }));
      case 'FunctionDeclaration':
      case 'TSEnumDeclaration':
      case 'TSModuleDeclaration':
        return bound(statement['id'], false);
      case 'ImportDeclaration':
        return (statement['specifiers'] as Node[]).flatMap((item) => bound(item['local'], true));
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        return lexical([statement['declaration']]);
      default:
        return [];
    }
  });
}

/** The names that a pattern binds. */
function bound(pattern: unknown, isConstant: boolean): Declared[] {
  if (!isNode(pattern)) return [];
  switch (pattern.type) {
    case 'Identifier':
      return [{ name: pattern['name'] as string, declaration: pattern.start, isConstant }];
    case 'ObjectPattern':
      return (pattern['properties'] as Node[]).flatMap((item) =>
        bound(item.type === 'RestElement' ? item['argument'] : item['value'], isConstant),
      );
    case 'ArrayPattern':
      return (pattern['elements'] as unknown[]).flatMap((item) => bound(item, isConstant));
    case 'AssignmentPattern':
      return bound(pattern['left'], isConstant);
    case 'RestElement':
      return bound(pattern['argument'], isConstant);
    case 'TSParameterProperty':
      return bound(pattern['parameter'], isConstant);
    default:
      return [];
  }
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
