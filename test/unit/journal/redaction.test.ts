/** What is kept out of the journal; and that a recovered session compares and restores secrets by their digests. */
import assert from 'node:assert/strict';
import { Redaction } from '../../../server/journal/redaction';
import { SecretNames } from '../../../server/journal/secretNames';
import * as protocol from '../../../server/protocol';
import type { Capture, ObjectInfo, OwnerChanges, Slot } from '../../../server/value';
import { capture, inFrame, inObject, MAIN } from '../session/captures';
import { SESSION } from './support/history';
import { JOURNAL, JournaledServer } from './support/journaledServer';
import { MemoryFileSystem } from './support/memoryFileSystem';

const PATTERNS = ['password', 'token', 'key'];
const SECRET = 'hunter2 s3cr3t';

describe('names of secrets', () => {
  const names = new SecretNames(PATTERNS);
  for (const name of [
    'password',
    'dbPasswordHash',
    'USER_PASSWORD',
    'authToken',
    'tokens',
    'apiKey',
    'API_KEYS',
    'key',
    'x-api-key',
  ])
    it(`${name} is one`, () => assert.equal(names.has(name), true));
  for (const name of ['monkey', 'keyboard', 'keyed', 'total', 'passes', ''])
    it(`${name === '' ? 'an empty one' : name} is none`, () => assert.equal(names.has(name), false));
});

const info = (id: number, origin: ObjectInfo['origin']): ObjectInfo => ({
  id,
  class: 'Object',
  kind: 'object',
  origin,
  described: true,
  size: 1,
});

describe('redaction', () => {
  const redacted = (changes: readonly OwnerChanges[], objects: readonly ObjectInfo[] = []): string => {
    const redaction = new Redaction(new SecretNames(PATTERNS), 'a key');
    return JSON.stringify(redaction.redacted(protocol.Observe.method, { capture: capture({ changes, objects }) }));
  };
  const [CONFIG, INNER] = [info(1, { frame: 1, name: 'config' }), info(2, { object: 1, slot: 'p:token' })];
  const DEEPER = info(3, { object: 2, slot: 'p:parts' });
  const slot: Slot = { type: 'slot', value: SECRET, attributes: 'e' };

  const SECRETS: readonly [where: string, changes: OwnerChanges[], objects: ObjectInfo[]][] = [
    ['a variable', [inFrame(MAIN, { password: SECRET })], []],
    ['a property', [inObject(CONFIG, { 'p:authToken': SECRET })], [CONFIG]],
    ['a private field', [inObject(CONFIG, { '#:password': SECRET })], [CONFIG]],
    ['a property with attributes', [inObject(CONFIG, { 'p:apiKey': slot })], [CONFIG]],
    ['an entry by its key', [inObject(CONFIG, { 'e:1': { type: 'slot', key: 'password', value: SECRET } })], [CONFIG]],
    ['an object that is a secret', [inObject(INNER, { 'p:text': SECRET })], [INNER, CONFIG]],
    ['an object in one', [inObject(DEEPER, { 'e:1': SECRET, 's:9': SECRET })], [DEEPER, INNER, CONFIG]],
    ['an entry of one, its key', [inObject(INNER, { 'e:1': { type: 'slot', key: SECRET, value: 1 } })], [INNER]],
    ['what it held before', [{ owner: { frame: 1 }, slots: [['password', null, SECRET]] }], []],
    ['a long text', [inFrame(MAIN, { password: { type: 'string', text: SECRET, length: 99, digest: 'd' } })], []],
    ['a way to an object', [], [INNER, info(4, { object: 2, slot: 'e:1', key: SECRET })]],
  ];
  for (const [where, changes, objects] of SECRETS)
    it(`keeps a secret out: ${where}`, () => {
      assert.ok(JSON.stringify([changes, objects]).includes(SECRET));
      assert.ok(!redacted(changes, objects).includes(SECRET));
      assert.ok(redacted(changes, objects).includes('"redacted"'));
    });

  it('leaves all else as it is, the very objects', () => {
    const redaction = new Redaction(new SecretNames(PATTERNS), 'a key');
    const open: Slot = { type: 'object', id: 2, class: 'Object' };
    const params = {
      capture: capture({ objects: [CONFIG], changes: [inObject(CONFIG, { 'p:name': SECRET, 'p:token': open })] }),
    };
    assert.equal(redaction.redacted(protocol.Observe.method, params), params);
  });

  it('gives equal values equal digests, and others under another key', () => {
    const digest = (value: Slot, key: string): string =>
      JSON.stringify(
        new Redaction(new SecretNames(PATTERNS), key).redacted(protocol.Observe.method, {
          capture: { ...capture({}), epoch: 1, changes: [inFrame(MAIN, { password: value })] },
        }),
      );
    assert.equal(digest(SECRET, 'a'), digest(SECRET, 'a'));
    assert.notEqual(digest(SECRET, 'a'), digest(SECRET, 'b'));
    assert.notEqual(digest(5, 'a'), digest('5', 'a'));
  });
});

describe('a recovered session', () => {
  const reading = (password: string): Capture =>
    capture({
      changes: [
        {
          owner: { frame: 1 },
          slots: [
            ['password', password, SECRET],
            ['total', password.length, 0],
          ],
        },
      ],
    });

  for (const [readBack, outcome, verdict] of [
    [SECRET, 'restored', 'restored'],
    ['something else', 'partial', 'lied'],
  ] as const)
    it(`calls a secret ${verdict} by the digest of what was read back`, async () => {
      const files = new MemoryFileSystem();
      const first = new JournaledServer(files);
      await first.open();
      await first.ask(protocol.TakeSavepoint.method, {
        session: SESSION,
        capture: capture({ changes: [inFrame(MAIN, { password: SECRET, total: 0 })] }),
        name: 's',
      });
      await first.ask(protocol.Observe.method, { session: SESSION, capture: reading('changed') });
      assert.ok(!files.bytesOf(JOURNAL).includes(SECRET));

      const second = new JournaledServer(files);
      assert.equal((await second.open({ acknowledged: 2 })).state, 'recovered');
      const send = (method: string, params: object): Promise<unknown> =>
        second.send(method, { session: SESSION, ...params });
      const target = { kind: 'savepoint', savepoint: 's' };
      const planned = await send(protocol.Plan.method, {
        sequence: 3,
        capture: capture({}),
        target,
        sameCalls: 'proved',
      });
      const { plan } = planned as { plan: protocol.RollbackPlan };
      assert.deepEqual(plan.writes.map(({ path }) => path).sort(), ['password', 'total']);
      const settlement = await send(protocol.Settle.method, {
        sequence: 4,
        plan: plan.id,
        capture: capture({ changes: [inFrame(MAIN, { password: readBack, total: 0 })] }),
        failures: [],
        onPartialFailure: 'keep',
      });
      const { report } = settlement as { report: protocol.RollbackReport };
      assert.equal(report.outcome, outcome);
      assert.equal(report.verdicts.find(({ path }) => path === 'password')?.verdict, verdict);
      assert.ok(!JSON.stringify([planned, settlement, await second.state()]).includes(SECRET));
      assert.ok(!files.bytesOf(JOURNAL).includes(SECRET));
    });
});
