/** Rollbacks of real programs under the real debugger, through the API, proved by evaluating in the debuggee. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { assertRestored } from './support/assertRestored';
import { endDebugging, evaluate, evaluateJson, startDebugging, step, stepToLine } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

/** In `damage`: after its first locals are set, and before it returns. */
const BEFORE = 44;
const AFTER = 63;

/** Everything that `damage` changes, as JSON, identities included; reading it changes nothing. */
const SHAPES = `({
  local, text,
  sharedIsOne: state.x === state.y, hits: state.x.hits,
  ring: state.ring.self === state.ring,
  prices: [...state.prices], tags: [...state.tags],
  list: state.list, length: state.list.length,
  keys: Object.keys(state.settings), first: state.settings.first,
  bytes: [...state.bytes], when: state.when.getTime(),
  odd: state.odd.map((value) => Object.is(value, -0) ? '-0' : String(value)),
  plainPrototype: Object.getPrototypeOf(state.settings) === Object.prototype,
  missing: 'missing' in state && state.missing === undefined,
})`;

describe('rolling back a JavaScript program', () => {
  let api: SavepointApi;
  let folder: string;
  let session: vscode.DebugSession;

  before(async () => {
    api = await savepointApi();
    folder = await copyFixture('shapes');
  });
  afterEach(endDebugging);

  const pauseInDamage = async (): Promise<void> => {
    session = await startDebugging({ program: join(folder, 'shapes.js'), breakpoints: [BEFORE] });
  };

  it('brings back identity, cycles, order, keys, lengths, private fields and locals, all in place', async () => {
    await pauseInDamage();
    const before = await evaluateJson(session, SHAPES);
    // Held by the program itself, so that it is known whether the same objects come back.
    await evaluate(session, '(globalThis.held = [state, state.x, state.prices, state.list, state.settings]).length');
    const savepoint = await api.savepoint('before');
    assert.equal(savepoint.location?.function, 'damage');
    assert.equal(savepoint.location.line, BEFORE);
    assert.equal(savepoint.truncated, false);
    await stepToLine(session, AFTER);
    const damaged = await evaluateJson(session, SHAPES);
    assert.notDeepEqual(damaged, before);

    const report = await api.rollbackTo('before');
    assertRestored(report);
    assert.deepEqual(await evaluateJson(session, SHAPES), before);
    const same = 'held.every((object, i) => object === [state, state.x, state.prices, state.list, state.settings][i])';
    assert.equal(await evaluate(session, same), 'true');
    assert.equal(await evaluate(session, 'state.counter.tick()'), '2');

    const undone = await api.undoRollback();
    assertRestored(undone);
    assert.deepEqual(await evaluateJson(session, SHAPES), damaged);
  });

  it('nests savepoints as SQLite does', async () => {
    await pauseInDamage();
    await api.savepoint('outer');
    await step(session);
    await api.savepoint('same');
    await step(session);
    const inner = await api.savepoint('same');
    await step(session);
    const names = async (): Promise<readonly string[]> => (await api.state()).savepoints.map(({ name }) => name);
    assert.deepEqual(await names(), ['outer', 'same', 'same']);
    assert.equal((await api.state()).savepoints[2]?.parent, (await api.state()).savepoints[1]?.id);

    await api.rollbackTo('same');
    assert.deepEqual(
      await names(),
      ['outer', 'same', 'same'],
      'ROLLBACK TO keeps the savepoint, the newest of its name',
    );
    await api.release(inner.id);
    assert.deepEqual(await names(), ['outer', 'same'], 'RELEASE removes it');
    await api.rollbackTo('outer');
    assert.deepEqual(await names(), ['outer'], 'ROLLBACK TO removes those inside');
    await api.release('outer');
    assert.deepEqual(await names(), [], 'releasing the outermost is COMMIT');
  });

  it('rolls the whole transaction back, and ends it', async () => {
    await pauseInDamage();
    const before = await evaluateJson(session, SHAPES);
    await api.savepoint('begin');
    await stepToLine(session, 50);
    await api.savepoint('nested');
    await stepToLine(session, AFTER);
    const report = await api.rollback();
    assertRestored(report);
    assert.deepEqual(await evaluateJson(session, SHAPES), before);
    assert.deepEqual((await api.state()).savepoints, []);
  });

  it('rolls back one path and leaves the others', async () => {
    await pauseInDamage();
    await api.savepoint('before');
    await stepToLine(session, AFTER);
    const damaged = (await evaluateJson(session, SHAPES)) as Record<string, unknown>;
    const report = await api.rollbackTo('before', { paths: ['state.prices', 'local'] });
    assertRestored(report);
    assert.deepEqual(await evaluateJson(session, SHAPES), {
      ...damaged,
      local: 1,
      prices: [
        ['apple', 1],
        ['pear', 2],
        ['plum', 3],
      ],
    });
  });

  it('shows the plan without writing, and the net change', async () => {
    await pauseInDamage();
    await api.savepoint('before');
    await stepToLine(session, 50);
    const before = await evaluateJson(session, SHAPES);
    const plan = await api.plan('before');
    assert.deepEqual(await evaluateJson(session, SHAPES), before);
    const changes = await api.diff('before');
    assert.deepEqual(
      plan.writes.map(({ path }) => path).toSorted(),
      changes.map(({ path }) => path),
    );
    assert.deepEqual(
      changes.find(({ path }) => path === 'local'),
      { path: 'local', kind: 'changed', before: 1, after: 31 },
    );
  });

  it('goes on with the restored values: the program computes from them', async () => {
    await pauseInDamage();
    await api.savepoint('before');
    await stepToLine(session, 49);
    assert.equal(await evaluate(session, 'state.x.hits'), '3');
    await api.rollbackTo('before', { paths: ['state'] });
    await stepToLine(session, 50);
    assert.equal(await evaluate(session, 'state.x.hits'), '0');
    assert.equal(await evaluate(session, 'local'), '31');
  });
});

describe('telling calls apart', () => {
  let api: SavepointApi;
  let program: string;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('shapes'), 'calls.js');
  });
  afterEach(endDebugging);

  it('does not write the variables of a new call of the same function, unless told to', async () => {
    const session = await startDebugging({ program, breakpoints: [7] });
    await api.savepoint('first call');
    await step(session, 'continue');
    assert.deepEqual(await evaluateJson(session, '[amount, doubled, total]'), [2, 4, 2]);
    const report = await api.rollbackTo('first call');
    assert.equal(report.outcome, 'partial');
    const lost = report.verdicts.find(({ path }) => path === 'add()');
    assert.ok(lost?.verdict === 'gone' || lost?.verdict === 'refused', JSON.stringify(report.verdicts));
    assert.deepEqual(await evaluateJson(session, '[amount, doubled, total]'), [2, 4, 0]);
  });

  it('restores each call of a recursion on its own', async () => {
    const session = await startDebugging({ program, breakpoints: [13] });
    for (let depth = 0; depth < 2; depth++) await step(session, 'continue');
    await step(session);
    await api.savepoint('deepest');
    await step(session);
    assert.equal(await evaluate(session, 'left'), '-100');
    const report = await api.rollbackTo('deepest');
    assertRestored(report);
    assert.deepEqual([await evaluate(session, 'left'), await evaluate(session, 'left', 1)], ['0', '1']);
  });
});
