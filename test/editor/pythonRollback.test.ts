/** Rollbacks of real Python programs under debugpy, through the API, proved by evaluating in the debuggee. */
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { assertRestored } from './support/assertRestored';
import { endDebugging, evaluate, evaluatePython, startDebugging, step } from './support/debugging';
import { savepointApi } from './support/savepointApi';
import { copyFixture } from './support/workspace';

/** In `damage`: after its first locals are set, and before it returns. */
const BEFORE = 93;
const AFTER = 123;

/** Everything that `damage` changes, as JSON, identities included; reading it changes nothing. */
const SHAPES = `{
  "locals": [local, text], "audits": audits,
  "shared": [state["x"] is state["y"], state["x"]["hits"]],
  "ring": state["ring"]["self"] is state["ring"],
  "account": [state["account"].balance, state["account"].entries],
  "point": [getattr(state["point"], "x", None), getattr(state["point"], "y", None)],
  "meter": vars(state["meter"]), "made": Meter.made,
  "prices": list(state["prices"].items()), "loud": list(dict.items(state["loud"])),
  "tags": sorted(state["tags"]), "list": state["list"],
  "bytes": list(state["bytes"]), "numbers": list(state["numbers"]),
  "recent": [list(state["recent"]), state["recent"].maxlen],
  "groups": list(state["groups"].items()), "ordered": list(state["ordered"]),
  "counts": list(state["counts"].items()),
  "pair": state["pair"], "hits": state["hit"].__closure__[0].cell_contents,
}`;

describe('rolling back a Python program', () => {
  let api: SavepointApi;
  let folder: string;
  let session: vscode.DebugSession;

  before(async () => {
    api = await savepointApi();
    folder = await copyFixture('shapes');
  });
  afterEach(endDebugging);

  const pauseInDamage = async (later: readonly number[] = [AFTER]): Promise<void> => {
    const program = join(folder, 'shapes.py');
    session = await startDebugging({ program, breakpoints: [BEFORE, ...later], configuration: { type: 'debugpy' } });
  };
  const shapes = (): Promise<unknown> => evaluatePython(session, SHAPES);

  it('brings back objects of every kind, identities, order, locals and globals, all in place', async () => {
    await pauseInDamage();
    const before = await shapes();
    const identities = '[id(state), *map(id, state.values()), id(state["pair"][0])]';
    const identitiesBefore = await evaluatePython(session, identities);
    const savepoint = await api.savepoint('before');
    assert.deepEqual(
      [savepoint.location?.function, savepoint.location?.line, savepoint.truncated],
      ['damage', BEFORE, false],
    );
    await step(session, 'continue');
    const damaged = await shapes();
    assert.notDeepEqual(damaged, before);

    assertRestored(await api.rollbackTo('before'));
    assert.deepEqual(await shapes(), before);
    assert.deepEqual(await evaluatePython(session, identities), identitiesBefore);

    assertRestored(await api.undoRollback());
    assert.deepEqual(await shapes(), damaged);
  });

  it('rolls back one path and leaves the others', async () => {
    await pauseInDamage();
    await api.savepoint('before');
    await step(session, 'continue');
    const damaged = (await shapes()) as Record<string, unknown>;
    const paths = ['state["prices"]', 'local', 'state["account"].balance', 'audits', 'state["hit"]::hits'];
    assertRestored(await api.rollbackTo('before', { paths }));
    assert.deepEqual(await shapes(), {
      ...damaged,
      locals: [1, 'before!!!'],
      audits: 0,
      account: [120, [1, 2, 3]],
      prices: [
        ['apple', 1],
        ['pear', 2],
        ['plum', 3],
      ],
      hits: 0,
    });
  });

  it('nests savepoints, and names changes as Python does', async () => {
    await pauseInDamage([98, 104]);
    await api.savepoint('outer');
    await step(session, 'continue');
    await api.savepoint('inner');
    await step(session, 'continue');
    assert.deepEqual(
      (await api.diff('inner')).map(({ path }) => path),
      [
        'state["account"].balance',
        'state["account"].entries[2]',
        'state["point"].x',
        'state["point"].y',
        'state["ring"]["self"]',
        'state["y"]',
      ],
    );
    assertRestored(await api.rollbackTo('inner'));
    assert.deepEqual(await evaluatePython(session, '[local, state["account"].balance]'), [31, 120]);
    assertRestored(await api.rollback());
    assert.deepEqual(await evaluatePython(session, '[local, state["x"]["hits"]]'), [1, 0]);
    assert.deepEqual((await api.state()).savepoints, []);
  });

  it('restores the locals of a caller, and the program goes on with them', async () => {
    const program = join(folder, 'callers.py');
    await writeFile(
      program,
      [
        'def inner(total):',
        '    total += 1',
        '    return total',
        'def outer():',
        '    count = 1',
        '    count += inner(count)',
        '    count = inner(count)',
        '    print(count)',
        'outer()',
      ].join('\n'),
    );
    session = await startDebugging({ program, breakpoints: [2], configuration: { type: 'debugpy' } });
    await api.savepoint('first call');
    await step(session, 'continue');
    assert.equal(await evaluate(session, 'count', 1), '3');
    const report = await api.rollbackTo('first call');
    assert.equal(report.outcome, 'partial', 'the first call of inner has returned');
    assert.deepEqual(
      report.verdicts.map(({ path, verdict }) => [path, verdict]),
      [
        ['count', 'restored'],
        ['inner()', 'gone'],
      ],
    );
    assert.equal(await evaluate(session, 'count', 1), '1');
    assert.equal(await evaluate(session, 'total'), '3', 'the second call is another one');
    await step(session, 'stepOut');
    await step(session);
    assert.equal(await evaluate(session, 'count'), '4');
  });
});
