/** The expressions of rules, checked before they are evaluated together: one that is broken must not break the others. */
import { parseExpression } from '@babel/parser';
import type { EvaluationResult } from '../debuggee';

export interface CheckedExpression {
  readonly expression: string;
  /** Why it cannot be evaluated. */
  readonly error: EvaluationResult | undefined;
  /** Makes an error about a name that it uses and nobody declared into what it is. */
  interpret(result: EvaluationResult | undefined): EvaluationResult;
}

export function checkExpressions(expressions: readonly string[]): CheckedExpression[] {
  return expressions.map((expression) => {
    const error = syntaxError(expression);
    return { expression, error, interpret: (result) => interpret(expression, result) };
  });
}

function syntaxError(expression: string): EvaluationResult | undefined {
  try {
    parseExpression(expression, { errorRecovery: false });
    return undefined;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { value: 'error', message: `Not an expression: ${message}` };
  }
}

function interpret(expression: string, result: EvaluationResult | undefined): EvaluationResult {
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
