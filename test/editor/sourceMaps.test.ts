/** A program that runs as something else than what its source says: a bundle in which a variable has another name. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { endDebugging, stack, startDebugging, step } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

describe('a bundled program with a source map', () => {
  let api: SavepointApi;
  before(async () => {
    api = await savepointApi();
  });
  afterEach(endDebugging);

  it('has the variable of the module that it stands in restored, and not the one of the same name in another', async () => {
    const folder = await copyFixture('mapped');
    const source = await readFile(join(folder, 'second.js'), 'utf8');
    const line = source.split('\n').findIndex((text) => text.includes('// TAKES')) + 1;
    // The breakpoint is set in the source, and found in the bundle.
    const session = await startDebugging({
      program: join(folder, 'second.js'),
      breakpoints: [line],
      configuration: { program: join(folder, 'bundle.js'), outFiles: [join(folder, '*.js')] },
    });
    await api.savepoint('before');
    await step(session);
    assert.deepEqual(await counts(session), ['70', '2']);
    // js-debug lists it by both of its names.
    const changes = (await api.diff('before')).map(({ path, before, after }) => ({ path, values: [before, after] }));
    assert.ok(changes.some(({ path }) => path === 'count'));
    for (const { path, values } of changes) assert.deepEqual(values, [100, 70], path);
    const { verdicts } = await api.rollbackTo('before');
    assert.equal(verdicts.find(({ path }) => path === 'count')?.verdict, 'restored');
    assert.deepEqual(await counts(session), ['100', '2']);
  });
});

/** Of the module where the program stands, and of the other one, as its function gives it to the caller. */
function counts(session: vscode.DebugSession): Promise<readonly string[]> {
  return Promise.all(['count', 'first()'].map((expression, framesUp) => renamed(session, expression, framesUp)));
}

/** In this context js-debug puts the program's own names in the place of those of the source. */
async function renamed(session: vscode.DebugSession, expression: string, framesUp: number): Promise<string> {
  const frame = (await stack(session))[framesUp];
  const request = { expression, frameId: frame?.id, context: 'watch' };
  return ((await session.customRequest('evaluate', request)) as DebugProtocol.EvaluateResponse['body']).result;
}
