/** Containers with many children: what they cost, counted in requests. */
import assert from 'node:assert/strict';
import type { DebugProtocol as Dap } from '@vscode/debugprotocol';
import type { DapRequests } from '../../../client/debuggee/dap';
import type { DapPort } from '../../../client/debuggee/debuggee';
import { childrenOf } from '../../../client/debuggee/variables/pages';
import { PatientPort } from '../../../client/debuggee/variables/patientPort';
import { VirtualClock } from '../hostile/virtualClock';

const MANY = 100_000;

class Adapter implements DapPort {
  readonly asked: Dap.VariablesArguments[] = [];

  constructor(private readonly pages: 'pages' | 'everything') {}

  request<C extends keyof DapRequests>(
    _command: C,
    args: DapRequests[C]['arguments'],
  ): Promise<DapRequests[C]['response']> {
    const asked = args as Dap.VariablesArguments;
    this.asked.push(asked);
    const { start, count } =
      this.pages === 'pages' ? { start: asked.start ?? 0, count: asked.count ?? MANY } : { start: 0, count: MANY };
    const variables = Array.from({ length: count }, (_, index) => ({
      name: `[${start + index}]`,
      value: '1',
      variablesReference: 0,
    }));
    return Promise.resolve({ variables } as DapRequests[C]['response']);
  }
}

describe('children of a variable', () => {
  for (const pages of ['pages', 'everything'] as const)
    it(`are read up to a limit, from an adapter that sends ${pages}`, async () => {
      const adapter = new Adapter(pages);
      const port = new PatientPort(adapter, new VirtualClock());
      const { variables, isWhole } = await childrenOf(
        port,
        { variablesReference: 1, indexedVariables: MANY },
        10_000,
        5_000,
      );
      assert.equal(variables.length, 10_000);
      assert.equal(isWhole, false);
      assert.equal(new Set(variables.map(({ name }) => name)).size, 10_000);
      assert.equal(adapter.asked.length, pages === 'pages' ? 11 : 1);
    });
});
