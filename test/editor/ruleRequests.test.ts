/** What a check of rules costs on the wire: one request for all expressions of a frame, whatever they come to. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { SavepointApi } from '../../client/apiTypes';
import { endDebugging, startDebugging } from './support/debugging';
import { Requests } from './support/requests';
import { RulesFile } from './support/rulesFile';
import { savepointApi } from './support/savepointApi';
import { untilState } from './support/untilState';
import { copyFixture } from './support/workspace';

const PROGRAMS = [
  { language: 'JavaScript', type: 'pwa-node', file: 'triggers.js', line: 15, configuration: {} },
  { language: 'Python', type: 'debugpy', file: 'triggers.py', line: 21, configuration: { type: 'debugpy' } },
];

/** With results far longer than a debugger shows of a text. */
const MANY = Array.from({ length: 150 }, (_, index) => [`nonesuch${index} > 0`, `account.nobody${index}.balance > 0`]);

describe('a check of many rules', () => {
  let api: SavepointApi;
  let rules: RulesFile;

  before(async () => {
    api = await savepointApi();
    rules = await RulesFile.read();
  });
  after(() => rules.giveBack());
  afterEach(endDebugging);

  for (const { language, type, file, line, configuration } of PROGRAMS)
    it(`costs as many requests as one of a single rule in ${language}`, async () => {
      const requests = new Requests(type);
      const program = join(await copyFixture('triggers'), file);
      const session = await startDebugging({ program, breakpoints: [line], configuration });
      // The check that a stop leads to makes requests as well.
      await untilState(api, session, ({ invariants }) => invariants.length > 0);

      async function requestsOf(expressions: readonly string[]): Promise<readonly string[]> {
        await rules.write(expressions.map((expression) => ({ name: expression, expression })));
        // The watcher tells of the file in its own time.
        while ((await api.check()).length !== expressions.length);
        return requests.during(() => api.check());
      }

      const one = await requestsOf(['line > 0']);
      assert.ok(one.includes('evaluate'));
      assert.deepEqual(await requestsOf(MANY.flat()), one);
      const statuses = (await api.check()).map(({ status }) => status);
      assert.deepEqual(new Set(statuses), new Set(['not-applicable', 'not-checked']));
      requests.dispose();
    });
});
