/** How many requests it takes to present restored variables that hold objects, and what becomes of hidden ones. */
import assert from 'node:assert/strict';
import type { DapPort } from '../../../client/debuggee/debuggee';
import { presentObjects } from '../../../client/sessions/presentObjects';

/** An adapter that shows variables as js-debug does; one that is not visible ends an evaluation. */
class Adapter {
  readonly requests: string[] = [];
  readonly port = { request: (command: string, args: object) => this.#answer(command, args) } as unknown as DapPort;
  readonly #lists = new Map<number, readonly string[]>();

  constructor(readonly visible: readonly string[]) {}

  #answer(command: string, args: { expression?: string; variablesReference?: number }): Promise<unknown> {
    this.requests.push(command);
    const { expression = '', variablesReference = 0 } = args;
    if (command === 'variables') return Promise.resolve({ variables: this.#elements(variablesReference) });
    const names = expression.startsWith('[') ? expression.slice(1, -1).split(', ') : [expression];
    const hidden = names.find((name) => !this.visible.includes(name));
    if (hidden !== undefined) return Promise.reject(new Error(`${hidden} is not defined`));
    this.#lists.set(100, names);
    const reference = expression.startsWith('[') ? 100 : this.visible.indexOf(expression) + 1;
    return Promise.resolve({ result: `{${expression}}`, type: 'Object', variablesReference: reference });
  }

  #elements(reference: number): readonly object[] {
    const names = this.#lists.get(reference) ?? [];
    const elements = names.map((name, index) => ({
      name: String(index),
      value: `{${name}}`,
      type: 'Object',
      evaluateName: `[${names.join(', ')}][${index}]`,
      variablesReference: this.visible.indexOf(name) + 1,
    }));
    return [...elements, { name: 'length', value: String(names.length), variablesReference: 0 }];
  }
}

const shown = (name: string, variablesReference: number) =>
  [name, { value: `{${name}}`, type: 'Object', variablesReference }] as const;

describe('presenting variables that hold objects', () => {
  const table: readonly {
    readonly what: string;
    readonly names: readonly string[];
    readonly variables: readonly (readonly [string, object])[];
    readonly expressions?: readonly (readonly [string, string])[];
    readonly requests: readonly string[];
  }[] = [
    { what: 'takes nothing where there is none', names: [], variables: [], requests: [] },
    { what: 'takes one request for one', names: ['b'], variables: [shown('b', 2)], requests: ['evaluate'] },
    {
      what: 'takes two requests for several, which keep their own names',
      names: ['a', 'b', 'this'],
      variables: [shown('a', 1), shown('b', 2), shown('this', 3)],
      expressions: [
        ['[a, b, this][0]', 'a'],
        ['[a, b, this][1]', 'b'],
        ['[a, b, this][2]', 'this'],
      ],
      requests: ['evaluate', 'variables'],
    },
    {
      what: 'asks for each alone where one is not visible, and leaves that one out',
      names: ['a', 'hidden', 'b'],
      variables: [shown('a', 1), shown('b', 2)],
      requests: ['evaluate', 'evaluate', 'evaluate', 'evaluate'],
    },
  ];
  for (const { what, names, variables, expressions = [], requests } of table)
    it(what, async () => {
      const adapter = new Adapter(['a', 'b', 'this']);
      const presented = await presentObjects(adapter.port, 1, names);
      assert.deepEqual([...presented.variables], variables);
      assert.deepEqual([...presented.names], expressions);
      assert.deepEqual(adapter.requests, requests);
    });
});
