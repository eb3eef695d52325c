/** How many requests it takes to present objects, however many, and what becomes of one that is gone. */
import assert from 'node:assert/strict';
import type { DapPort } from '../../../client/debuggee/debuggee';
import { presentObjects } from '../../../client/debuggee/javascript/presentObjects';

/** An adapter that shows lists as js-debug does. */
class Adapter {
  readonly requests: string[] = [];
  readonly port = { request: (command: string, args: object) => this.#answer(command, args) } as unknown as DapPort;

  constructor(readonly elements: readonly object[]) {}

  #answer(command: string, args: { variablesReference?: number }): Promise<unknown> {
    this.requests.push(command);
    if (command === 'evaluate') return Promise.resolve({ result: 'Array', variablesReference: 100 });
    assert.equal(args.variablesReference, 100);
    const variables = this.elements.map((element, index) => ({ name: String(index), ...element }));
    return Promise.resolve({ variables: [...variables, { name: 'length', value: '?', variablesReference: 0 }] });
  }
}

const memory = { value: 'Uint8Array(1)', variablesReference: 7, memoryReference: '7' };

describe('presenting objects', () => {
  it('takes two requests, and tells where to write a byte', async () => {
    const [one, two] = [1, 2].map((n) => ({ value: `{${n}}`, evaluateName: `list[${n}]`, variablesReference: n }));
    const adapter = new Adapter([memory, { ...one, presentationHint: { kind: 'data' } }, { ...two }]);
    const { presentations, memoryReference } = await presentObjects(adapter.port, 1, 'list', [11, 12]);
    assert.deepEqual(
      [...presentations],
      [
        [11, one],
        [12, two],
      ],
    );
    assert.equal(memoryReference, '7');
    assert.deepEqual(adapter.requests, ['evaluate', 'variables']);
  });

  it('leaves out an object that is gone', async () => {
    const adapter = new Adapter([memory, { value: 'undefined', variablesReference: 0 }]);
    assert.deepEqual([...(await presentObjects(adapter.port, 1, 'list', [11])).presentations], []);
  });
});
