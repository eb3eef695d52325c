/** The expressions of rules, evaluated together, each with a result of its own. */
import type { EvaluationResult } from '../debuggee';
import { checkExpression, interpret } from './expressions';
import type { PrivateExpression } from './texts';

/**
 * Evaluates in one request, and gives a list of results: a truth value, or what else came out. Rejects where an expression
 * with private names throws, which ends the text that it stands in, and where the debugger ends what does not end by itself.
 */
type Ask = (privates: readonly PrivateExpression[], plain: readonly string[]) => Promise<unknown>;

export async function evaluateExpressions(
  expressions: readonly string[],
  ask: Ask,
): Promise<readonly EvaluationResult[]> {
  const checked = expressions.map(checkExpression);
  const privates = checked.filter((item) => item.kind === 'private');
  const plain = checked.filter((item) => item.kind === 'plain').map(({ expression }) => expression);
  const { first, rest } = await askAll(privates, plain, async (some, others) =>
    ((await ask(some, others)) as readonly (boolean | EvaluationResult)[]).map(resultOf),
  );
  return checked.map((item) => {
    if (item.kind === 'broken') return item.result;
    return interpret(item.expression, item.kind === 'private' ? first.shift() : rest.shift());
  });
}

function resultOf(result: boolean | EvaluationResult): EvaluationResult {
  return typeof result === 'boolean' ? { value: result ? 'true' : 'false' } : result;
}

type AskResults = (
  privates: readonly PrivateExpression[],
  plain: readonly string[],
) => Promise<readonly EvaluationResult[]>;

/** All in one request, unless one of them ends the request: then each of its kind is asked for alone. */
async function askAll(
  privates: readonly PrivateExpression[],
  plain: readonly string[],
  ask: AskResults,
): Promise<{ first: EvaluationResult[]; rest: EvaluationResult[] }> {
  if (privates.length + plain.length === 0) return { first: [], rest: [] };
  try {
    const all = await ask(privates, plain);
    return { first: all.slice(0, privates.length), rest: all.slice(privates.length) };
  } catch (error) {
    if (privates.length === 0 && !isEnded(error)) throw error;
  }
  const rest = await askPlain(plain, ask);
  const first: EvaluationResult[] = [];
  for (const item of privates) first.push(await askOne(() => ask([item], [])));
  return { first, rest };
}

async function askPlain(plain: readonly string[], ask: AskResults): Promise<EvaluationResult[]> {
  if (plain.length === 0) return [];
  try {
    return [...(await ask([], plain))];
  } catch (error) {
    if (!isEnded(error)) throw error;
  }
  const results: EvaluationResult[] = [];
  for (const expression of plain) results.push(await askOne(() => ask([], [expression])));
  return results;
}

async function askOne(ask: () => Promise<readonly EvaluationResult[]>): Promise<EvaluationResult> {
  try {
    return (await ask())[0] ?? { value: 'error', message: 'The debuggee gave no result.' };
  } catch (error) {
    return isEnded(error) ? { value: 'error', message: NOT_ENDED } : thrown(error);
  }
}

const NOT_ENDED = 'it had not ended after half a second, and was cut';

/** V8's word for it, or js-debug's, which has none for it: an error of the program begins with "Uncaught". */
function isEnded(error: unknown): boolean {
  return /Execution was terminated|Unable to evaluate/u.test(messageOf(error));
}

/** What an evaluate was rejected with, as an error of the program. */
function thrown(error: unknown): EvaluationResult {
  return { value: 'error', message: messageOf(error).replace(/^Uncaught (?:\w*Error: )?/, '') };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
