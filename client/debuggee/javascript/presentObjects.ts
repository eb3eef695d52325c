/** Objects as the adapter presents them: with references that their contents can be asked by. */
import type { ObjectId } from '../../../server/value';
import type { DapPort, Presentation } from '../debuggee';

export interface PresentedObjects {
  /** An object that the probe no longer knows is left out. */
  readonly presentations: ReadonlyMap<ObjectId, Presentation>;
  /** Of the piece of memory that comes before the objects. */
  readonly memoryReference: string | undefined;
}

/** @param list an expression for an array of a piece of memory and the objects. Two requests, however many there are. */
export async function presentObjects(
  port: DapPort,
  frameId: number,
  list: string,
  objects: readonly ObjectId[],
): Promise<PresentedObjects> {
  const { variablesReference } = await port.request('evaluate', { frameId, expression: list, context: 'variables' });
  const { variables } = await port.request('variables', { variablesReference });
  const element = (index: number) => variables.find(({ name }) => name === String(index));
  const presentations = new Map<ObjectId, Presentation>();
  for (const [index, object] of objects.entries()) {
    const found = element(index + 1);
    if (found === undefined || found.variablesReference === 0) continue;
    const { name: _index, presentationHint: _hint, ...presentation } = found;
    presentations.set(object, presentation);
  }
  return { presentations, memoryReference: element(0)?.memoryReference };
}
