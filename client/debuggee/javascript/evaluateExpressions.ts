/** The expressions of rules, evaluated together, each with a result of its own. */
import type { EvaluationResult } from '../debuggee';
import { checkExpression, interpret } from './expressions';
import type { PrivateExpression } from './texts';

/** Evaluates in one request; rejects where an expression with private names throws, which ends the text that it stands in. */
type Ask = (privates: readonly PrivateExpression[], plain: readonly string[]) => Promise<readonly EvaluationResult[]>;

export async function evaluateExpressions(
  expressions: readonly string[],
  ask: Ask,
): Promise<readonly EvaluationResult[]> {
  const checked = expressions.map(checkExpression);
  const privates = checked.filter((item) => item.kind === 'private');
  const plain = checked.filter((item) => item.kind === 'plain').map(({ expression }) => expression);
  const { first, rest } = await askAll(privates, plain, ask);
  return checked.map((item) => {
    if (item.kind === 'broken') return item.result;
    return interpret(item.expression, item.kind === 'private' ? first.shift() : rest.shift());
  });
}

/** All in one request, unless an expression with private names throws. */
async function askAll(
  privates: readonly PrivateExpression[],
  plain: readonly string[],
  ask: Ask,
): Promise<{ first: EvaluationResult[]; rest: EvaluationResult[] }> {
  if (privates.length + plain.length === 0) return { first: [], rest: [] };
  try {
    const all = await ask(privates, plain);
    return { first: all.slice(0, privates.length), rest: all.slice(privates.length) };
  } catch (error) {
    if (privates.length === 0) throw error;
  }
  const rest = [...(await ask([], plain))];
  const first: EvaluationResult[] = [];
  for (const item of privates) {
    const [result] = await ask([item], []).catch((error: unknown) => [thrown(error)]);
    if (result !== undefined) first.push(result);
  }
  return { first, rest };
}

/** What an evaluate was rejected with, as an error of the program. */
function thrown(error: unknown): EvaluationResult {
  const message = error instanceof Error ? error.message : String(error);
  return { value: 'error', message: message.replace(/^Uncaught (?:\w*Error: )?/, '') };
}
