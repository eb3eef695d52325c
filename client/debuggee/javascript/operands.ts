/** The names, properties and elements that an expression reads, as texts: what a person wants to see of it. */
import { parseExpression } from '@babel/parser';
import { children, isFunction, type Node } from './syntaxTree';

const MOST = 6;

/** Without what it calls, and what functions in it read. */
export function operandsOf(expression: string): readonly string[] {
  try {
    const found = new Set<string>();
    collect(parseExpression(expression) as unknown as Node, expression, found);
    return [...found].slice(0, MOST);
  } catch {
    return [];
  }
}

function collect(node: Node, text: string, found: Set<string>): void {
  if (isFunction(node)) return;
  if (isChain(node)) {
    found.add(text.slice(node.start, node.end));
    return;
  }
  if (isCall(node)) {
    // The method is not of interest, what it is called on is.
    const callee = node['callee'] as Node;
    if (callee.type === 'MemberExpression') collect(callee['object'] as Node, text, found);
    for (const argument of node['arguments'] as Node[]) collect(argument, text, found);
    return;
  }
  for (const child of children(node)) collect(child, text, found);
}

function isCall({ type }: Node): boolean {
  return type === 'CallExpression' || type === 'OptionalCallExpression' || type === 'NewExpression';
}

/** A name, or members of one that are told by names and constants. */
function isChain(node: Node): boolean {
  switch (node.type) {
    case 'Identifier':
      return node['name'] !== 'undefined';
    case 'ThisExpression':
      return true;
    case 'MemberExpression':
    case 'OptionalMemberExpression': {
      const property = node['property'] as Node;
      const isTold = node['computed'] !== true || /^(?:Numeric|String)Literal$|^Identifier$/u.test(property.type);
      return isTold && isChain(node['object'] as Node);
    }
    default:
      return false;
  }
}
