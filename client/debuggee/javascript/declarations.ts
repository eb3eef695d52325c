/** What each kind of node declares in the scope that it makes. */
import { children, isFunction, isNode, type Node } from './syntaxTree';

export interface Declared {
  readonly name: string;
  readonly declaration: number;
  readonly isConstant: boolean;
  /** The offset from which on it has a value; undefined if it has one from the beginning of its scope. */
  readonly initialized?: number;
}

export function declaredBy(node: Node, parent: Node | undefined): Declared[] {
  switch (node.type) {
    case 'Program':
      return [...hoisted(node), ...lexical(node['body']), ...argumentsOf(node)];
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
  return [...itself, ...params, ...hoisted(node), ...argumentsOf(node)];
}

/**
 * The object that stands for a call's arguments. It is one for as long as the call lasts only where the function
 * mentions it; a debugger that is asked for it anywhere else makes one up, anew each time.
 */
function argumentsOf(node: Node): Declared[] {
  const isThere = node.type !== 'ArrowFunctionExpression' && mentionsArguments(node);
  return isThere ? [{ name: 'arguments', declaration: node.start, isConstant: true }] : [];
}

/** Whether a function, or an arrow function in it, mentions `arguments`, or may by `eval`. */
function mentionsArguments(node: Node): boolean {
  return children(node).some((child) => {
    if (child.type === 'Identifier') {
      const isPropertyName = (child === node['property'] || child === node['key']) && node['computed'] === false;
      return !isPropertyName && (child['name'] === 'arguments' || isDirectEval(child, node));
    }
    const hasItsOwn = isFunction(child) && child.type !== 'ArrowFunctionExpression';
    return !hasItsOwn && mentionsArguments(child);
  });
}

function isDirectEval(name: Node, parent: Node): boolean {
  return name['name'] === 'eval' && parent.type === 'CallExpression' && parent['callee'] === name;
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
