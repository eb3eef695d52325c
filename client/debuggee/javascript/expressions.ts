/** The expressions of rules, checked before they are evaluated together: one that is broken must not break the others. */
import { parseExpression } from '@babel/parser';
import type { EvaluationResult } from '../debuggee';
import { privateUseIn, type PrivateAccess } from './privateNames';
import type { Node } from './syntaxTree';

export type CheckedExpression =
  | { readonly kind: 'broken'; readonly result: EvaluationResult }
  | { readonly kind: 'plain'; readonly expression: string }
  /** It uses private names, by these accesses. */
  | { readonly kind: 'private'; readonly expression: string; readonly accesses: readonly PrivateAccess[] };

export function checkExpression(expression: string): CheckedExpression {
  try {
    const parsed = parseExpression(expression, { errorRecovery: true });
    const error = parsed.errors?.find(({ reasonCode }) => reasonCode !== UNDECLARED);
    if (error !== undefined) return broken(`Not an expression: ${messageOf(error)}`);
    const use = privateUseIn(parsed as unknown as Node);
    if (use.kind === 'unreadable') return broken(use.reason);
    if (use.kind === 'readable') return { kind: 'private', expression, accesses: use.accesses };
    return { kind: 'plain', expression };
  } catch (error) {
    return broken(`Not an expression: ${messageOf(error)}`);
  }
}

/** A private name that no class around it declares: evaluated in a frame, the frame's classes do. */
const UNDECLARED = 'InvalidPrivateFieldResolution';

function broken(message: string): CheckedExpression {
  return { kind: 'broken', result: { value: 'error', message } };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Makes an error about a name that the expression uses and nobody declared into what it is. */
export function interpret(expression: string, result: EvaluationResult | undefined): EvaluationResult {
  if (result === undefined) return { value: 'error', message: 'The debuggee gave no result.' };
  if (result.value !== 'error') return result;
  const name = /^(\S+) is not defined$/.exec(result.message)?.[1];
  return name !== undefined && mentions(expression, name) ? { value: 'not-in-scope', name } : result;
}

/** Whether the expression itself uses the name, and not only a function that it calls. */
function mentions(expression: string, name: string): boolean {
  const escaped = name.replace(/[$]/g, '\\$&');
  return new RegExp(`(?<![\\p{ID_Continue}$.])${escaped}(?![\\p{ID_Continue}$])`, 'u').test(expression);
}
