/** What is kept of a debug session beyond its end, on disk and in the past sessions, and how all of it goes. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { SavepointApi } from '../../client/apiTypes';
import { presentStatus } from '../../client/views/presentStatus';
import { serverProcess } from '../host/serverProcess';
import { endDebugging, evaluateJson, startDebugging, step } from './support/debugging';
import { openJournal } from './support/journalFile';
import { savepointApi } from './support/savepointApi';
import { untilState } from './support/untilState';
import { copyFixture } from './support/workspace';

/** In `damage` of shapes.js. */
const [BEFORE, AFTER] = [44, 63];

describe('what is kept of a session', () => {
  let api: SavepointApi;
  let program: string;
  let session: vscode.DebugSession;

  before(async () => {
    api = await savepointApi();
    program = join(await copyFixture('shapes'), 'shapes.js');
  });
  afterEach(async () => {
    await endDebugging();
    await retain(undefined);
  });

  async function start(): Promise<void> {
    session = await startDebugging({ program, breakpoints: [BEFORE, AFTER] });
    await api.savepoint('before');
  }

  async function end(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      const subscription = api.archives.onDidChange(() => {
        subscription.dispose();
        resolve();
      });
    });
    await endDebugging();
    await closed;
  }

  it('is in files that only their owner can read', async () => {
    await start();
    const journal = openJournal();
    assert.equal(statSync(journal).mode & 0o777, 0o600);
    assert.equal(statSync(dirname(journal)).mode & 0o777, 0o700);
    assert.ok(readFileSync(journal).includes('"savepoint/savepoint"'));
  });

  it('can be looked at when it is over: savepoints, what changed, what was held', async () => {
    await start();
    await step(session, 'continue');
    await api.savepoint('after');
    const changes = await api.diff('before', 'after');
    const { savepoints } = await api.state();
    await end();

    const [last] = await api.archives.past();
    assert.equal(last?.name, session.name);
    const source = { kind: 'past', file: last.file } as const;
    const archive = await api.archives.open(source);
    assert.deepEqual(archive, { name: session.name, savepoints, autoSavepoints: [], notes: [] });
    const [before, after] = archive.savepoints.map(({ id }) => ({ source, savepoint: id }));
    assert.ok(before !== undefined && after !== undefined);
    const page = await api.archives.diff(before, after.savepoint);
    assert.deepEqual(page, { changes, total: changes.length });
    assert.ok(
      changes.some(({ path }) => path === 'state.settings.first'),
      JSON.stringify(changes),
    );

    assert.deepEqual([await held(before, 'local'), await held(after, 'local')], [1, 31]);
    assert.deepEqual(await held(before, 'state', 'list', '[3]'), 4);
    assert.deepEqual(await held(after, 'state', 'prices', '.get("apple")'), 100);
  });

  it('is pruned as the retention says', async () => {
    await start();
    const folder = dirname(openJournal());
    await end();
    const past = await api.archives.past();
    assert.ok(past.length > 0);
    await retain({ keptSessions: 1 });
    assert.deepEqual(await api.archives.past(), past.slice(0, 1));
    await retain({ keptDays: 0 });
    assert.deepEqual(await api.archives.past(), []);
    assert.deepEqual(readdirSync(folder), []);
  });

  it('is deleted from the disk, all of it, and the running session goes on and says what that means', async () => {
    await start();
    await end();
    await start();
    const data = dirname(dirname(openJournal()));
    assert.ok(readdirSync(data, { recursive: true }).some((name) => String(name).endsWith('.past')));
    const undamaged = await evaluateJson(session, '[local, text, state.list]');

    await api.archives.deleteAll();
    assert.equal(existsSync(data), false);
    assert.deepEqual(await api.archives.past(), []);
    assert.equal((await api.state()).notDurable, 'all savepoint data was deleted');

    await step(session, 'continue');
    assert.equal((await api.rollbackTo('before', { calls: 'assumed' })).outcome, 'restored');
    assert.deepEqual(await evaluateJson(session, '[local, text, state.list]'), undamaged);
    assert.equal(existsSync(data), false);

    await endDebugging();
    await start();
    assert.ok(existsSync(openJournal()));
    assert.equal((await api.state()).notDurable, undefined);
  });

  it('is nothing where the journal cannot be written: debugging goes on, and the status bar says so', async () => {
    await start();
    const data = dirname(dirname(openJournal()));
    await endDebugging();
    rmSync(data, { recursive: true });
    writeFileSync(data, 'a file where the folder is to be');
    try {
      await start();
      const { notDurable = '' } = await api.state();
      assert.match(notDurable, /ENOTDIR|EEXIST/u);
      const status = presentStatus(await api.state());
      assert.match(status?.text ?? '', / · not durable$/u);
      assert.equal(status?.level, 'warning');
      await assert.rejects(async () => api.archives.past(), {
        code: 'no-archive',
        message: /^The sessions of the past cannot be listed: ENOTDIR/u,
      });
      await step(session, 'continue');
      assert.equal((await api.rollbackTo('before', { calls: 'assumed' })).outcome, 'restored');
    } finally {
      rmSync(data);
    }
  });

  it('is not claimed to be durable once its journal was taken away', async () => {
    await start();
    rmSync(openJournal());
    await api.savepoint('after that');
    await untilState(api, session, ({ notDurable }) => notDurable === 'the journal was deleted');
    assert.equal((await api.diff('before')).length, 0);
    process.kill(
      serverProcess((pid) => pid === process.pid),
      'SIGKILL',
    );
    await untilState(api, session, ({ savepoints }) => savepoints.length === 0);
  });

  async function held(
    at: { source: { kind: 'past'; file: string }; savepoint: number },
    ...way: readonly string[]
  ): Promise<unknown> {
    let [row] = (await api.archives.values(at)).values;
    for (const label of way)
      row = (await api.archives.values(at, row?.owner)).values.find((candidate) => candidate.label === label);
    return row?.value;
  }
});

async function retain(settings: { keptDays?: number; keptSessions?: number } | undefined): Promise<void> {
  const configuration = vscode.workspace.getConfiguration('savepoint.history');
  for (const name of ['keptDays', 'keptSessions'] as const)
    await configuration.update(name, settings?.[name], vscode.ConfigurationTarget.Global);
}
