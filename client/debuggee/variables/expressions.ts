/** Expressions of rules, evaluated as a debugger's watches are: in the language and by the rules of the debugger. */
import type { EvaluationResult } from '../debuggee';
import type { PatientPort } from './patientPort';

const PATIENCE = 5_000;

export async function evaluateWatch(port: PatientPort, frameId: number, expression: string): Promise<EvaluationResult> {
  try {
    const { result, type } = await port.request('evaluate', { frameId, expression, context: 'watch' }, PATIENCE);
    const text = result.trim();
    if (/^(?:true|false)$/i.test(text)) return { value: text.toLowerCase() === 'true' ? 'true' : 'false' };
    return { value: 'other', type: type === undefined || type === '' ? 'value' : type, text };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const name = MISSING.map((pattern) => pattern.exec(message)?.[1]).find((found) => found !== undefined);
    if (name !== undefined && mentions(expression, name)) return { value: 'not-in-scope', name };
    return { value: 'error', message };
  }
}

/** As the best known debuggers say that a name is not in scope. */
const MISSING = [
  /use of undeclared identifier '([^']+)'/,
  /No symbol "([^"]+)" in current context/,
  /name '([^']+)' is not defined/,
  /could not find symbol value for (\S+)/,
  /(\S+) cannot be resolved to a variable/,
  /identifier "([^"]+)" is undefined/,
  /(\S+) is not defined/,
];

function mentions(expression: string, name: string): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`(?<![\\w.$])${escaped}(?![\\w$])`, 'u').test(expression);
}
