/** JavaScript's and TypeScript's syntax, as Babel parses it: how, and walking the tree. */
import type { ParserOptions, ParserPlugin } from '@babel/parser';

export const options = {
  sourceType: 'unambiguous',
  errorRecovery: true,
  attachComment: false,
  createParenthesizedExpressions: false,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowSuperOutsideMethod: true,
  allowUndeclaredExports: true,
  allowNewTargetOutsideFunction: true,
} as const satisfies ParserOptions;

export function pluginsFor(path: string): ParserPlugin[] {
  const common: ParserPlugin[] = ['decorators', 'explicitResourceManagement'];
  if (/\.[cm]?ts$/i.test(path)) return ['typescript', ...common];
  if (/\.tsx$/i.test(path)) return ['typescript', 'jsx', ...common];
  return ['jsx', 'flow', ...common];
}

/** Any node of the tree, as far as walking it needs. */
export interface Node {
  readonly type: string;
  readonly start: number;
  readonly end: number;
  readonly [key: string]: unknown;
}

export function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && typeof (value as Node).type === 'string';
}

export function children(node: Node): Node[] {
  return Object.entries(node).flatMap(([key, value]) => {
    if (key === 'loc' || key === 'extra' || key === 'errors') return [];
    return (Array.isArray(value) ? (value as unknown[]) : [value]).filter(isNode);
  });
}

export function isFunction(node: Node): boolean {
  return (
    /^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression|ObjectMethod|Class(Private)?Method)$/.test(
      node.type,
    ) || node.type === 'StaticBlock'
  );
}
