/** Checkpoint files: what was held is in them, secrets are not, and a bad one is refused in one clear sentence. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import * as protocol from '../../../server/protocol';
import type { Owner } from '../../../server/value';
import { History, SESSION } from '../journal/support/history';
import { JournaledServer } from '../journal/support/journaledServer';
import { MemoryFileSystem } from '../journal/support/memoryFileSystem';
import { Random } from '../store/support/random';

const SEED = 20261124;
const FILE = '/home/person/shop.savepoint-checkpoint.json';
const CHECKPOINT: protocol.ArchiveSource = { kind: 'checkpoint', file: FILE };
const PAST: protocol.ArchiveSource = { kind: 'past', file: `${SESSION}.past` };
const REDACT = ['password', 'token'];

describe('a checkpoint file', () => {
  it(`holds what was held at each savepoint of a session (seed ${SEED})`, async () => {
    let compared = 0;
    for (let seed = SEED; seed < SEED + 10; seed++) {
      const files = new MemoryFileSystem();
      const server = await played(files, seed, 30);
      const savepoints = server.view.savepoints ?? [];
      if (savepoints.length === 0) continue;
      const wishes = { what: { kind: 'session' }, undescribed: 'ask', file: FILE, redact: REDACT };
      const written = await server.send(protocol.ExportSession.method, { session: SESSION, ...wishes });
      const bytes = files.bytesOf(FILE);
      assert.deepEqual(written, { savepoints: savepoints.length, bytes: bytes.length, undescribed: 0 });
      assertBySchema(JSON.parse(bytes.toString('utf8')));
      await server.send(protocol.CloseSession.method, { session: SESSION });

      const archive = await open(server, CHECKPOINT);
      assert.deepEqual(archive.savepoints.map(facts), savepoints.map(facts), `seed ${seed}`);
      for (const [index, { id }] of savepoints.entries()) {
        const held = await everything(server, CHECKPOINT, archive.savepoints[index]?.id ?? 0);
        const past = await everything(server, PAST, id);
        assert.deepEqual([...held.keys()], [...past.keys()]);
        // An object that is found under a secret name too is left out of a file that leaves the machine.
        for (const [owner, values] of held)
          for (const [label, value] of values)
            if (value !== REDACTED) assert.equal(value, past.get(owner)?.get(label), `seed ${seed}, ${owner} ${label}`);
        compared++;
      }
    }
    assert.ok(compared > 10, `${compared} were compared`);
  }).timeout(60_000);

  it('of one savepoint holds that alone', async () => {
    const files = new MemoryFileSystem();
    const server = await played(files, SEED + 1, 30);
    const { name = '' } = server.view.savepoints?.at(-1) ?? {};
    const what = { kind: 'savepoint', savepoint: name };
    await server.send(protocol.ExportSession.method, {
      session: SESSION,
      what,
      undescribed: 'ask',
      file: FILE,
      redact: [],
    });
    const { savepoints, end } = JSON.parse(files.bytesOf(FILE).toString('utf8')) as {
      savepoints: unknown[];
      end?: object;
    };
    assert.deepEqual([savepoints.length, end], [1, undefined]);
    assert.deepEqual(
      (await open(server, CHECKPOINT)).savepoints.map((savepoint) => savepoint.name),
      [name],
    );
  });

  it('holds no secret, by the names that are given when it is written', async () => {
    const files = new MemoryFileSystem();
    const server = new JournaledServer(files);
    await server.open(undefined, { durability: 'onAcknowledge', redact: [], redactionKey: '' });
    const take = async (password: string, epoch: number) =>
      server.ask(protocol.TakeSavepoint.method, {
        session: SESSION,
        capture: {
          epoch,
          frames: [{ activation: 1, function: 'main', line: 1, depth: 0 }],
          objects: [],
          changes: [
            {
              owner: { frame: 1 },
              slots: [
                ['password', password],
                ['user', 'ann'],
              ],
            },
          ],
          tally: { cells: 2, restorable: 2, reasons: [] },
        },
      });
    await take('hunter2', 1);
    await take('correct horse', 2);
    const wishes = { what: { kind: 'session' }, undescribed: 'ask', file: FILE };
    await server.send(protocol.ExportSession.method, { session: SESSION, ...wishes, redact: REDACT });
    const text = files.bytesOf(FILE).toString('utf8');
    assert.doesNotMatch(text, /hunter2|correct horse/u);
    assert.match(text, /"ann"/u);
    const [first] = (await open(server, CHECKPOINT)).savepoints;
    const page = { source: CHECKPOINT, from: first?.id, offset: 0, limit: 10 };
    const { changes } = (await server.send(protocol.ArchiveDiff.method, page)) as protocol.DiffPage;
    assert.deepEqual(
      changes.map(({ path, kind }) => [path, kind]),
      [['password', 'changed']],
    );
  });

  describe('that is bad is refused', () => {
    for (const [what, { content, fault, message }] of Object.entries(badFiles()))
      it(what, async () => {
        const files = new MemoryFileSystem(content === undefined ? {} : { [FILE]: Buffer.from(content) });
        files.faultAt = () => fault;
        await assert.rejects(open(new JournaledServer(files), CHECKPOINT), { message, data: BAD_FILE });
      });
  });

  it('that cannot be written leaves the one before as it was', async () => {
    const files = new MemoryFileSystem({ [FILE]: Buffer.from('before') });
    const server = await played(files, SEED + 1, 10);
    const wishes = { what: { kind: 'session' }, undescribed: 'ask', file: FILE, redact: [] };
    for (const call of ['open', 'write', 'rename']) {
      files.faultAt = (_call, name) => (name === call ? 'ENOSPC' : undefined);
      await assert.rejects(server.send(protocol.ExportSession.method, { session: SESSION, ...wishes }), {
        message: `${FILE} cannot be written: ENOSPC: ${call}`,
        data: BAD_FILE,
      });
      assert.equal(files.bytesOf(FILE).toString(), 'before');
      assert.deepEqual(
        files.files.filter((name) => name.endsWith('.draft')),
        [],
      );
    }
  });
});

const BAD_FILE = { kind: 'savepoint-error', code: 'bad-file' };

interface BadFile {
  readonly content?: string;
  readonly fault?: 'EIO';
  readonly message: string;
}

function badFiles(): Readonly<Record<string, BadFile>> {
  const state = { epoch: 1, frames: [], objects: [], changes: [], tally: { cells: 0, restorable: 0, reasons: [] } };
  const good = {
    format: 'savepoint-checkpoint',
    version: 1,
    name: 'shop',
    language: 'javascript',
    exportedAt: '2026-11-24T18:00:00.000Z',
    redacted: [],
    savepoints: [{ name: 'one', state }],
  };
  const edited = (change: object): string => JSON.stringify({ ...good, ...change });
  const damaged = (rest: string): string => `${FILE} is damaged or was edited: ${rest}.`;
  const held = (slots: unknown): object => ({
    savepoints: [{ name: 'one', state: { ...state, changes: [{ owner: { frame: 1 }, slots }] } }],
  });
  return {
    'one that is not there': { message: `There is no file ${FILE}.` },
    'one that cannot be read': { fault: 'EIO', message: `${FILE} cannot be read: EIO: read` },
    'an empty one': { content: '', message: `${FILE} is not a checkpoint file: it is not JSON.` },
    'one that breaks off': {
      content: JSON.stringify(good).slice(0, -5),
      message: `${FILE} is not a checkpoint file: it is not JSON.`,
    },
    'other JSON': {
      content: '{"rules": []}',
      message: `${FILE} is not a checkpoint file: it does not say that its format is 'savepoint-checkpoint'.`,
    },
    'a list': {
      content: '[1]',
      message: `${FILE} is not a checkpoint file: it does not say that its format is 'savepoint-checkpoint'.`,
    },
    'one of a newer version': {
      content: edited({ version: 2, holds: 'what nobody knows yet' }),
      message: `${FILE} was written by a newer version of Savepoint (format 2): update Savepoint to open it.`,
    },
    'one without a version': {
      content: edited({ version: undefined }),
      message: damaged("the file must have required property 'version'"),
    },
    'one without savepoints': {
      content: edited({ savepoints: [] }),
      message: damaged('savepoints must NOT have fewer than 1 items'),
    },
    'one in an unknown language': {
      content: edited({ language: 'cobol' }),
      message: damaged('language must be equal to one of the allowed values'),
    },
    'one with a savepoint without a name': {
      content: edited({ savepoints: [{ name: ' ', state }] }),
      message: damaged('savepoints.0.name must match pattern "^[^\\r\\n]*\\S[^\\r\\n]*$"'),
    },
    'one with a value of an unknown type': {
      content: edited(held([['x', { type: 'tensor' }]])),
      message: damaged('savepoints.0.state.changes.0.slots.0.1.type must be equal to one of the allowed values'),
    },
    'one with an object without an id': {
      content: edited(held([['x', { type: 'object', class: 'Item' }]])),
      message: damaged("savepoints.0.state.changes.0.slots.0.1 must have required property 'id'"),
    },
    'one with a place without a name': {
      content: edited(held([[1, 2]])),
      message: damaged('savepoints.0.state.changes.0.slots.0.0 must be string'),
    },
    'one with an addition': {
      content: edited({ more: 1 }),
      message: damaged('the file must NOT have additional properties'),
    },
  };
}

async function played(files: MemoryFileSystem, seed: number, steps: number): Promise<JournaledServer> {
  const server = new JournaledServer(files);
  await server.open();
  const history = new History(new Random(seed), server.ask);
  for (let step = 0; step < steps; step++) await history.step();
  return server;
}

async function open(server: JournaledServer, source: protocol.ArchiveSource): Promise<protocol.Archive> {
  return (await server.send(protocol.OpenArchive.method, { source })) as protocol.Archive;
}

function facts({ name, location, captured, restorable, limits }: protocol.Savepoint): unknown {
  return { name, location, captured, restorable, limits };
}

/** By owner and label, all that was in reach at a savepoint. */
async function everything(
  server: JournaledServer,
  source: protocol.ArchiveSource,
  savepoint: number,
): Promise<Map<string, Map<string, string>>> {
  const found = new Map<string, Map<string, string>>();
  const queue: (Owner | undefined)[] = [undefined];
  for (const owner of queue) {
    const key = JSON.stringify(owner ?? null);
    if (found.has(key)) continue;
    const page = { source, savepoint, ...(owner && { owner }), offset: 0, limit: 1_000 };
    const { values } = (await server.send(protocol.ArchivedValues.method, page)) as {
      values: protocol.ArchivedValue[];
    };
    found.set(key, new Map(values.map(({ label, value }) => [label, comparable(value)])));
    for (const value of values) if (value.owner !== undefined) queue.push(value.owner);
  }
  return found;
}

const REDACTED = '{"type":"redacted"}';

/** Digests are under another key each time. */
function comparable(value: protocol.ArchivedValue['value']): string {
  return JSON.stringify(value, (key, item: unknown) => (key === 'digest' || key === 'preview' ? undefined : item));
}

function assertBySchema(content: unknown): void {
  const path = join(__dirname, '../../../client/media/savepoint.checkpoint.schema.json');
  const compiler = new Ajv2020({ strict: false });
  addFormats(compiler);
  const validate = compiler.compile(JSON.parse(readFileSync(path, 'utf8')) as object);
  assert.ok(validate(content), JSON.stringify(validate.errors));
}
