/** Undoing and redoing rollbacks, and restoring what they abandoned, in a real program: values and savepoints. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { assertRestored } from './support/assertRestored';
import { endDebugging, evaluate, evaluateJson, startDebugging, stepToLine } from './support/debugging';
import { refusalOf } from './support/refusal';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

/** Lines of `damage` in shapes.js, each after more has been changed. */
const [BEGIN, BROKEN, REORDERED, SHORTENED] = [49, 51, 53, 55];

const VALUES = `({
  local, text, hits: state.x.hits, shared: state.x === state.y, ring: state.ring.self === state.ring,
  prices: [...state.prices], tags: [...state.tags], list: state.list, keys: Object.keys(state.settings),
})`;

describe('the history of rollbacks', () => {
  let api: SavepointApi;
  let program: string;
  let session: vscode.DebugSession;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('shapes'), 'shapes.js');
  });
  beforeEach(async () => {
    session = await startDebugging({ program, breakpoints: [BEGIN] });
  });
  afterEach(endDebugging);

  const names = async (): Promise<readonly string[]> => (await api.state()).savepoints.map(({ name }) => name);
  const moment = async (): Promise<Moment> => ({
    values: await evaluateJson(session, VALUES),
    savepoints: await names(),
  });

  it('undoes three rollbacks one by one and redoes them, values and savepoints', async () => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    await api.savepoint('broken');
    await stepToLine(session, REORDERED);
    await api.savepoint('reordered');
    await stepToLine(session, SHORTENED);
    const moments = [await moment()];
    for (const target of ['reordered', 'broken', 'begin']) {
      assertRestored(await api.rollbackTo(target));
      moments.push(await moment());
    }
    assert.equal(new Set(moments.map((one) => JSON.stringify(one))).size, 4, 'each rollback changed something');
    assert.deepEqual(
      moments.map(({ savepoints }) => savepoints.length),
      [3, 3, 2, 1],
    );

    for (const before of moments.slice(0, -1).toReversed()) {
      assertRestored(await api.undoRollback());
      assert.deepEqual(await moment(), before);
    }
    assert.equal((await api.state()).undo, undefined);
    assert.equal((await refusalOf(api.undoRollback())).code, 'no-rollback');

    for (const after of moments.slice(1)) {
      assertRestored(await api.redoRollback());
      assert.deepEqual(await moment(), after);
    }
    assert.equal((await refusalOf(api.redoRollback())).code, 'no-rollback');
  });

  it('undoes past what the program did in between, and a new rollback ends what could be redone', async () => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    const broken = await moment();
    await api.rollbackTo('begin');
    await stepToLine(session, REORDERED);
    assert.notDeepEqual(await moment(), broken);
    assertRestored(await api.undoRollback());
    assert.deepEqual(await moment(), broken, 'the steps since the rollback are undone with it');
    assert.equal((await api.state()).redo?.name, 'begin');
    assertRestored(await api.rollbackTo('begin'));
    assert.equal((await api.state()).redo, undefined);
  });

  it('restores what a rollback abandoned, with the savepoints it had, and that can be undone', async () => {
    await api.savepoint('begin');
    await stepToLine(session, BROKEN);
    await api.savepoint('inner');
    await stepToLine(session, SHORTENED);
    const abandoned = await moment();
    await api.rollbackTo('begin');
    await evaluate(session, 'local = 77');
    await api.savepoint('another way');
    const other = await moment();
    assert.deepEqual(other.savepoints, ['begin', 'another way']);

    const { branches, savepoints } = await api.state();
    const [branch] = branches;
    assert.ok(branch !== undefined && branches.length === 1);
    const { kind, leftFor, under } = branch;
    assert.deepEqual(
      { kind, leftFor, under, had: branch.savepoints },
      { kind: 'everything', leftFor: 'begin', under: savepoints[0]?.id, had: ['inner'] },
    );
    const { changes, total } = await api.branchDiff(branch.id);
    assert.deepEqual([changes.length, total], [branch.changes, branch.changes]);
    assert.deepEqual(
      changes.find(({ path }) => path === 'state.list.length'),
      { path: 'state.list.length', kind: 'changed', before: 4, after: 2 },
    );

    assertRestored(await api.restoreBranch(branch.id));
    assert.deepEqual(await moment(), abandoned);
    assert.equal((await refusalOf(api.restoreBranch(branch.id))).code, 'no-branch', 'it is the present one now');
    assertRestored(await api.undoRollback());
    assert.deepEqual(await moment(), other);
  });
});

interface Moment {
  readonly values: unknown;
  readonly savepoints: readonly string[];
}
