/** The private names of classes: which a class declares, and where an expression uses them. */
import { parse } from '@babel/parser';
import type * as t from '@babel/types';
import type { ClassNames } from './probe/classes';
import { children, isFunction, isNode, options, type Node } from './syntaxTree';

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

/** How an expression uses private names that it does not declare itself. */
export type PrivateUse =
  | { readonly kind: 'none' }
  /** By accesses that a debugger can follow, each to be made safe before. */
  | { readonly kind: 'readable'; readonly accesses: readonly PrivateAccess[] }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** An access to a private name: `account.#balance` is an access of `account`, which stands from `start` to `end`. */
export interface PrivateAccess {
  readonly start: number;
  readonly end: number;
  /** Whether it is left out where an earlier part of its chain is: in `a?.b.#c`, where there is no `a`. */
  readonly isChained: boolean;
}

/** @param expression as parsed, whole */
export function privateUseIn(expression: Node): PrivateUse {
  const accesses: PrivateAccess[] = [];
  let reason: string | undefined;
  const visit = (node: Node, isInner: boolean): void => {
    // A class in the expression may declare names of its own.
    if (node.type === 'ClassBody') return;
    const { object, property, left } = node;
    if (isPrivateName(property) && isNode(object)) {
      if (isInner)
        reason ??= `The debugger can read ${nameOf(property)} outside of functions only, and it stands in one.`;
      const isChained = node.type === 'OptionalMemberExpression' && node['optional'] === false;
      accesses.push({ start: object.start, end: object.end, isChained });
    }
    if (isPrivateName(left)) reason ??= `The debugger can read ${nameOf(left)}, but not ask whether it is there.`;
    for (const child of children(node)) visit(child, isInner || isFunction(node));
  };
  visit(expression, false);
  if (reason !== undefined) return { kind: 'unreadable', reason };
  return accesses.length === 0 ? { kind: 'none' } : { kind: 'readable', accesses };
}

/** All private names that a source mentions, with their `#`. */
export function privateNamesIn(node: Node): string[] {
  return isPrivateName(node) ? [nameOf(node)] : children(node).flatMap(privateNamesIn);
}

function isPrivateName(node: unknown): node is Node {
  return isNode(node) && node.type === 'PrivateName';
}

function nameOf(name: Node): string {
  return `#${(name['id'] as { readonly name: string }).name}`;
}
