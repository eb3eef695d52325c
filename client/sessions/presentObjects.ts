/**
 * Variables that hold objects, as the adapter presents them: with references that their contents can be asked by. Two
 * requests for a frame, however many variables.
 */
import type { DapPort } from '../debuggee/debuggee';
import type { Correction, Presentation } from './shownVariables';

/** A variable that the frame does not see is left out. */
export async function presentObjects(port: DapPort, frameId: number, names: readonly string[]): Promise<Correction> {
  if (names.length > 1) {
    try {
      return await presentTogether(port, frameId, names);
    } catch {
      // One of them is not visible here, such as a variable around the function that it does not use.
    }
  }
  const alone = await Promise.allSettled(names.map((name) => presentAlone(port, frameId, name)));
  const presented = alone.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  return { variables: new Map(presented), names: new Map() };
}

async function presentAlone(port: DapPort, frameId: number, name: string): Promise<readonly [string, Presentation]> {
  const response = await port.request('evaluate', { frameId, expression: name, context: 'variables' });
  const { result, presentationHint: _hint, ...rest } = response;
  return [name, { value: result, ...rest }];
}

/** `[a, b]` makes a list of them in JavaScript and in Python alike; the adapter then names `a` as `[a, b][0]`. */
async function presentTogether(port: DapPort, frameId: number, names: readonly string[]): Promise<Correction> {
  const expression = `[${names.join(', ')}]`;
  const list = await port.request('evaluate', { frameId, expression, context: 'variables' });
  const elements = await port.request('variables', { variablesReference: list.variablesReference });
  const variables = new Map<string, Presentation>();
  const expressions = new Map<string, string>();
  for (const [index, name] of names.entries()) {
    const element = elements.variables.find((variable) => variable.name === String(index));
    if (element === undefined) continue;
    const { name: _index, evaluateName, presentationHint: _hint, ...presentation } = element;
    variables.set(name, presentation);
    if (evaluateName !== undefined) expressions.set(evaluateName, name);
  }
  return { variables, names: expressions };
}
