/** Rollbacks of a C++ program under lldb, through the API, proved by what lldb itself shows. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { assertRestored } from './support/assertRestored';
import { endDebugging, startDebugging, stack, step } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

const SHOWN = ['i8', 'third', 'negzero', 'flag', 'color', 'point.x', 'second.next', 'shared', 'text', 'numbers[1]'];

describe('rolling back a C++ program', () => {
  let api: SavepointApi;
  let source: string;
  let program: string;

  before(async () => {
    api = await savepointApi();
    const folder = await copyFixture('cpp');
    source = join(folder, 'shapes.cpp');
    program = join(folder, 'shapes');
    execFileSync('/usr/bin/g++', ['-g', '-O0', '-std=c++17', '-o', program, source]);
  });
  afterEach(endDebugging);

  async function damaged(): Promise<{ session: vscode.DebugSession; before: string[]; after: string[] }> {
    const lines = readFileSync(source, 'utf8').split('\n');
    const breakpoints = ['// BEFORE', '// AFTER'].map((mark) => lines.findIndex((line) => line.endsWith(mark)) + 1);
    const configuration = { type: 'lldb-vscode', program };
    const session = await startDebugging({ program: source, breakpoints, configuration });
    const savepoint = await api.savepoint('before');
    assert.equal(savepoint.location?.function, 'main');
    assert.equal(savepoint.truncated, false);
    const before = await shown(session);
    await step(session, 'continue');
    const after = await shown(session);
    for (const [index, text] of after.entries()) if (SHOWN[index] !== 'shared') assert.notEqual(text, before[index]);
    return { session, before, after };
  }

  it('brings values back, and undoes it', async () => {
    const { session, before, after } = await damaged();
    const paths = SHOWN.map((path) => (path === 'second.next' ? 'second' : path));
    assertRestored(await api.rollbackTo('before', { paths }));
    assert.deepEqual(await shown(session), before);
    assertRestored(await api.undoRollback());
    assert.deepEqual(await shown(session), after);
  });

  it('puts everything back where one write does not hold, and names it', async () => {
    const { session, after } = await damaged();
    const report = await api.rollbackTo('before', { paths: ['i8', 'point', 'bools'] });
    assert.equal(report.outcome, 'undone');
    assert.equal(report.verdicts.find(({ path }) => path === 'bools[0]')?.verdict, 'lied');
    assert.deepEqual(await shown(session), after);
  });
});

async function shown(session: vscode.DebugSession): Promise<string[]> {
  const [top] = await stack(session);
  const texts: string[] = [];
  for (const expression of SHOWN) {
    const response: unknown = await session.customRequest('evaluate', {
      expression,
      frameId: top?.id,
      context: 'watch',
    });
    texts.push((response as { result: string }).result);
  }
  return texts;
}
