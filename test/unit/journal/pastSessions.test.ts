/** Sessions of the past: which are kept, for how long, and that they read as they were when they ended. */
import assert from 'node:assert/strict';
import { Journals } from '../../../server/journal/journals';
import * as protocol from '../../../server/protocol';
import { Random } from '../store/support/random';
import { History, SESSION } from './support/history';
import { FOLDER, JOURNAL, JournaledServer } from './support/journaledServer';
import { MemoryFileSystem } from './support/memoryFileSystem';

const PAST = `${FOLDER}/${SESSION}.past`;
const FOREVER: protocol.Retention = { days: 1_000_000, sessions: 1_000 };
const DAY = 24 * 60 * 60 * 1_000;
const SEED = 20261124;

describe('sessions of the past', () => {
  it(`read as they were when they ended, secrets apart (seed ${SEED})`, async () => {
    let compared = 0;
    for (let seed = SEED; seed < SEED + 10; seed++) {
      const files = new MemoryFileSystem();
      const server = new JournaledServer(files);
      await server.open();
      const history = new History(new Random(seed), server.ask);
      for (let step = 0; step < 40; step++) await history.step();
      const savepoints = server.view.savepoints ?? [];
      if (savepoints.length === 0) continue;
      const before = await diffs(savepoints, (from, to) =>
        server.send(protocol.Diff.method, { session: SESSION, from, to, offset: 0, limit: 1_000 }),
      );
      await server.send(protocol.CloseSession.method, { session: SESSION });
      assert.deepEqual(files.files, [PAST]);

      const source = { kind: 'past', file: `${SESSION}.past` };
      const later = new JournaledServer(files);
      const listed = await later.send(protocol.ListPast.method, FOREVER);
      assert.deepEqual(listed, [{ file: source.file, name: 'shop', lastWrittenAt: 1 }]);
      const archive = (await later.send(protocol.OpenArchive.method, { source })) as protocol.Archive;
      assert.deepEqual(archive, { name: 'shop', savepoints, autoSavepoints: [], notes: [] }, `seed ${seed}`);
      const after = await diffs(savepoints, (from, to) =>
        later.send(protocol.ArchiveDiff.method, { source, from, to, offset: 0, limit: 1_000 }),
      );
      assert.deepEqual(after, before, `seed ${seed}`);
      compared++;
    }
    assert.ok(compared > 3, `${compared} were compared`);
  });

  it('show what variables and objects held at each savepoint', async () => {
    const files = new MemoryFileSystem();
    const server = new JournaledServer(files);
    await server.open();
    const object = (id: number) => ({ type: 'object', id, class: 'Item' }) as const;
    const frames = [{ activation: 1, function: 'main', source: '/shop.js', line: 3, depth: 0 }];
    const tally = { cells: 3, restorable: 3, reasons: [] };
    const take = (name: string, epoch: number, objects: readonly object[], changes: readonly object[]) =>
      server.ask(protocol.TakeSavepoint.method, {
        session: SESSION,
        name,
        capture: { epoch, frames, objects, changes, tally },
      });
    const info = { id: 1, class: 'Item', kind: 'object', origin: { frame: 1, name: 'item' }, described: true, size: 1 };
    await take(
      'one',
      1,
      [info],
      [
        {
          owner: { frame: 1 },
          slots: [
            ['item', object(1)],
            ['password', 'hunter2'],
          ],
        },
        { owner: { object: 1 }, slots: [['p:price', 10]] },
      ],
    );
    await take('two', 2, [], [{ owner: { object: 1 }, slots: [['p:price', 20, 10]] }]);
    await server.send(protocol.CloseSession.method, { session: SESSION });

    const values = async (savepoint: number, owner?: object): Promise<unknown> => {
      const source = { kind: 'past', file: `${SESSION}.past` };
      const page = { source, savepoint, ...(owner && { owner }), offset: 0, limit: 10 };
      return ((await server.send(protocol.ArchivedValues.method, page)) as { values: unknown }).values;
    };
    const [one = 0, two = 0] = (
      (await server.send(protocol.OpenArchive.method, {
        source: { kind: 'past', file: `${SESSION}.past` },
      })) as protocol.Archive
    ).savepoints.map(({ id }) => id);
    assert.deepEqual(await values(one), [
      { label: 'main', value: { type: 'printed', text: 'shop.js:3' }, owner: { frame: 1 } },
    ]);
    const [item, password] = (await values(one, { frame: 1 })) as protocol.ArchivedValue[];
    assert.deepEqual(item, {
      label: 'item',
      value: { ...object(1), preview: 'Item {price: 10}' },
      owner: { object: 1 },
    });
    assert.equal((password?.value as { type: string }).type, 'redacted');
    assert.deepEqual(await values(one, { object: 1 }), [{ label: 'price', value: 10 }]);
    assert.deepEqual(await values(two, { object: 1 }), [{ label: 'price', value: 20 }]);
  });

  it('says what is not there any more, or damaged', async () => {
    const files = new MemoryFileSystem({ [`${FOLDER}/bad.past`]: Buffer.from('nothing of ours, but long enough') });
    const server = new JournaledServer(files);
    const open = (file: string) => server.send(protocol.OpenArchive.method, { source: { kind: 'past', file } });
    assert.deepEqual(await open('bad.past'), {
      name: 'bad.past',
      savepoints: [],
      autoSavepoints: [],
      notes: [`The journal ${FOLDER}/bad.past is damaged at its beginning: nothing of it can be shown.`],
    });
    await assert.rejects(open('../elsewhere'), {
      message: 'The session of the past in ../elsewhere cannot be read: There is no journal ../elsewhere.',
    });
    files.faultAt = () => 'EIO';
    await assert.rejects(open('bad.past'), {
      message: 'The session of the past in bad.past cannot be read: EIO: read',
    });
    await assert.rejects(server.send(protocol.ListPast.method, { days: 1, sessions: 1 }), {
      message: 'The sessions of the past cannot be listed: EIO: list',
    });
  });

  it("go when they are too old or too many; what may be another window's is left alone for a day", () => {
    const log = Buffer.from('…"savepoint/savepoint"…');
    const now = 10 * DAY;
    const day = (days: number): number => now - days * DAY;
    const names = { fresh: `a.${day(0.1)}.past`, newer: `b.${day(1)}.past`, old: `c.${day(3)}.past` };
    const orphans = { another: `d.${day(0.2)}.journal`, forgotten: `e.${day(4)}.journal` };
    const aside = `f.${day(4)}.journal.damaged`;
    const all = [...Object.values(names), ...Object.values(orphans), aside];
    const kept = (retention: protocol.Retention, fault?: 'EIO'): readonly string[] => {
      const files = new MemoryFileSystem(Object.fromEntries(all.map((name) => [`${FOLDER}/${name}`, log])));
      files.faultAt = (_call, name) => (name === 'remove' ? fault : undefined);
      new Journals(files, FOLDER).past(retention, now);
      return files.files.map((name) => name.slice(FOLDER.length + 1)).sort();
    };
    const { fresh, newer } = names;
    const { another } = orphans;
    assert.deepEqual(kept({ days: 7, sessions: 10 }), all.toSorted());
    assert.deepEqual(kept({ days: 2, sessions: 10 }), [fresh, newer, another].sort());
    assert.deepEqual(kept({ days: 7, sessions: 2 }), [fresh, another, aside].sort());
    assert.deepEqual(kept({ days: 0, sessions: 10 }), [another]);
    assert.deepEqual(kept({ days: 2, sessions: 10 }, 'EIO'), all.toSorted());
  });

  it('all go, and the running ones go on and say that they are not durable', async () => {
    const files = new MemoryFileSystem({ [`${FOLDER}/other.past`]: Buffer.of(1) });
    const server = new JournaledServer(files);
    await server.open();
    const history = new History(new Random(SEED), server.ask);
    for (let step = 0; step < 20; step++) await history.step();
    const { notDurable, ...before } = server.view;
    assert.equal(notDurable, undefined);
    await server.send(protocol.DeleteAllData.method, {});
    assert.deepEqual(files.files, []);
    assert.deepEqual(server.view, { ...before, notDurable: 'all savepoint data was deleted' });
    for (let step = 0; step < 20; step++) await history.step();
    await server.send(protocol.CloseSession.method, { session: SESSION });
    assert.deepEqual(files.files, []);
    await server.open();
    assert.deepEqual(files.files, [JOURNAL]);
  });

  it('says if something could not be deleted', async () => {
    const files = new MemoryFileSystem();
    const server = new JournaledServer(files);
    files.faultAt = () => 'EROFS';
    await assert.rejects(server.send(protocol.DeleteAllData.method, {}), {
      message: 'Not all savepoint data could be deleted: EROFS: removeFolder',
    });
  });
});

type ReadDiff = (from: number, to: number | undefined) => Promise<unknown>;

async function diffs(savepoints: readonly protocol.Savepoint[], read: ReadDiff): Promise<unknown[]> {
  const ids = savepoints.map(({ id }) => id);
  const pages: protocol.DiffPage[] = [];
  for (const from of ids) for (const to of [undefined, ...ids]) pages.push((await read(from, to)) as protocol.DiffPage);
  return pages.map(({ changes }) =>
    changes
      .filter(({ path }) => !/password|authToken/u.test(path))
      .map((change) => JSON.parse(withoutPreviews(change)) as unknown),
  );
}

/** A preview may show a secret, or that it was redacted. */
function withoutPreviews(change: protocol.Change): string {
  return JSON.stringify(change, (key, value: unknown) => (key === 'preview' ? undefined : value));
}
